import { setTimeout as sleep } from 'node:timers/promises'
import { configKind, readConfigRecord, TOPICS } from '@weir/contracts'
import type {
  ConfigRecord,
  DeliveryPull,
  DeliverySource,
  EraseReceipt,
  ExchangeRates,
  LiveSegment,
  ReportRuns,
  ReportSchedule,
  SegmentDefinition,
  SegmentInput,
  Source,
  SplitReceipt,
  StoredConsumer,
  StoredErasure,
  StoredKey,
  StoredSplit,
  StoredThreshold,
  Targeting,
} from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Logger } from './logger.ts'
import type { Registry } from './metrics.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createLiveSegments } from './live-segments.ts'

/**
 * The control plane in memory: a tail of `weir.config`, the latest record per key. Every service
 * that needs a source, a key or a segment reads it here, so ingest depends on nothing but the log.
 */
export interface ConfigView {
  source(code: string): Source | undefined
  sources(): Source[]
  key(id: string): StoredKey | undefined
  keys(): StoredKey[]
  /** With the thresholds in force that its rule compares with, as all that are listed. */
  segment(id: string): LiveSegment | undefined
  /** The same list until something of it changes. */
  segments(): readonly LiveSegment[]
  threshold(id: string): StoredThreshold | undefined
  thresholds(): StoredThreshold[]
  /** A definition that is not stored (yet), with the thresholds in force. */
  withThresholds<T extends Pick<SegmentInput, 'rule'>>(definition: T): T & Pick<SegmentDefinition, 'thresholds'>
  /** A secret that the processes of the deployment share, see sharedSecret. */
  secret(name: string): Uint8Array | undefined
  /** Destinations of segments: what they were handed out of the ledger. */
  consumers(): StoredConsumer[]
  /** Everybody who was to be erased, by the id of the request. */
  erasures(): ReadonlyMap<string, StoredErasure>
  /** What the fold has erased, by `<batch>:<partition>`. */
  eraseReceipts(): ReadonlyMap<string, EraseReceipt>
  /** Rises whenever one of the two has changed. */
  erasuresVersion(): number
  deliverySource(id: string): DeliverySource | undefined
  deliverySources(): DeliverySource[]
  /** How far the reports of a delivery source are fetched. */
  deliveryPull(id: string): DeliveryPull | undefined
  /** To which segments the delivery of ad groups is booked, by ad group. */
  targeting(): ReadonlyMap<string, Targeting>
  /** Rates of exchange, by `<from>/<to>`. */
  exchangeRates(): ReadonlyMap<string, ExchangeRates>
  reportSchedule(id: string): ReportSchedule | undefined
  reportSchedules(): ReportSchedule[]
  /** What became of the reports of a schedule. */
  reportRuns(id: string): ReportRuns | undefined
  /** Requests to split somebody, by id. */
  splits(): ReadonlyMap<string, StoredSplit>
  /** What became of them, by id. */
  splitReceipts(): ReadonlyMap<string, SplitReceipt>
  /** The time that an event or manual clock has in this deployment, Unix ms; 0 when nobody said. */
  clock(): number
  /** The next offset to read: rises whenever something changed. */
  version(): number
  /**
   * The next offset as of the last change to a segment, or to a threshold that one compares with,
   * or of their renewal: the version of the definitions.
   */
  segmentsVersion(): number
  /**
   * Calls back whenever the version of the definitions has risen.
   * @returns what ends it.
   */
  onSegments(changed: () => void): () => void
  /**
   * Resolves when it shows what the log has at the time of the call, or after a second without an
   * answer: before somebody is told that a key or a source is not known, which another process may
   * have stored a moment ago.
   */
  caughtUp(): Promise<void>
  /** Records that cannot be read, as long as no newer one of the same key stands behind them. */
  unreadable(): readonly Unreadable[]
  /**
   * Writes one record (undefined deletes) and returns when this view shows it. Key: `source:CODE`,
   * `key:ID`, `segment:ID`, `threshold:ID`, `secret:NAME`, `consumer:SEGMENT/NAME`, `erasure:ID`,
   * `delivery-source:ID`, `delivery-pull:ID`, `targeting:ADGROUP`, `exchange-rates:FROM/TO`,
   * `report-schedule:ID`, `report-runs:ID`, `clock:now`, `definitions:renewal`.
   */
  put(key: string, value: unknown): Promise<void>
  /** The same for many records, in one append. */
  putAll(entries: readonly { key: string; value: unknown }[]): Promise<void>
  /**
   * Reads what the log has at the time of the call.
   * @throws whatever the log throws: then nobody knows.
   */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** A record of `weir.config` that this version cannot read. */
export interface Unreadable {
  kind: string
  offset: number
}

const POLL_MS = 250
/** Whoever asks with keys that do not exist makes the log be read no more often than this, ms. */
const CATCH_UP_EVERY_MS = 100
const CATCH_UP_MS_MAX = 1_000

/** Who is told of records that cannot be read. */
export interface ConfigViewOptions {
  logger?: Logger
  registry?: Registry
}

/**
 * Reads the topic to its end, then follows it (every 250 ms, so a revoked key is refused within 5 s
 * everywhere). A record that cannot be read is put aside, and those behind it are taken: of a
 * source, segment or threshold the last readable version stays in force, and a key is refused,
 * because the record may have been its end.
 */
export async function openConfigView(
  log: Pick<EventLog, 'append' | 'read'> & Partial<Pick<EventLog, 'end'>>,
  { logger, registry }: ConfigViewOptions = {},
): Promise<ConfigView> {
  const tell = createDeadLetters(logger, registry)
  const unreadable = new Map<string, Unreadable>()
  const sources = new Map<string, Source>()
  const keys = new Map<string, StoredKey>()
  const thresholds = new Map<string, StoredThreshold>()
  const secrets = new Map<string, Uint8Array>()
  const consumers = new Map<string, StoredConsumer>()
  const erasures = new Map<string, StoredErasure>()
  const eraseReceipts = new Map<string, EraseReceipt>()
  const splits = new Map<string, StoredSplit>()
  const splitReceipts = new Map<string, SplitReceipt>()
  let erasuresVersion = 0
  const deliverySources = new Map<string, DeliverySource>()
  const deliveryPulls = new Map<string, DeliveryPull>()
  const targeting = new Map<string, Targeting>()
  const exchangeRates = new Map<string, ExchangeRates>()
  const reportSchedules = new Map<string, ReportSchedule>()
  const reportRuns = new Map<string, ReportRuns>()
  const live = createLiveSegments((id) => thresholds.get(id))
  let next = 0
  let segmentsVersion = 0
  let clock = 0
  let reading: Promise<void> = Promise.resolve()
  const listeners = new Set<() => void>()

  const segmentsChanged = (at: LogRecord): void => {
    segmentsVersion = at.offset + 1
  }
  const take = (record: ConfigRecord, at: LogRecord): void => {
    if (record.kind === 'source') set(sources, record.id, record.value)
    else if (record.kind === 'key') set(keys, record.id, record.value)
    else if (record.kind === 'segment') {
      live.set(record.id, record.value)
      segmentsChanged(at)
    } else if (record.kind === 'threshold') {
      set(thresholds, record.id, record.value)
      if (live.thresholdChanged(record.id)) segmentsChanged(at)
    } else if (record.kind === 'secret') set(secrets, record.id, record.value)
    else if (record.kind === 'consumer') set(consumers, record.id, record.value)
    else if (record.kind === 'erasure') {
      set(erasures, record.id, record.value)
      erasuresVersion = at.offset + 1
    } else if (record.kind === 'erased') {
      set(eraseReceipts, record.id, record.value)
      erasuresVersion = at.offset + 1
    } else if (record.kind === 'delivery-source') set(deliverySources, record.id, record.value)
    else if (record.kind === 'delivery-pull') set(deliveryPulls, record.id, record.value)
    else if (record.kind === 'targeting') set(targeting, record.id, record.value)
    else if (record.kind === 'exchange-rates') set(exchangeRates, record.id, record.value)
    else if (record.kind === 'report-schedule') set(reportSchedules, record.id, record.value)
    else if (record.kind === 'report-runs') set(reportRuns, record.id, record.value)
    else if (record.kind === 'split') set(splits, record.id, record.value)
    else if (record.kind === 'apart') set(splitReceipts, record.id, record.value)
    else if (record.kind === 'renewal') segmentsChanged(at)
    else if (record.kind === 'clock') clock = Math.max(clock, record.now)
  }
  const putAside = (record: LogRecord, reason: unknown): void => {
    const kind = configKind(record.key)
    unreadable.set(record.key, { kind, offset: record.offset })
    if (kind === 'key') keys.delete(record.key.slice('key:'.length))
    tell({ topic: TOPICS.config, partition: 0, offset: record.offset, kind, reason })
  }
  const apply = (record: LogRecord): void => {
    try {
      take(readConfigRecord(record.key, record.value), record)
      unreadable.delete(record.key)
    } catch (error) {
      putAside(record, error)
    } finally {
      next = record.offset + 1
    }
  }
  const readToEnd = async (): Promise<void> => {
    for (;;) {
      const records = await log.read(TOPICS.config, 0, next, { records: 1000, bytes: 8_000_000 })
      if (records.length === 0) return
      const before = segmentsVersion
      records.forEach(apply)
      if (segmentsVersion !== before) for (const changed of listeners) changed()
    }
  }
  // One reader at a time: a put waits for the poll in hand and then reads for itself.
  const refresh = (): Promise<void> => (reading = reading.then(readToEnd, readToEnd))
  await refresh()
  // While the log is away an answer takes longer than the time between two looks: they must not
  // queue up.
  let looking = false
  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    // What was read stays in force, and the next look tries again.
    await refresh().catch(() => undefined)
    looking = false
  }
  let catchingUp: Promise<void> | undefined
  let lastAt = -Infinity
  const catchUp = async (): Promise<void> => {
    await sleep(Math.max(0, lastAt + CATCH_UP_EVERY_MS - performance.now()))
    // Whoever began that reading is told of its failure.
    await reading.catch(() => undefined)
    // Whoever calls from now on is not served by this reading any more.
    catchingUp = undefined
    lastAt = performance.now()
    // Callers wait for what can be known now, and go on with what was read before.
    await refresh().catch(() => undefined)
  }
  const putAll: ConfigView['putAll'] = async (entries) => {
    const records = entries.map(({ key, value }) => {
      const bytes = value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(value))
      return { partition: 0, key, value: bytes }
    })
    await log.append(TOPICS.config, records)
    await refresh()
  }
  const timer = setInterval(() => void look(), POLL_MS)
  timer.unref()

  return {
    source: (code) => sources.get(code),
    sources: () => [...sources.values()],
    key: (id) => keys.get(id),
    keys: () => [...keys.values()],
    segment: (id) => live.get(id),
    segments: () => live.list(),
    threshold: (id) => thresholds.get(id),
    thresholds: () => [...thresholds.values()],
    withThresholds: (definition) => live.withThresholds(definition),
    secret: (name) => secrets.get(name),
    consumers: () => [...consumers.values()],
    deliverySource: (id) => deliverySources.get(id),
    deliverySources: () => [...deliverySources.values()],
    deliveryPull: (id) => deliveryPulls.get(id),
    reportSchedule: (id) => reportSchedules.get(id),
    reportSchedules: () => [...reportSchedules.values()],
    reportRuns: (id) => reportRuns.get(id),
    targeting: () => targeting,
    exchangeRates: () => exchangeRates,
    clock: () => clock,
    version: () => next,
    segmentsVersion: () => segmentsVersion,
    onSegments(changed) {
      listeners.add(changed)
      return () => void listeners.delete(changed)
    },
    caughtUp: () => Promise.race([(catchingUp ??= catchUp()), sleep(CATCH_UP_MS_MAX, undefined, { ref: false })]),
    unreadable: () => [...unreadable.values()],
    erasures: () => erasures,
    splits: () => splits,
    splitReceipts: () => splitReceipts,
    eraseReceipts: () => eraseReceipts,
    erasuresVersion: () => erasuresVersion,
    put: (key, value) => putAll([{ key, value }]),
    putAll,
    // A read at the end of a topic waits for what may come.
    refresh: async () => {
      if (!log.end || (await log.end(TOPICS.config, 0)) > next) await refresh()
    },
    async close() {
      clearInterval(timer)
      // Whoever began that reading is told of its failure.
      await reading.catch(() => undefined)
    },
  }
}

function set<T>(map: Map<string, T>, id: string, value: T | undefined): void {
  if (value === undefined) map.delete(id)
  else map.set(id, value)
}

/** What an operator should know of the control plane; undefined when all of it could be read. */
export function configTrouble(view: ConfigView): string | undefined {
  const found = view.unreadable()
  if (found.length === 0) return undefined
  const places = found.slice(0, 5).map(({ kind, offset }) => `${kind} at offset ${offset}`)
  return (
    `${found.length} of the records of weir.config cannot be read (${places.join(', ')}): keys among them are refused, ` +
    'of the others the last readable version is in force; store them again, or update this process'
  )
}
