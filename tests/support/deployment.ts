import { loaderStatePartitions } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { watchPipeline } from '@weir/progress'
import type { PipelineProgress } from '@weir/progress'
import type { StateStore } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { eventually, freePort, tempFolder } from '@weir/testkit'
import type { RunningProcess, TempFolder } from '@weir/testkit'
import { startClickHouse, startKafka, startRedis } from '@weir/testkit/servers'
import type { ClickHouse, KafkaServers, RedisServers } from '@weir/testkit/servers'
import { onTestFailed } from 'vitest'
import { ADMIN_KEY } from './embedded.ts'
import { openClient } from './embedded-client.ts'
import type { Client } from './embedded-client.ts'
import { runService } from './programs.ts'

/**
 * The distributed mode for tests: real servers, and each service as the process that a user starts.
 */

export const SERVICES = ['ingest', 'segmenter', 'loader', 'reporting'] as const
export type ServiceName = (typeof SERVICES)[number]
export type DeploymentSettings = Record<string, string>

export interface Servers extends AsyncDisposable {
  kafka: KafkaServers
  redis: RedisServers
  clickhouse: ClickHouse
}

export interface ServerOptions {
  brokers?: 1 | 3
  fsync?: 'always' | 'everysec'
}

/** Kafka, Redis and ClickHouse, started side by side. */
export async function startServers({ brokers = 1, fsync = 'always' }: ServerOptions = {}): Promise<Servers> {
  const started = await Promise.allSettled([startKafka({ brokers }), startRedis({ fsync }), startClickHouse()])
  const [kafka, redis, clickhouse] = started
  const stop = async (): Promise<void> => {
    for (const server of started) if (server.status === 'fulfilled') await server.value[Symbol.asyncDispose]()
  }
  if (kafka.status === 'fulfilled' && redis.status === 'fulfilled' && clickhouse.status === 'fulfilled')
    return { kafka: kafka.value, redis: redis.value, clickhouse: clickhouse.value, [Symbol.asyncDispose]: stop }
  await stop()
  throw started.find((server) => server.status === 'rejected')?.reason
}

/** One process. */
export interface Service {
  readonly name: ServiceName
  readonly url: string
  /** The present one. */
  process(): RunningProcess
  /** Waits until `/readyz` says so. */
  ready(timeoutMs?: number): Promise<void>
  /** Ends it, and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
}

export interface Deployment extends AsyncDisposable {
  /** Sends hits to ingest and asks reporting. */
  client: Client
  /** How far it is, as everybody can read it in log and state. */
  progress: PipelineProgress
  /** For looking at what it has stored. */
  log: EventLog
  fold: StateStore
  service(name: ServiceName): Service
  /** Starts one more process of that kind. */
  add(name: ServiceName, settings?: DeploymentSettings): Promise<Service>
}

export interface DeploymentOptions {
  servers: Pick<Servers, 'kafka' | 'redis'> & {
    clickhouse: Pick<ClickHouse, 'url' | 'username' | 'password' | 'database'>
  }
  settings?: DeploymentSettings
  /** What is started at once, and waited for; everything unless told. */
  services?: readonly ServiceName[]
  /**
   * Where to say how to show what the processes printed, for when it comes out badly; to the test
   * unless told.
   */
  onFailed?: (show: () => void) => void
}

