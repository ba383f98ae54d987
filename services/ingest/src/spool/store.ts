import { OutageError, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord, ReadLimit } from '@weir/eventlog'
import { createSpoolCursors } from './cursors.ts'
import type { SpoolPartition } from './cursors.ts'
import { recordsBytes } from './size.ts'

/** There is no room in the spool: the sender has to keep the hits for now. */
export class SpoolFullError extends OutageError {
  override readonly name = 'SpoolFullError'
}

/** Records from the heads of some partitions, in their order. */
export interface SpooledBatch {
  parts: { place: SpoolPartition; records: LogRecord[] }[]
  records: number
}

/** A durable queue for each topic partition, all together of limited size. */
export interface SpoolStore {
  /** Keys and values, with what is being written. */
  bytes(): number
  records(): number
  /** Nothing kept and nothing on its way. */
  isEmpty(): boolean
  /**
   * Why it takes nothing any more: a write failed. The process has to start again to find out what
   * is there.
   */
  failure(): Error | undefined
  /**
   * Resolves when the entries are durable.
   * @throws SpoolFullError, or what the spool's log says.
   */
  add(topic: Topic, entries: readonly LogEntry[]): Promise<void>
  /**
   * The oldest records, about this many over all partitions, and at least one if any is durable
   * yet.
   */
  take(max: ReadLimit): Promise<SpooledBatch>
  /** Forgets what was taken, durably. */
  drop(batch: SpooledBatch): Promise<void>
  /** The oldest hit of each partition. */
  heads(): Promise<LogRecord[]>
}

export interface StoreLimits {
  /** Keys and values that are kept, bytes. */
  bytesMax: number
  /** Entries are refused while this many bytes wait for the disk. */
  arrivingBytesMax: number
}

/**
 * @param log durable, for the spool alone, with the partitions of the log that it stands in for.
 */
export async function openStore(log: EventLog, { bytesMax, arrivingBytesMax }: StoreLimits): Promise<SpoolStore> {
  const places = await createSpoolCursors(log)
  let { bytes } = places
  let records = places.all.reduce((sum, place) => sum + place.records, 0)
  let arriving = 0
  let arrivingBytes = 0
  let failure: Error | undefined
  /** Where the next batch begins, so that no partition always waits for the others. */
  let turn = 0

  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    if (failure) throw failure
    try {
      return await work()
    } catch (error) {
      throw (failure ??= error instanceof Error ? error : new Error(String(error)))
    }
  }

  return {
    bytes: () => bytes,
    records: () => records,
    isEmpty: () => records === 0 && arriving === 0,
    failure: () => failure,
    async add(topic, entries) {
      if (failure) throw failure
      const size = recordsBytes(entries)
      const at = entries.map(({ partition }) => places.at(topic, partition))
      if (bytes + size > bytesMax) throw new SpoolFullError(`the spool is full: it holds ${bytes} of ${bytesMax} bytes`)
      if (arrivingBytes > 0 && arrivingBytes + size > arrivingBytesMax)
        throw new OutageError(`${arrivingBytes} bytes wait for the spool's disk already`)
      // Counted before it is written: so what is written later cannot go beyond the limit, whatever
      // the order of the answers.
      bytes += size
      records += entries.length
      for (const place of at) place.records++
      arriving++
      arrivingBytes += size
      try {
        await guard(() => log.append(topic, entries))
      } finally {
        arriving--
        arrivingBytes -= size
      }
    },
    take: (max) =>
      guard(async () => {
        const parts: SpooledBatch['parts'] = []
        const waiting = inTurn(
          places.all.filter((place) => place.records > 0),
          turn++,
        )
        const share = { records: divide(max.records, waiting.length), bytes: divide(max.bytes, waiting.length) }
        let left = max.records
        let leftBytes = max.bytes
        for (const place of waiting) {
          if (left <= 0 || leftBytes <= 0) break
          const found = await log.read(place.topic, place.partition, place.position, share)
          if (found.length === 0) continue
          parts.push({ place, records: found })
          left -= found.length
          leftBytes -= recordsBytes(found)
        }
        return { parts, records: max.records - left }
      }),
    drop: (batch) =>
      guard(async () => {
        for (const { place, records: gone } of batch.parts) place.position = gone.at(-1)!.offset + 1
        await places.note()
        await Promise.all(batch.parts.map(({ place }) => log.trim(place.topic, place.partition, place.position)))
        for (const { place, records: gone } of batch.parts) {
          const size = recordsBytes(gone)
          place.records -= gone.length
          records -= gone.length
          bytes -= size
        }
      }),
    heads: () =>
      guard(async () => {
        const waiting = places.all.filter((place) => place.topic === TOPICS.hits && place.records > 0)
        const one = { records: 1, bytes: 1 }
        return (await Promise.all(waiting.map((place) => log.read(place.topic, place.partition, place.position, one)))).flat()
      }),
  }
}

/** Another one first each time, but opt-outs before all others. */
function inTurn(places: readonly SpoolPartition[], turn: number): SpoolPartition[] {
  const others = places.filter(({ topic }) => topic !== TOPICS.optOuts)
  const first = others.length === 0 ? 0 : turn % others.length
  return [...places.filter(({ topic }) => topic === TOPICS.optOuts), ...others.slice(first), ...others.slice(0, first)]
}

function divide(whole: number, by: number): number {
  return Math.max(1, Math.floor(whole / Math.max(1, by)))
}
