import { isErasedRecord, parseRecordJson, TOPICS, isObject } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'

/** Where a stream of records comes from. */
export interface StreamPlace {
  topic: Topic
  partition: number
}

export interface Placed extends StreamPlace {
  record: LogRecord
  /** When it was received, Unix ms. */
  at: number
}

const READ_MAX = { records: 2_000, bytes: 8_000_000 }

/**
 * The records of several partitions in the order in which they were received: roughly as they once
 * came, so that whoever reads them again sees time pass as it did.
 * @param from the first offset wanted of each place, in the order of `places`.
 */
export async function* mergeByReceipt(
  log: EventLog,
  places: readonly StreamPlace[],
  from: readonly number[],
): AsyncGenerator<Placed> {
  const streams = places.map((place, i) => recordsOf(log, place, from[i] ?? 0)[Symbol.asyncIterator]())
  const heads = await Promise.all(streams.map((stream) => stream.next()))
  for (;;) {
    let first = -1
    for (const [i, head] of heads.entries()) {
      const best = heads[first]
      if (!head.done && (best === undefined || best.done || head.value.at < best.value.at)) first = i
    }
    const next = heads[first]
    if (next === undefined || next.done) return
    yield next.value
    heads[first] = await streams[first]!.next()
  }
}

/**
 * What makes a partition's later state: hits and what was refused, and events that nobody derived
 * from a hit.
 */
async function* recordsOf(log: EventLog, place: StreamPlace, from: number): AsyncGenerator<Placed> {
  const { topic, partition } = place
  const end = await log.end(topic, partition)
  for (let next = from; next < end;) {
    const records = await log.read(topic, partition, next, READ_MAX)
    for (const record of records) {
      const at = receiptOf(topic, record)
      if (at !== undefined) yield { ...place, record, at }
    }
    next = (records.at(-1)?.offset ?? end) + 1
  }
}

/** @returns undefined for what follows from other records. */
function receiptOf(topic: Topic, { value, origin }: LogRecord): number | undefined {
  // Erased from the log.
  if (isErasedRecord(value)) return undefined
  // Which of two rows counts their versions say, in whatever order they come.
  if (topic === TOPICS.delivery) return 0
  if (topic === TOPICS.rejected) return origin === undefined ? 0 : undefined
  if ((topic === TOPICS.events || topic === TOPICS.optOuts) && origin !== undefined) return undefined
  const parsed = read(value)
  // Also what nobody can read is taken along, in its place: whoever reads it there puts it aside,
  // as it was put aside here.
  if (!parsed) return 0
  if (topic === TOPICS.hits || topic === TOPICS.optOuts) return timeIn(parsed['received_at'])
  const { kind, hit } = parsed
  if (kind === 'event') return isObject(hit) ? timeIn(hit['received_at']) : 0
  return MADE_ANEW.has(kind) ? undefined : 0
}

/** Of these the target's own make what it needs; who was erased or split its control plane says. */
const MADE_ANEW = new Set<unknown>(['tick', 'define', 'switch', 'erase', 'split'])

function timeIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0
}

function read(value: Uint8Array): Record<string, unknown> | undefined {
  try {
    const parsed = parseRecordJson(value)
    return isObject(parsed) ? parsed : undefined
  } catch {
    // It is taken along in its place, and put aside there when it is read.
    return undefined
  }
}
