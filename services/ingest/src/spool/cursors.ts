import { parseRecordJson, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { recordsBytes } from './size.ts'

/** One partition of a topic in the spool. */
export interface SpoolPartition {
  readonly topic: Topic
  readonly partition: number
  /** The offset of the first record that is still to be sent. */
  position: number
  /** How many there are from there on. */
  records: number
}

/** Everything that the spool can hold, and where the log has got to. */
export interface SpoolCursors {
  readonly all: readonly SpoolPartition[]
  /** Keys and values of what they held when they were opened. */
  readonly bytes: number
  at(topic: Topic, partition: number): SpoolPartition
  /** Writes all positions down. Resolves when they are durable. */
  note(): Promise<void>
}

/** What ingest writes, in the order in which it leaves: exports wait for opt-outs. */
const SPOOLED: readonly Topic[] = [TOPICS.optOuts, TOPICS.rejected, TOPICS.hits]
/**
 * Nothing of the control plane is ever spooled, so in the spool's own log its topic has the
 * positions: the last record counts.
 */
const NOTES = TOPICS.config
const SCAN = { records: 10_000, bytes: 4 << 20 }

/**
 * Finds the positions and counts what lies behind them. Trimming is not enough to know them by: a
 * log drops only what is cheap to drop, and the repeats would come once more after every restart.
 */
export async function createSpoolCursors(log: EventLog): Promise<SpoolCursors> {
  const noted = await lastNote(log)
  const all: SpoolPartition[] = []
  let bytes = 0
  for (const topic of SPOOLED) {
    for (let partition = 0; partition < log.partitions(topic); partition++) {
      const begin = await log.begin(topic, partition)
      const position = Math.max(noted.get(nameOf(topic, partition)) ?? 0, begin)
      // The process may have ended between the note and the trim.
      if (position > begin) await log.trim(topic, partition, position)
      const found = await weigh(log, topic, partition, position)
      all.push({ topic, partition, position, records: found.records })
      bytes += found.bytes
    }
  }
  const byName = new Map(all.map((place) => [nameOf(place.topic, place.partition), place]))
  return {
    all,
    bytes,
    at(topic, partition) {
      const place = byName.get(nameOf(topic, partition))
      if (!place) throw new RangeError(`the spool has no place for ${topic}, partition ${partition}`)
      return place
    },
    async note() {
      const positions = Object.fromEntries(all.map((place) => [nameOf(place.topic, place.partition), place.position]))
      await log.append(NOTES, [{ partition: 0, key: 'positions', value: Buffer.from(JSON.stringify(positions)) }])
      await log.trim(NOTES, 0, (await log.end(NOTES, 0)) - 1)
    },
  }
}

function nameOf(topic: Topic, partition: number): string {
  return `${topic} ${partition}`
}

async function lastNote(log: EventLog): Promise<Map<string, number>> {
  const end = await log.end(NOTES, 0)
  const [last] = end > 0 ? await log.read(NOTES, 0, end - 1, { records: 1, bytes: 1 }) : []
  if (!last) return new Map()
  // Without the note everything that is still there is sent: copies of an event are dropped where
  // they meet.
  const positions = readable(last.value)
  return new Map(Object.entries(positions).flatMap(([name, at]) => (isOffset(at) ? [[name, at]] : [])))
}

function isOffset(at: unknown): at is number {
  return Number.isSafeInteger(at)
}

function readable(value: Uint8Array): Record<string, unknown> {
  try {
    return Object(parseRecordJson(value))
  } catch {
    // As without a note: everything that is still there is sent again, and dropped as copies.
    return {}
  }
}

async function weigh(log: EventLog, topic: Topic, partition: number, from: number): Promise<{ records: number; bytes: number }> {
  const sum = { records: 0, bytes: 0 }
  for (let next = from; ;) {
    const found = await log.read(topic, partition, next, SCAN)
    const last = found.at(-1)
    if (!last) return sum
    next = last.offset + 1
    sum.records += found.length
    sum.bytes += recordsBytes(found)
  }
}
