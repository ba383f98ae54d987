import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry, ReadLimit } from '@weir/eventlog'
import { within } from '@weir/runtime'
import type { IngestLog } from '../deps.ts'
import type { Availability } from './availability.ts'
import type { Gate } from './gate.ts'
import type { SpooledBatch, SpoolStore } from './store.ts'
import { pause } from './pause.ts'

export interface DrainerDeps {
  log: IngestLog & Pick<EventLog, 'end'>
  /** Undefined where there is no spool: then the drainer only finds out when the log is back. */
  store: SpoolStore | undefined
  availability: Availability
  gate: Gate
  /** A log that has not answered for this long counts as away, ms. */
  patienceMs: number
  /** What is sent at once, bytes. */
  batchBytesMax: number
  onDrained: (records: number) => void
  /** The spool does not work any more. */
  onBroken: (error: Error) => void
}

/**
 * Brings the spool to the log, oldest first, one batch at a time; asks an absent log again and
 * again, less and less often.
 */
export interface Drainer {
  /** There is something to do: the log went away, or something was spooled. */
  notify(): void
  /** Ends after the batch in hand. */
  close(): Promise<void>
}

const BATCH_RECORDS_MAX = 20_000
/** A single record tests whether the log is back: storing one record twice is cheap. */
const PROBE: ReadLimit = { records: 1, bytes: 1 }
/**
 * Below this share of a batch new requests wait in memory until the spool is empty: otherwise there
 * would always be some more.
 */
const NEARLY_EMPTY = 0.25
const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 2_000

export function startDrainer(deps: DrainerDeps): Drainer {
  const { log, store, availability, gate, patienceMs, batchBytesMax, onDrained, onBroken } = deps
  const closing = new AbortController()
  let proceed = (): void => undefined

  const isIdle = (): boolean => !availability.isAway() && (store?.isEmpty() ?? true)
  const rest = async (): Promise<void> => {
    while (isIdle() && !closing.signal.aborted) await new Promise<void>((resolve) => (proceed = resolve))
  }

  /**
   * The log's answer, however late: a batch that is sent again while it is still under way would
   * only be there twice.
   */
  const answered = async (work: () => Promise<unknown>): Promise<void> => {
    const since = performance.now()
    const silent = setTimeout(() => {
      availability.failed(new Error(`no answer within ${patienceMs} ms`), since)
      gate.open()
    }, patienceMs)
    try {
      await work()
    } catch (error) {
      availability.failed(error, since)
      throw error
    } finally {
      clearTimeout(silent)
    }
    availability.answered()
  }
  const send = async (batch: SpooledBatch): Promise<void> => {
    for (const [topic, entries] of byTopic(batch)) await answered(() => log.append(topic, entries))
  }
  const drain = async (from: SpoolStore): Promise<void> => {
    if (!availability.isAway() && from.bytes() <= batchBytesMax * NEARLY_EMPTY) gate.close()
    const batch = await from.take(availability.isAway() ? PROBE : { records: BATCH_RECORDS_MAX, bytes: batchBytesMax })
    // What is there is not durable yet.
    if (batch.records === 0) return pause(1, closing.signal)
    await send(batch)
    await from.drop(batch)
    onDrained(batch.records)
  }
  const run = async (): Promise<void> => {
    let retryMs = RETRY_MIN_MS
    while (!closing.signal.aborted) {
      await rest()
      if (closing.signal.aborted) return
      try {
        if (store && !store.isEmpty()) await drain(store)
        else await answered(() => log.end(TOPICS.hits, 0))
        if (!store || store.isEmpty()) gate.open()
        retryMs = RETRY_MIN_MS
      } catch {
        // The log is away, as its metric says; the spool keeps what waits.
        gate.open()
        const broken = store?.failure()
        if (broken) return onBroken(broken)
        await pause(retryMs, closing.signal)
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS)
      }
    }
  }

  const running = run()
  return {
    notify: () => proceed(),
    async close() {
      closing.abort()
      proceed()
      gate.open()
      // A failure was told when it came; closing only waits for the end.
      await within(running, patienceMs, () => undefined).catch(() => undefined)
    },
  }
}

function byTopic({ parts }: SpooledBatch): Map<Topic, LogEntry[]> {
  const topics = new Map<Topic, LogEntry[]>()
  for (const { place, records } of parts) {
    const entries = topics.get(place.topic) ?? []
    topics.set(place.topic, entries)
    for (const { offset: _, ...entry } of records) entries.push({ partition: place.partition, ...entry })
  }
  return topics
}
