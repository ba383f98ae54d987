import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../process.ts'
import { kafkaClassPath } from './kafka-jars.ts'
import { kafkaSettings } from './kafka-settings.ts'
import type { BrokerPlace } from './kafka-settings.ts'

/** The address on which brokers listen that are processes of this machine. */
export const KAFKA_HOST = '127.0.0.1'
export const KAFKA_START_MS = 90_000
/**
 * The first compiler only: it starts sooner, and a test does not live long enough for the second.
 */
const JVM = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError']
const LOG = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true']

/**
 * Writes a broker's settings into the folder, and sets up its data there unless that has been done
 * before.
 */
export async function prepareBroker(
  folder: string,
  clusterId: string,
  all: readonly BrokerPlace[],
  own: BrokerPlace,
): Promise<void> {
  const dataDir = join(folder, `broker-${own.id}`)
  const settings = kafkaSettings(all, own, KAFKA_HOST, dataDir)
  const path = settingsPath(folder, own)
  await writeFile(path, [...settings].map(([name, value]) => `${name}=${value}\n`).join(''))
  // Data has its cluster, and is not set up for another one.
  if (await exists(join(dataDir, 'meta.properties'))) return
  const args = ['-Xmx64m', '-XX:TieredStopAtLevel=1', ...LOG, '-cp', await kafkaClassPath(), 'kafka.tools.StorageTool']
  const words = [...args, 'format', '--cluster-id', clusterId, '--config', path]
  await using tool = await run('java', words).catch((error: unknown) => {
    throw new Error('Kafka needs Java 17 or newer (java) on the path', { cause: error })
  })
  const { code } = await tool.ended
  if (code !== 0) throw new Error(`the folder of Kafka broker ${own.id} could not be set up:\n${tool.stdout()}${tool.stderr()}`)
}

/** How a broker is started whose folder is prepared. */
export async function brokerCommand(folder: string, own: BrokerPlace): Promise<{ command: string; args: string[] }> {
  const classPath = await kafkaClassPath()
  return { command: 'java', args: [...JVM, ...LOG, '-cp', classPath, 'kafka.Kafka', settingsPath(folder, own)] }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function settingsPath(folder: string, { id }: BrokerPlace): string {
  return join(folder, `broker-${id}.properties`)
}
