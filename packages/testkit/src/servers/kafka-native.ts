import { freePort } from '../free-port.ts'
import { tempFolder } from '../temp-folder.ts'
import { kafkaClassPath } from './kafka-jars.ts'
import { brokerCommand, KAFKA_HOST, KAFKA_START_MS, prepareBroker } from './kafka-process.ts'
import { newClusterId } from './kafka-settings.ts'
import type { BrokerPlace } from './kafka-settings.ts'
import type { KafkaServers } from './kafka-servers.ts'
import { startServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

/** Brokers as processes of this machine, with data in a temporary folder. */
export async function startKafkaNatively(count: number): Promise<KafkaServers> {
  await kafkaClassPath()
  const folder = await tempFolder('kafka')
  const places: BrokerPlace[] = []
  for (let id = 1; id <= count; id++) {
    const [port, peerPort, controllerPort] = [await freePort(), await freePort(), await freePort()]
    places.push({ id, host: KAFKA_HOST, port, peerHost: KAFKA_HOST, peerPort, controllerPort })
  }
  const running: (ServerProcess | undefined)[] = []
  const start = async (at: number): Promise<void> => {
    const place = places[at]!
    const { command, args } = await brokerCommand(folder.path, place)
    running[at] = await startServer({ name: `Kafka broker ${at}`, command, args, port: place.port, startMs: KAFKA_START_MS })
  }
  const stop = async (): Promise<void> => {
    // Nobody reads the data again, so there is nothing that a clean stop would be good for.
    await Promise.all(running.map(async (server) => server?.stop('SIGKILL')))
    await folder[Symbol.asyncDispose]()
  }
  try {
    const clusterId = newClusterId()
    for (const place of places) await prepareBroker(folder.path, clusterId, places, place)
    await Promise.all(places.map((_, at) => start(at)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    bootstrap: places.map(({ host, port }) => `${host}:${port}`),
    folder: folder.path,
    kill: async (broker) => running[broker]?.stop('SIGKILL'),
    restart: start,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
