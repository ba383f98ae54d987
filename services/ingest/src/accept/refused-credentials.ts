import { randomUUID } from 'node:crypto'
import { clickhouseTime, ERRORS, REFUSED_CREDENTIAL } from '@weir/contracts'
import type { ErrorCode, RefusedCredential, RejectedRow } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { Counter } from '@weir/runtime'
import type { Clock, ConfigView, Logger, Registry } from '@weir/runtime'
import type { FastifyRequest } from 'fastify'
import type { IngestLog } from '../deps.ts'
import type { DialectName } from '../metrics.ts'
import { ASIDE } from './rejected.ts'
import { FOREIGN_KEY, NO_KEY, notedSource, shownKey } from './shown-key.ts'

const HOUR_MS = 3_600_000
/** How many unknown keys are named in an hour. */
const STRANGERS_MAX = 50
/** How many kinds of refusals are reported in an hour. */
const KINDS_MAX = 1_000
/** The prefix of all further ones. */
const OTHER = 'other'

/** Counts and tells of every 401 and 403, in whichever dialect it is said. */
export interface RefusedCredentials {
  /**
   * @param code of the refusal; others than those of 401 and 403 are none of this.
   * @param source undefined: as noted.
   */
  refused(request: FastifyRequest, code: ErrorCode, source?: string): void
  /** Tells what it counted since. */
  close(): Promise<void>
}

interface Kind extends Omit<RefusedCredential, 'count'> {
  source: string
}

interface Deps {
  log: IngestLog
  config: Pick<ConfigView, 'key' | 'source'>
  clock: Pick<Clock, 'now'>
  logger: Logger
  registry: Registry
}

/**
 * Told through the log, where `GET /v1/rejected?code=refused_credential` finds it: the first of a
 * kind at once, how many there were when the hour is over. In memory, so a process that is killed
 * forgets what it had only counted.
 */
export function createRefusedCredentials({ log, config, clock, logger, registry }: Deps): RefusedCredentials {
  const counter = createCounter(registry)
  const strangers = createStrangers((prefix) => forget(counter, prefix))
  let hour = -Infinity
  let kinds = new Map<string, { kind: Kind; count: number }>()
  let telling: Promise<void> = Promise.resolve()

  const tell = (entries: LogEntry[]): void => {
    if (entries.length === 0) return
    // A refusal does not wait for the log; while that is away, our own log and the metrics have it.
    telling = Promise.all([telling, log.append(ASIDE, entries).catch(() => undefined)]).then(() => undefined)
  }
  const endHour = (): void => {
    const repeated = [...kinds.values()].filter(({ count }) => count > 1)
    kinds = new Map()
    const end = (hour + 1) * HOUR_MS - 1
    tell(repeated.map(({ kind, count }) => entryOf(kind, count, Math.min(end, clock.now()))))
  }
  return {
    refused(request, code, source = notedSource(request)) {
      const { status } = ERRORS[code]
      if (status !== 401 && status !== 403) return
      const now = clock.now()
      if (Math.floor(now / HOUR_MS) !== hour) {
        endHour()
        hour = Math.floor(now / HOUR_MS)
        strangers.clear()
      }
      const dialect = request.routeOptions.config.dialect ?? 'native'
      const prefix = strangers.nameOf(shownKey(request, dialect), (id) => config.key(id) !== undefined)
      counter.inc({ dialect, status: String(status), prefix })
      const kind: Kind = { prefix, source: config.source(source) ? source : '', dialect, status, code }
      const name = Object.values(kind).join(' ')
      const known = kinds.get(name)
      if (known) known.count++
      if (known || kinds.size >= KINDS_MAX) return
      kinds.set(name, { kind, count: 1 })
      logger.info({ audit: true, request: request.id, ...kind }, 'audit')
      tell([entryOf(kind, 1, now)])
    },
    async close() {
      endHour()
      await telling
    },
  }
}

type Labels = 'dialect' | 'status' | 'prefix'

function createCounter(registry: Registry): Counter<Labels> {
  return new Counter({
    name: 'weir_ingest_refused_credentials_total',
    help: 'Refusals with 401 or 403 by the public start of the key; of keys that nobody made, some of this hour are named.',
    labelNames: ['dialect', 'status', 'prefix'],
    registers: [registry],
  })
}

const DIALECTS: readonly DialectName[] = ['events_api_2', 'events_api_1', 'pixel', 'native']

function forget(counter: Counter<Labels>, prefix: string): void {
  for (const dialect of DIALECTS) for (const status of ['401', '403']) counter.remove({ dialect, status, prefix })
}

/**
 * Known keys are always named; of unknown ones the first of each hour, so that strangers cannot
 * fill the memory.
 */
function createStrangers(onForget: (prefix: string) => void) {
  const named = new Set<string>()
  return {
    nameOf(shown: string, isMade: (id: string) => boolean): string {
      if (shown === NO_KEY || shown === FOREIGN_KEY || named.has(shown) || isMade(shown.slice('sk_'.length))) return shown
      if (named.size >= STRANGERS_MAX) return OTHER
      named.add(shown)
      return shown
    },
    clear() {
      for (const prefix of named) onForget(prefix)
      named.clear()
    },
  }
}

/** @param at Unix ms. */
function entryOf({ source, ...kind }: Kind, count: number, at: number): LogEntry {
  const body: RefusedCredential = { ...kind, count }
  const times = count === 1 ? 'refused, the first of this hour' : `refused ${count} times in this hour`
  const row: RejectedRow = {
    id: randomUUID(),
    rejected_at: clickhouseTime(at),
    source,
    channel: kind.dialect === 'pixel' ? 'pixel' : 'server',
    code: REFUSED_CREDENTIAL,
    path: kind.prefix,
    message: `${kind.status} ${kind.code}: ${times}`,
    body: JSON.stringify(body),
  }
  return { partition: 0, key: source, value: Buffer.from(JSON.stringify(row)) }
}
