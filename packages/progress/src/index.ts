// How far segmenter and loader are, read from what they have stored: for whoever runs in another
// process.
import { setTimeout as sleep } from 'node:timers/promises'
import { foldStatus, HOPS_MAX, loaderStatePartition, OutageError, TOPICS } from '@weir/contracts'
import type { FoldStatus, Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { StateStore, View } from '@weir/state'

export interface ProgressDeps {
  log: EventLog
  resolve: StateStore
  fold: StateStore
  loader: StateStore
}

/**
 * How far segmenter and loader are, read from what they have stored: for those that run in other
 * processes.
 */
export interface PipelineProgress {
  /** Every event that the log holds now is folded, and what came of it is in the log. */
  folded(): Promise<void>
  /** What is folded now is in the warehouse. */
  loaded(): Promise<void>
  /** The facts of a partition that are in the log now are in the warehouse. */
  factsLoaded(partition: number): Promise<void>
  /** The same of who was absorbed by persons of the partition, and of their memberships. */
  aliasesLoaded(partition: number): Promise<void>
  /**
   * Whether everything that the log held at the time of the call (hits, and what came of them) can
   * be read in reports; waits for it for so many ms, and says false when that was not enough, or
   * when it cannot be known.
   */
  visible(waitMs: number): Promise<boolean>
  /**
   * Every hit that the log holds now is folded, what fell due is done, and all of it can be read in
   * reports.
   */
  settled(): Promise<void>
  /** As {@link visible}, of what members and sizes are read from. */
  counted(waitMs: number): Promise<boolean>
  /** Every membership follows the definitions of this version, or newer ones. */
  applied(version: number): Promise<void>
  /**
   * Moves log time to `now` (Unix ms), and waits until all that falls due has been done and can be
   * read.
   */
  advance(now: number): Promise<void>
}

const PAUSE_MS_MIN = 10
const PAUSE_MS_MAX = 250
/** Whoever waits is told after so long that nothing came of it, ms. */
const PATIENCE_MS = 600_000
/**
 * One outbox entry is on its way, one may be committed behind it; more are there only after a
 * crash.
 */
const OUTBOX_ENTRIES = 1_000

/**
 * @throws (all but visible and counted) OutageError when that does not happen within 10 minutes,
 *   and whatever log and state throw.
 */
export function watchPipeline({ log, resolve, fold, loader }: ProgressDeps): PipelineProgress {
  const partitionsOf = (topic: Topic): number[] => Array.from({ length: log.partitions(topic) }, (_, partition) => partition)
  const each = async (topic: Topic, work: (partition: number) => Promise<void>): Promise<void> =>
    void (await Promise.all(partitionsOf(topic).map(work)))
  const statusOf = async (partition: number): Promise<FoldStatus> => foldStatus(await fold.view(partition).meta())

  /**
   * A partition of the state reflects all that its topic held at the time of the call, and its
   * outputs have left.
   */
  const caughtUp = async (topic: Topic, partition: number, view: View, late = deadline()): Promise<void> => {
    const end = await log.end(topic, partition)
    await until(`${topic} ${partition} to be read`, async () => (await view.position()) >= end - 1, late)
    await left(topic, partition, view, late)
  }
  /** What a partition of the state has put out so far is in the log. */
  const left = async (topic: Topic, partition: number, view: View, late = deadline()): Promise<void> => {
    const last = (await view.outbox(0, OUTBOX_ENTRIES)).at(-1)?.number ?? 0
    const firstWaiting = async (): Promise<number> => (await view.outbox(0, 1))[0]?.number ?? Infinity
    await until(`the outputs of ${topic} ${partition} to leave`, async () => (await firstWaiting()) > last, late)
  }
  const loadedIn = async (topic: Topic, partition: number, late = deadline()): Promise<void> => {
    const end = await log.end(topic, partition)
    const view = loader.view(loaderStatePartition(topic, partition, log.partitions(TOPICS.facts)))
    await until(`${topic} ${partition} to be loaded`, async () => (await view.position()) >= end - 1, late)
  }
  const idle = (partition: number): Promise<void> =>
    until(`what is due in partition ${partition} to be done`, async () => {
      const { now, isApplied } = await statusOf(partition)
      return isApplied && (await fold.view(partition).due(now, 1)).length === 0
    })

  const resolved = (late?: number): Promise<void> =>
    each(TOPICS.hits, (partition) => caughtUp(TOPICS.hits, partition, resolve.view(partition), late))
  const sent = async (): Promise<number> => {
    const statuses = await Promise.all(partitionsOf(TOPICS.events).map(statusOf))
    return statuses.reduce((sum, status) => sum + status.sent, 0)
  }
  /** Records may lead to others, in whatever partitions: until none was sent meanwhile. */
  const folded = async (late?: number): Promise<void> => {
    for (let hop = 0; hop < HOPS_MAX; hop++) {
      const before = await sent()
      // What was counted has to be in the log before its end is taken.
      await each(TOPICS.events, (partition) => left(TOPICS.events, partition, fold.view(partition), late))
      await each(TOPICS.events, (partition) => caughtUp(TOPICS.events, partition, fold.view(partition), late))
      if ((await sent()) === before) return
    }
  }
  const loaded = async (late?: number): Promise<void> => {
    for (const topic of [TOPICS.facts, TOPICS.memberships, TOPICS.delivery])
      await each(topic, (partition) => loadedIn(topic, partition, late))
    // Rows that the warehouse refused have been added to the rejected ones meanwhile.
    await loadedIn(TOPICS.rejected, 0, late)
  }
  const settled = async (): Promise<void> => {
    await resolved()
    await folded()
    await each(TOPICS.events, idle)
    await folded()
    await loaded()
  }
  return {
    folded: () => folded(),
    loaded: () => loaded(),
    factsLoaded: (partition) => loadedIn(TOPICS.facts, partition),
    aliasesLoaded: (partition) => loadedIn(TOPICS.memberships, partition),
    visible: (waitMs) => allWithin(waitMs, [resolved, folded, loaded]),
    counted: (waitMs) => allWithin(waitMs, [resolved, folded]),
    settled,
    applied: (version) =>
      each(TOPICS.events, (partition) =>
        until(`version ${version} of the definitions`, async () => (await statusOf(partition)).appliedVersion >= version),
      ),
    async advance(now) {
      // What was accepted before is folded at its own time, not after the jump.
      await settled()
      const value = Buffer.from(JSON.stringify({ kind: 'tick', now }))
      await log.append(
        TOPICS.events,
        partitionsOf(TOPICS.events).map((partition) => ({ partition, key: '', value })),
      )
      await settled()
    },
  }
}

/** Whether all steps, one after the other, were done in so many ms. */
async function allWithin(waitMs: number, steps: readonly ((late: number) => Promise<void>)[]): Promise<boolean> {
  const late = performance.now() + waitMs
  try {
    for (const step of steps) await step(late)
    return true
  } catch (error) {
    if (error instanceof OutageError) return false
    throw error
  }
}

function deadline(): number {
  return performance.now() + PATIENCE_MS
}

/** @param late when to give up, by `performance.now()`. */
async function until(what: string, condition: () => Promise<boolean>, late = deadline()): Promise<void> {
  for (let pauseMs = PAUSE_MS_MIN; !(await condition()); pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    const leftMs = late - performance.now()
    if (leftMs <= 0) throw new OutageError(`waited too long for ${what}`)
    await sleep(Math.min(pauseMs, leftMs))
  }
}
