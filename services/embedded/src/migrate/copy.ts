import { createHash } from 'node:crypto'
import { CLOCK_KEY, isOfLedger, parseRecordJson, partitionOf, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord } from '@weir/eventlog'
import { createErased } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { mergeByReceipt } from './merge.ts'
import type { StreamPlace, Placed } from './merge.ts'

/** How far a migration is: a record of the target's control plane. */
const KEY = 'migration:log'
const ERASED = 'erased:'
const APART = 'apart:'
const Mark = z.object({ next: z.array(z.number()) })

/** What was erased and split is told by places of its own log; who was, other records tell. */
const isOfPlaces = (key: string): boolean => key.startsWith(ERASED) || key.startsWith(APART)

/** Records per append. */
const BATCH = 1_000
const READ_MAX = { records: 10_000, bytes: 64_000_000 }

export interface CopyOptions {
  from: EventLog
  to: EventLog
  /** Over the target. */
  view: ConfigView
  /** Told after every batch how many records are through; the total is `sizeOf(from)`. */
  onProgress: (done: number) => void
  /** What a record becomes there; as it is, unless told. */
  revise?: (placed: Placed) => Revised
}

/** A record as it is written, and where. */
export type Revised = Pick<LogEntry, 'key' | 'value'> & { topic: Topic }

const asItIs = ({ topic, record: { key, value } }: Placed): Revised => ({ topic, key, value })

/** What is copied: everything else follows from it. */
function placesOf(log: EventLog): StreamPlace[] {
  return [TOPICS.rejected, TOPICS.delivery, TOPICS.hits, TOPICS.events, TOPICS.optOuts].flatMap((topic) =>
    Array.from({ length: log.partitions(topic) }, (_, partition) => ({ topic, partition })),
  )
}

/** How many records there are to go through. */
export async function recordCount(log: EventLog): Promise<number> {
  const counts = placesOf(log).map(
    async ({ topic, partition }) => (await log.end(topic, partition)) - (await log.begin(topic, partition)),
  )
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

/**
 * Sources, keys, segments and thresholds, and no places in the ledger of the log before. Repeating
 * it changes nothing.
 */
export async function copyConfig(from: EventLog, to: EventLog): Promise<void> {
  const end = await from.end(TOPICS.config, 0)
  for (let next = 0; next < end;) {
    const records = await from.read(TOPICS.config, 0, next, READ_MAX)
    // How far another copy was says nothing of this one.
    const kept = records.filter(({ key }) => key !== CLOCK_KEY && key !== KEY && !isOfLedger(key) && !isOfPlaces(key))
    await to.append(
      TOPICS.config,
      kept.map(({ key, value }) => ({ partition: 0, key, value })),
    )
    next = (records.at(-1)?.offset ?? end) + 1
  }
}

/**
 * Copies the log in the order of receipt. It may be interrupted anywhere and begun again: what is
 * through is noted in the target after every batch, and the records of a batch that was interrupted
 * are recognised by their content.
 */
export async function copyLog({ from, to, view, onProgress, revise = asItIs }: CopyOptions): Promise<void> {
  const places = placesOf(from)
  const mark = await readMark(to)
  const next = mark?.next ?? (await Promise.all(places.map(({ topic, partition }) => from.begin(topic, partition))))
  const there = mark ? await lastNames(to) : new Set<string>()
  const erased = createErased(view)
  /** Of events that nobody derived from a hit, scores, no step of the target drops any. */
  const isOfErased = (topic: Topic, { key }: LogRecord): boolean => topic === TOPICS.events && erased.until(key) > -Infinity
  let batch: Placed[] = []
  let done = 0
  const flush = async (): Promise<void> => {
    const fresh = batch.filter(({ topic, record }) => !there.has(nameOf(topic, record)) && !isOfErased(topic, record))
    await Promise.all([...byTopic(fresh.map(revise), to)].map(([topic, entries]) => to.append(topic, entries)))
    for (const { topic, partition, record } of batch)
      next[places.findIndex((place) => place.topic === topic && place.partition === partition)] = record.offset + 1
    await view.put(KEY, { next })
    done += batch.length
    batch = []
    onProgress(done)
  }
  if (!mark) await view.put(KEY, { next })
  for await (const placed of mergeByReceipt(from, places, next)) {
    if (batch.push(placed) >= BATCH) await flush()
  }
  await flush()
}

/** @throws UsageError when the target has hits that no migration brought. */
export async function mustBeOurs(to: EventLog): Promise<void> {
  const ends = Array.from({ length: to.partitions(TOPICS.hits) }, (_, partition) => to.end(TOPICS.hits, partition))
  const isEmpty = (await Promise.all(ends)).every((end) => end === 0)
  if (isEmpty || (await readMark(to))) return
  throw new UsageError(
    'the Kafka named by KAFKA_BROKERS has hits of another deployment: name another one, or another WEIR_PREFIX',
  )
}

/**
 * The latest record of the key: it is read from the log itself, for the view keeps only what
 * services need.
 */
async function readMark(to: EventLog): Promise<z.infer<typeof Mark> | undefined> {
  let mark: z.infer<typeof Mark> | undefined
  const end = await to.end(TOPICS.config, 0)
  for (let next = 0; next < end;) {
    const records = await to.read(TOPICS.config, 0, next, READ_MAX)
    for (const { key, value } of records) if (key === KEY) mark = Mark.safeParse(readable(value)).data ?? mark
    next = (records.at(-1)?.offset ?? end) + 1
  }
  return mark
}

/** Names of the records that may belong to an interrupted batch. */
async function lastNames(to: EventLog): Promise<Set<string>> {
  const names = new Set<string>()
  for (const { topic, partition } of placesOf(to)) {
    const end = await to.end(topic, partition)
    // Events of the fold's own making lie between ours, so more than a batch is looked at.
    for (let next = Math.max(0, end - 4 * BATCH); next < end;) {
      const records = await to.read(topic, partition, next, READ_MAX)
      for (const record of records) names.add(nameOf(topic, record))
      next = (records.at(-1)?.offset ?? end) + 1
    }
  }
  return names
}

/** Two records with the same bytes are the same: of two equal hits one counts anyway. */
function nameOf(topic: Topic, { value }: Pick<LogEntry, 'value'>): string {
  return `${topic} ${createHash('sha1').update(value).digest('base64')}`
}

function byTopic(batch: readonly Revised[], to: EventLog): Map<Topic, LogEntry[]> {
  const entries = new Map<Topic, LogEntry[]>()
  for (const { topic, key, value } of batch) {
    const list = entries.get(topic) ?? []
    entries.set(topic, list)
    list.push({ partition: partitionOf(key, to.partitions(topic)), key, value })
  }
  return entries
}

/** @returns undefined for what is no JSON: an earlier mark only has more copied again. */
function readable(value: Uint8Array): unknown {
  try {
    return parseRecordJson(value)
  } catch {
    // An earlier mark only has more copied again.
    return undefined
  }
}
