import { GenericContainer, getContainerRuntimeClient, Network, Wait } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import { freePort } from '../free-port.ts'
import { kafkaSettings, newClusterId } from './kafka-settings.ts'
import type { BrokerPlace } from './kafka-settings.ts'
import type { KafkaServers } from './kafka-servers.ts'

const IMAGE = 'apache/kafka:4.1.1'
const START_MS = 180_000

/**
 * The same brokers in containers. A broker tells clients its address, so the port outside is chosen
 * here and is the same inside.
 */
export async function startKafkaInDocker(count: number): Promise<KafkaServers> {
  const network = await new Network().start()
  const places: BrokerPlace[] = []
  for (let id = 1; id <= count; id++) {
    places.push({ id, host: 'localhost', port: await freePort(), peerHost: `broker-${id}`, peerPort: 9092, controllerPort: 9093 })
  }
  const clusterId = newClusterId()
  const running = await Promise.all(
    places.map((place) =>
      new GenericContainer(IMAGE)
        .withNetwork(network)
        .withNetworkAliases(place.peerHost)
        .withExposedPorts({ container: place.port, host: place.port })
        .withEnvironment({ CLUSTER_ID: clusterId, KAFKA_HEAP_OPTS: '-Xmx256m', ...environment(places, place) })
        .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
        .withStartupTimeout(START_MS)
        .start(),
    ),
  )
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((container) => container.stop({ timeout: 0 })))
    await network.stop()
  }
  return {
    bootstrap: places.map(({ host, port }) => `${host}:${port}`),
    kill: (broker) => kill(running[broker]!),
    restart: (broker) => running[broker]!.restart(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The image takes a setting `node.id` as KAFKA_NODE_ID. */
function environment(all: readonly BrokerPlace[], own: BrokerPlace): Record<string, string> {
  const settings = kafkaSettings(all, own, '0.0.0.0', '/var/lib/kafka/data')
  return Object.fromEntries([...settings].map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]))
}

/** From outside: the first process of a container cannot be killed from within. */
async function kill(container: StartedTestContainer): Promise<void> {
  const engine = await getContainerRuntimeClient()
  await engine.container.getById(container.getId()).kill({ signal: 'SIGKILL' })
}
