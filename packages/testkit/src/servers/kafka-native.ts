import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { run } from '../process.ts'
import { tempFolder } from '../temp-folder.ts'
import { kafkaClassPath } from './kafka-jars.ts'
import { kafkaSettings, newClusterId } from './kafka-settings.ts'
import type { BrokerPlace } from './kafka-settings.ts'
import type { KafkaServers } from './kafka.ts'
import { startServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

const HOST = '127.0.0.1'
const START_MS = 90_000
/** The first compiler only: it starts sooner, and a test does not live long enough for the second. */
const JVM = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError']
const LOG = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true']

/** Brokers as processes of this machine, with data in a temporary folder. */
export async function startKafkaNatively(count: number): Promise<KafkaServers> {
  const classPath = await kafkaClassPath()
  const folder = await tempFolder('kafka')
  const places: BrokerPlace[] = []
  for (let id = 1; id <= count; id++) {
    const [port, peerPort, controllerPort] = [await freePort(), await freePort(), await freePort()]
    places.push({ id, host: HOST, port, peerHost: HOST, peerPort, controllerPort })
  }
  const running: (ServerProcess | undefined)[] = []
  const start = async (at: number): Promise<void> => {
    running[at] = await startServer({
      name: `Kafka broker ${at}`,
      command: 'java',
      args: [...JVM, ...LOG, '-cp', classPath, 'kafka.Kafka', settingsPath(folder.path, places[at]!)],
      port: places[at]!.port,
      startMs: START_MS,
    })
  }
  const stop = async (): Promise<void> => {
    // Nobody reads the data again, so there is nothing that a clean stop would be good for.
    await Promise.all(running.map(async (server) => server?.stop('SIGKILL')))
    await folder[Symbol.asyncDispose]()
  }
  try {
    const clusterId = newClusterId()
    for (const place of places) await format(classPath, clusterId, folder.path, places, place)
    await Promise.all(places.map((_, at) => start(at)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    bootstrap: places.map(({ host, port }) => `${host}:${port}`),
    kill: async (broker) => running[broker]?.stop('SIGKILL'),
    restart: start,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function settingsPath(folder: string, { id }: BrokerPlace): string {
  return join(folder, `broker-${id}.properties`)
}

async function format(
  classPath: string,
  clusterId: string,
  folder: string,
  all: readonly BrokerPlace[],
  own: BrokerPlace,
): Promise<void> {
  const settings = kafkaSettings(all, own, HOST, join(folder, `broker-${own.id}`))
  const path = settingsPath(folder, own)
  await writeFile(path, [...settings].map(([name, value]) => `${name}=${value}\n`).join(''))
  const args = ['-Xmx64m', '-XX:TieredStopAtLevel=1', ...LOG, '-cp', classPath, 'kafka.tools.StorageTool']
  await using tool = await run('java', [...args, 'format', '--cluster-id', clusterId, '--config', path])
  const { code } = await tool.ended
  if (code !== 0) throw new Error(`the folder of Kafka broker ${own.id} could not be set up:\n${tool.stdout()}${tool.stderr()}`)
}
