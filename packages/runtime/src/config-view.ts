import { setTimeout as sleep } from 'node:timers/promises'
import { configKind, readConfigRecord, TOPICS } from '@weir/contracts'
import type {
  DeliveryPull,
  DeliverySource,
  DestinationAudiences,
  EraseReceipt,
  ExchangeRates,
  LiveSegment,
  ReportRuns,
  Experiment,
  ExposurePolicy,
  Holdout,
  ReportSchedule,
  SegmentDefinition,
  SegmentInput,
  Source,
  SplitReceipt,
  StoredConsumer,
  StoredDestination,
  StoredErasure,
  StoredJourney,
  StoredKey,
  StoredLookalike,
  StoredModel,
  StoredSegmentVersion,
  StoredSignIn,
  StoredSplit,
  StoredSuppressionList,
  StoredThreshold,
  Suppression,
  Targeting,
} from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Logger } from './logger.ts'
import type { Registry } from './metrics.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createConfigTables, takeConfigRecord } from './config-tables.ts'
import { triggered } from './triggered.ts'

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
  /** The versions of a segment that are kept, oldest first; also of one that was deleted. */
  segmentVersions(id: string): StoredSegmentVersion[]
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
  experiment(id: string): Experiment | undefined
  experiments(): Experiment[]
  journey(id: string): StoredJourney | undefined
  journeys(): StoredJourney[]
  /** Models by id, and what is like the members of a segment by the segment's. */
  models(): ReadonlyMap<string, StoredModel>
  lookalikes(): ReadonlyMap<string, StoredLookalike>
  /** Who is in no experiment at all; undefined: nobody. */
  holdout(): Holdout | undefined
  /** What became of the reports of a schedule. */
  reportRuns(id: string): ReportRuns | undefined
  /** Browsers that signed in, by id; also those whose time is over. */
  signIns(): ReadonlyMap<string, StoredSignIn>
  /** One that is stored, or what a step of a journey tells one (see triggered.ts). */
  destination(id: string): StoredDestination | undefined
  destinations(): StoredDestination[]
  /** The audiences that were made for a destination. */
  destinationAudiences(id: string): DestinationAudiences | undefined
  exposurePolicy(id: string): ExposurePolicy | undefined
  exposurePolicies(): ExposurePolicy[]
  /** A list of people whom nothing hands out; also one that was deleted. */
  suppressionList(id: string): StoredSuppressionList | undefined
  suppressionLists(): StoredSuppressionList[]
  /** What all of them say; the same object until one changes. */
  suppression(): Suppression
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
   * `key:ID`, `segment:ID`, `segment-version:ID/VERSION`, `threshold:ID`, `secret:NAME`,
   * `consumer:SEGMENT/NAME`, `erasure:ID`, `delivery-source:ID`, `delivery-pull:ID`,
   * `targeting:ADGROUP`, `exchange-rates:FROM/TO`, `report-schedule:ID`, `report-runs:ID`,
   * `sign-in:ID`, `experiment:ID`, `holdout:global`, `journey:ID`, `model:ID`, `lookalike:SEGMENT`,
   * `destination:ID`, `destination-audiences:ID`, `exposure-policy:ID`, `suppression-list:ID`,
   * `clock:now`, `definitions:renewal`.
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
  const tables = createConfigTables()
  let next = 0
  let reading: Promise<void> = Promise.resolve()
  const listeners = new Set<() => void>()

  const putAside = (record: LogRecord, reason: unknown): void => {
    const kind = configKind(record.key)
    unreadable.set(record.key, { kind, offset: record.offset })
    if (kind === 'key') tables.keys.delete(record.key.slice('key:'.length))
    if (kind === 'sign-in') tables.signIns.delete(record.key.slice('sign-in:'.length))
    tell({ topic: TOPICS.config, partition: 0, offset: record.offset, kind, reason })
  }
  const apply = (record: LogRecord): void => {
    try {
      takeConfigRecord(tables, readConfigRecord(record.key, record.value), record.offset)
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
      const before = tables.segmentsVersion
      records.forEach(apply)
      if (tables.segmentsVersion !== before) for (const changed of listeners) changed()
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
    source: (code) => tables.sources.get(code),
    sources: () => [...tables.sources.values()],
    key: (id) => tables.keys.get(id),
    keys: () => [...tables.keys.values()],
    segment: (id) => tables.live.get(id),
    segments: () => tables.live.list(),
    segmentVersions: (id) => [...(tables.segmentVersions.get(id)?.values() ?? [])].toSorted((a, b) => a.version - b.version),
    threshold: (id) => tables.thresholds.get(id),
    thresholds: () => [...tables.thresholds.values()],
    withThresholds: (definition) => tables.live.withThresholds(definition),
    secret: (name) => tables.secrets.get(name),
    consumers: () => [...tables.consumers.values()],
    deliverySource: (id) => tables.deliverySources.get(id),
    deliverySources: () => [...tables.deliverySources.values()],
    deliveryPull: (id) => tables.deliveryPulls.get(id),
    reportSchedule: (id) => tables.reportSchedules.get(id),
    reportSchedules: () => [...tables.reportSchedules.values()],
    experiment: (id) => tables.experiments.get(id),
    experiments: () => [...tables.experiments.values()],
    journey: (id) => tables.journeys.get(id),
    journeys: () => [...tables.journeys.values()],
    models: () => tables.models,
    lookalikes: () => tables.lookalikes,
    holdout: () => tables.holdout,
    reportRuns: (id) => tables.reportRuns.get(id),
    destination: (id) => tables.destinations.get(id) ?? triggered(tables).find((one) => one.id === id),
    destinations: () => [...tables.destinations.values(), ...triggered(tables)],
    destinationAudiences: (id) => tables.destinationAudiences.get(id),
    exposurePolicy: (id) => tables.exposurePolicies.get(id),
    exposurePolicies: () => [...tables.exposurePolicies.values()],
    suppressionList: (id) => tables.suppressionLists.get(id),
    suppressionLists: () => [...tables.suppressionLists.values()],
    suppression: () => tables.suppression,
    targeting: () => tables.targeting,
    exchangeRates: () => tables.exchangeRates,
    clock: () => tables.clock,
    version: () => next,
    segmentsVersion: () => tables.segmentsVersion,
    onSegments(changed) {
      listeners.add(changed)
      return () => void listeners.delete(changed)
    },
    caughtUp: () => Promise.race([(catchingUp ??= catchUp()), sleep(CATCH_UP_MS_MAX, undefined, { ref: false })]),
    unreadable: () => [...unreadable.values()],
    erasures: () => tables.erasures,
    signIns: () => tables.signIns,
    splits: () => tables.splits,
    splitReceipts: () => tables.splitReceipts,
    eraseReceipts: () => tables.eraseReceipts,
    erasuresVersion: () => tables.erasuresVersion,
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