/**
 * Starts the services on these servers, and waits until all of them are ready. Leaving its scope
 * kills what it started.
 */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { servers, settings = {}, services = SERVICES, onFailed = onTestFailed } = options
  const folder = await tempFolder('deployment')
  const all = { ...addressesOf(servers), ...DEFAULTS, ...settings }
  const started: Service[] = []
  const add: Deployment['add'] = async (name, more = {}) => {
    const service = await openService(name, { ...all, ...more }, folder)
    started.push(service)
    return service
  }
  onFailed(() => {
    for (const one of started) process.stderr.write(`--- ${one.name}\n${one.process().stderr().slice(-TAIL_CHARS)}\n`)
  })
  const watch = await watchProgress(servers, all)
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.kill('SIGKILL')))
    await watch.close()
    await folder[Symbol.asyncDispose]()
  }
  try {
    for (const name of services) await add(name)
    await Promise.all(started.map((service) => service.ready()))
  } catch (error) {
    await stop()
    throw error
  }
  const service = (name: ServiceName): Service => {
    const found = started.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`no ${name} was started`)
    return found
  }
  const urlOf = (name: ServiceName): string => started.find((candidate) => candidate.name === name)?.url ?? ''
  const client = openClient(urlOf('reporting'), ADMIN_KEY, urlOf('ingest'))
  const setClock = async (now: number): Promise<void> => {
    await client.setClock(now)
    // A hit that arrives before ingest has heard of the first instant is stamped with today.
    await eventually(async () => (await clockOf(urlOf('ingest'))) >= now, HEARD_MS, 20)
  }
  const { progress, log, fold } = watch
  return { client: { ...client, setClock }, progress, log, fold, service, add, [Symbol.asyncDispose]: stop }
}

const DEFAULTS: DeploymentSettings = {
  WEIR_ADMIN_KEY: ADMIN_KEY,
  WEIR_CLOCK: 'event',
  WEIR_LOG: 'info',
  WEIR_PARTITIONS: '2',
  // Tests ask for audits when they want one.
  WEIR_AUDIT_INTERVAL: '0',
}

/** Where the servers are, as settings. */
export function addressesOf({ kafka, redis, clickhouse }: DeploymentOptions['servers']): DeploymentSettings {
  return {
    KAFKA_BROKERS: kafka.bootstrap.join(','),
    REDIS_URL: redis.url,
    CLICKHOUSE_URL: clickhouse.url,
    CLICKHOUSE_USER: clickhouse.username,
    CLICKHOUSE_PASSWORD: clickhouse.password,
    CLICKHOUSE_DATABASE: clickhouse.database,
  }
}

/** @returns the time that this process goes by, Unix ms, as operators see it; -1: unknown. */
async function clockOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/readyz`)
  const { checks } = (await answer.json()) as { checks: { name: string; detail?: string }[] }
  const detail = checks.find(({ name }) => name === 'clock')?.detail
  return Number(/^\w+, (\d+) ms$/.exec(detail ?? '')?.[1] ?? -1)
}

const READY_MS = 60_000
const HEARD_MS = 20_000
/** So much of what a process printed is shown when a test fails. */
const TAIL_CHARS = 4_000

async function openService(name: ServiceName, settings: DeploymentSettings, folder: TempFolder): Promise<Service> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { WEIR_SPOOL_DIR: `${folder.path}/spool-${port}`, ...settings, WEIR_PORT: String(port) }
  const spawn = (): Promise<RunningProcess> => runService(name, [], env)
  let current = await spawn()
  return {
    name,
    url,
    process: () => current,
    async ready(timeoutMs = READY_MS) {
      const isReady = async (): Promise<boolean> => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200
      await eventually(isReady, timeoutMs, 50).catch((cause: unknown) => {
        throw new Error(`${name} was not ready within ${timeoutMs} ms:\n${current.stderr()}`, { cause })
      })
    },
    async kill(signal = 'SIGKILL') {
      await current.kill(signal)
    },
    async start() {
      current = await spawn()
    },
  }
}

async function watchProgress(
  { kafka, redis }: DeploymentOptions['servers'],
  settings: DeploymentSettings,
): Promise<Pick<Deployment, 'progress' | 'log' | 'fold'> & { close(): Promise<void> }> {
  const partitions = Number(settings['WEIR_PARTITIONS'])
  const prefix = settings['WEIR_PREFIX'] ?? ''
  const log = await openKafkaLog({ brokers: kafka.bootstrap, clientId: 'test', partitions, prefix })
  const state = (name: string, count: number) =>
    openRedisState({ url: redis.url, prefix: `${prefix}weir:${name}`, partitions: count })
  const resolve = await state('resolve', partitions)
  const fold = await state('fold', partitions)
  const loader = await state('loader', loaderStatePartitions(partitions))
  return {
    progress: watchPipeline({ log, resolve, fold, loader }),
    log,
    fold,
    async close() {
      for (const part of [log, resolve, fold, loader]) await part.close()
    },
  }
}
