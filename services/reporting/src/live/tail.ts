import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { readArrived } from './arrived.ts'
import type { Arrived } from './arrived.ts'

/** As much of the log as looking at it needs. */
export type TailedLog = Pick<EventLog, 'partitions' | 'read' | 'end'>

/** The next offset of each partition: those of the hits, then that of what was put aside. */
export type TailPlace = readonly number[]

export interface TailPage {
  /** Oldest first. */
  arrived: Arrived[]
  next: TailPlace
  /** Records that were passed over, because they came faster than anybody can look at them. */
  skipped: number
}

/** What a look begins with: the newest of each partition. */
const NEWEST = 25
/** A partition is read from so close to its end, and no further back. */
const BEHIND_MAX = 1_000
const READ = { records: BEHIND_MAX, bytes: 4_000_000 }
const LOOK_MS = 400

function partitionsIn(log: TailedLog): { topic: Topic; partition: number }[] {
  const hits = Array.from({ length: log.partitions(TOPICS.hits) }, (_, partition) => ({ topic: TOPICS.hits, partition }))
  return [...hits, { topic: TOPICS.rejected, partition: 0 }]
}

/** The present ends, or a few records before. */
export async function tailStart(log: TailedLog): Promise<TailPlace> {
  const ends = await endsOf(log)
  return ends.map((end) => Math.max(0, end - NEWEST))
}

const endsOf = (log: TailedLog): Promise<number[]> =>
  Promise.all(partitionsIn(log).map(({ topic, partition }) => log.end(topic, partition)))

/**
 * What came since a place and is wanted. Waits for something that is; the place goes on meanwhile.
 * @param place of this deployment: another number of partitions begins anew.
 */
export async function nextArrived(
  log: TailedLog,
  place: TailPlace,
  { wants, waitMs, signal }: { wants: (one: Arrived) => boolean; waitMs: number; signal: AbortSignal },
): Promise<TailPage> {
  const until = performance.now() + waitMs
  const isOurs = place.length === partitionsIn(log).length
  let page: TailPage = { arrived: [], next: isOurs ? place : await tailStart(log), skipped: 0 }
  for (;;) {
    const { arrived, next, skipped } = await look(log, page.next)
    page = { arrived: arrived.filter(wants), next, skipped: page.skipped + skipped }
    if (page.arrived.length > 0 || signal.aborted || performance.now() >= until) return page
    // Cut short when the reader goes: the signal says so above.
    await sleep(Math.min(LOOK_MS, Math.max(1, until - performance.now())), undefined, { signal }).catch(() => undefined)
  }
}

async function look(log: TailedLog, place: TailPlace): Promise<TailPage> {
  const ends = await endsOf(log)
  const read = await Promise.all(
    partitionsIn(log).map(async ({ topic, partition }, i) => {
      const [from, end] = [place[i] ?? 0, ends[i] ?? 0]
      const begin = Math.max(from, end - BEHIND_MAX)
      // A read at the end of a topic waits for what may come.
      const records: LogRecord[] = begin < end ? await log.read(topic, partition, begin, READ) : []
      const next = Math.max(begin, (records.at(-1)?.offset ?? -1) + 1)
      return { arrived: records.flatMap((record) => readArrived(topic, record) ?? []), next, skipped: begin - from }
    }),
  )
  return {
    arrived: read.flatMap(({ arrived }) => arrived).toSorted((a, b) => a.at - b.at),
    next: read.map(({ next }) => next),
    skipped: read.reduce((sum, { skipped }) => sum + Math.max(0, skipped), 0),
  }
}
