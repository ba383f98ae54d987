import { partitionsOf, REFUSED_CREDENTIAL, TOPICS } from '@weir/contracts'
import type { Hit, RejectedRow, SourceInput, Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createClock, createKey, createLogger, openConfigView, Registry } from '@weir/runtime'
import type { Clock, ConfigView, Logger } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { BROWSER_AGENT } from '@weir/testkit'
import type { FastifyInstance } from 'fastify'
import type { Backlog } from '../src/accept/backlog.ts'
import type { SharedBuckets } from '../src/accept/shared-buckets.ts'
import { ingestRoutes } from '../src/index.ts'
import type { IngestLimits, RateLimits } from '../src/index.ts'

/** The instant of most samples: 2024-01-08T13:52:50Z. */
export const NOW = 1_704_721_970_000
export const PARTITIONS = 4

export interface Harness extends AsyncDisposable {
  app: FastifyInstance
  log: EventLog
  config: ConfigView
  registry: Registry
  /** A key with scope ingest, for all sources. */
  secret: string
  hits(): Promise<Hit[]>
  rejected(): Promise<RejectedRow[]>
  /** What was told of 401 and 403, which is on the same topic. */
  refusedCredentials(): Promise<RejectedRow[]>
  /** Everything that was appended to hits and rejected, keys and values, as one text. */
  appended(): Promise<string>
}

/**
 * The real plugin on a log in memory. `assumed` names sources that only send consented hits;
 * `sources` adds any others.
 */
export async function openIngest(
  options: {
    clock?: Clock
    assumed?: readonly string[]
    sources?: Readonly<Record<string, SourceInput>>
    limits?: Partial<IngestLimits>
    rates?: RateLimits
    backlog?: Backlog
    personRate?: number
    sharedBuckets?: SharedBuckets
    logger?: Logger
    wrap?: (log: EventLog) => EventLog
  } = {},
): Promise<Harness> {
  const memory = createMemoryLog({ partitions: PARTITIONS })
  const config = await openConfigView(memory)
  for (const code of options.assumed ?? ['web-1'])
    await config.put(`source:${code}`, { name: code, kind: 'pixel', consent_basis: 'assumed' })
  for (const [code, source] of Object.entries(options.sources ?? {})) await config.put(`source:${code}`, source)
  const { secret, stored } = createKey('test', ['ingest'], 0)
  await config.put(`key:${stored.id}`, stored)
  const log = options.wrap?.(memory) ?? memory
  const registry = new Registry()
  const logger = options.logger ?? createLogger('ingest', 'silent')
  const app = createServer({ logger })
  await app.register(
    ingestRoutes({
      log,
      config,
      clock: options.clock ?? createClock('manual', NOW),
      logger,
      registry,
      retentionMs: 400 * 86_400_000,
      ...(options.limits ? { limits: options.limits } : {}),
      ...(options.rates ? { rates: options.rates } : {}),
      ...(options.personRate ? { personRate: options.personRate } : {}),
      ...(options.sharedBuckets ? { sharedBuckets: options.sharedBuckets } : {}),
      ...(options.backlog ? { backlog: options.backlog } : {}),
    }),
  )
  await app.ready()
  const parsed = async <T>(topic: Topic): Promise<T[]> =>
    (await records(memory, topic)).map((record) => JSON.parse(Buffer.from(record.value).toString()) as T)
  return {
    app,
    log,
    config,
    registry,
    secret,
    hits: () => parsed<Hit>(TOPICS.hits),
    rejected: async () => (await parsed<RejectedRow>(TOPICS.rejected)).filter(({ code }) => code !== REFUSED_CREDENTIAL),
    refusedCredentials: async () =>
      (await parsed<RejectedRow>(TOPICS.rejected)).filter(({ code }) => code === REFUSED_CREDENTIAL),
    appended: async () => {
      const all = [...(await records(memory, TOPICS.hits)), ...(await records(memory, TOPICS.rejected))]
      return all.map((record) => `${record.key}\n${Buffer.from(record.value).toString()}`).join('\n')
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await config.close()
      await memory.close()
    },
  }
}

async function records(log: EventLog, topic: Topic) {
  const partitions = Array.from({ length: partitionsOf(topic, PARTITIONS) }, (_, p) =>
    log.read(topic, p, 0, { records: 1e6, bytes: 1e9 }),
  )
  return (await Promise.all(partitions)).flat()
}

/** POSTs to one of the endpoints. A string or buffer goes as it is, anything else as JSON. */
export function post(harness: Harness, path: string, body: unknown, headers: Record<string, string> = {}) {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const auth = path.startsWith('/open_api')
    ? { 'access-token': harness.secret }
    : path.startsWith('/v1')
      ? { authorization: `Bearer ${harness.secret}` }
      : {}
  return harness.app.inject({
    method: 'POST',
    url: path,
    payload,
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER_AGENT, ...auth, ...headers },
  })
}

export const EVENTS_2 = '/open_api/v1.3/event/track/'
export const TRACK_1 = '/open_api/v1.2/pixel/track/'
export const BATCH_1 = '/open_api/v1.3/pixel/batch/'
export const PIXEL = '/api/v2/pixel'
export const NATIVE = '/v1/events'

/**
 * A valid body of each endpoint around the given event fields (in the native vocabulary: event,
 * event_id, user, properties, page).
 */
export function bodyFor(path: string, event: Record<string, unknown>): Record<string, unknown> {
  const { user, page, event_time, ...rest } = { event: 'ViewContent', ...event } as Record<string, unknown>
  const old = { ...rest, timestamp: event_time ?? new Date(NOW).toISOString() }
  switch (path) {
    case EVENTS_2:
      return {
        event_source: 'web',
        event_source_id: 'web-1',
        data: [{ event_time: event_time ?? NOW / 1000, ...rest, user, page }],
      }
    case TRACK_1:
      return { pixel_code: 'web-1', ...old, context: { user, page } }
    case BATCH_1:
      return { pixel_code: 'web-1', batch: [{ type: 'track', ...old, context: { user, page } }] }
    case PIXEL:
      return { ...old, context: { pixel: { code: 'web-1' }, user: user ?? {}, page } }
    default:
      return { source: 'web-1', event_time: event_time ?? NOW / 1000, ...rest, user, page }
  }
}

/** A field of the native vocabulary as a path in the body of the endpoint. */
export function pathIn(endpoint: string, field: string): string {
  const old = field.replace(/^(user|page)/, 'context.$1').replace(/^event_time/, 'timestamp')
  switch (endpoint) {
    case EVENTS_2:
      return `data.0.${field}`
    case BATCH_1:
      return `batch.0.${old}`
    case NATIVE:
      return field
    default:
      return old
  }
}
