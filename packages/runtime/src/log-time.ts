import { CLOCK_KEY, parseRecordJson, TOPICS, isObject } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Clock } from './clock.ts'
import type { ConfigView } from './config-view.ts'

/**
 * Receipts rise only roughly: requests that arrive together may be stored in another order than
 * they were stamped in. The maximum is looked for among so many of the last records.
 */
const LAST_RECORDS = 1_000

type ReadableLog = Pick<EventLog, 'partitions' | 'read' | 'end'>

/**
 * The latest log time in the log, Unix ms (0 for an empty one): where the event and manual clocks
 * continue after a restart.
 */
export async function lastReceipt(log: ReadableLog): Promise<number> {
  const last = [...(await lastRecords(log, TOPICS.hits)), ...(await lastRecords(log, TOPICS.events))]
  return last.map(recordTime).reduce((latest, time) => Math.max(latest, time), 0)
}

/** How often a process tells the others what time it is, ms, and how often it looks. */
const SHARE_MS = 200

/** A clock that is the same in every process of a deployment. */
export interface SharedClock {
  close(): Promise<void>
}

/**
 * An event or manual clock stands still without events, so processes that see none need to be told
 * the time: it is a record of the control plane. Does nothing for the system's clock.
 * @param tells whether this process is one in which time moves (ingest); the others only follow.
 */
export function shareClock(view: ConfigView, clock: Clock, { tells }: { tells: boolean }): SharedClock {
  if (clock.kind === 'system') return { close: async () => undefined }
  let telling: Promise<void> | undefined
  const told = (): void => (telling = undefined)
  const look = (): void => {
    clock.advance(view.clock())
    if (tells && clock.now() > view.clock()) telling ??= view.put(CLOCK_KEY, { now: clock.now() }).then(told, told)
  }
  look()
  const timer = setInterval(look, SHARE_MS)
  return {
    async close() {
      clearInterval(timer)
      await telling
    },
  }
}

/**
 * A record that cannot be read says nothing of the time; whoever takes it in its turn puts it
 * aside.
 */
function parse({ value }: LogRecord): unknown {
  try {
    return parseRecordJson(value)
  } catch {
    // It says nothing of the time; it is put aside in its turn.
    return undefined
  }
}

/** A manual clock moves without hits: its last move is a tick. */
export function recordTime(record: unknown): number {
  if (!isObject(record)) return 0
  const { kind, hit, received_at, now } = record
  const time = kind === 'event' ? isObject(hit) && hit['received_at'] : kind === 'tick' ? now : received_at
  return typeof time === 'number' && Number.isSafeInteger(time) ? time : 0
}

async function lastRecords(log: ReadableLog, topic: typeof TOPICS.hits | typeof TOPICS.events): Promise<unknown[]> {
  const partitions = Array.from({ length: log.partitions(topic) }, (_, partition) => lastOf(log, topic, partition))
  return (await Promise.all(partitions)).flat()
}

async function lastOf(log: ReadableLog, topic: Topic, partition: number): Promise<unknown[]> {
  const found: unknown[] = []
  const end = await log.end(topic, partition)
  let from = Math.max(0, end - LAST_RECORDS)
  while (from < end) {
    const records = await log.read(topic, partition, from, { records: LAST_RECORDS, bytes: 64_000_000 })
    found.push(...records.map(parse))
    from = (records.at(-1)?.offset ?? end) + 1
  }
  return found
}
