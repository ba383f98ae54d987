// Held by tests/simulation/a-member-leaves-on-the-dot.sim.test.ts

import { pipelined } from '@weir/stream'
import type { FoldDeps, FoldSession } from './evaluate/session.ts'
import { emptyPages } from './backfill/pages.ts'

/** How much is done at a time behind live traffic. */
const SLICE = 1000
/**
 * So many turns may be under way at once: what arrives meanwhile waits for them, and the next ones
 * are asked for when they are over. Behind every thousand records that are still to be read may be
 * one more, or a partition that lags would hardly have any.
 */
const TURNS = 4
const TURNS_MAX = 100
const RECORDS_PER_TURN = 1_000

/**
 * What the partition does by itself, in turns behind live traffic: each at a tick, so at a place in
 * the log, and the same on every replay.
 */
export interface Scheduler {
  /**
   * One slice for each tick: of timers that are due, else of people who are not under the
   * definitions in force yet.
   */
  take(ticks: readonly { offset: number; now: number }[]): Promise<void>
  /** Fires all timers that are due, as further outputs of the last record. */
  fireAll(): Promise<void>
  /** Whether there is anything to do at `now`, log time. */
  isWanted(now: number): boolean
  /**
   * How many more turns should be asked for at `now`, log time.
   * @param behind so many records are still to be read.
   */
  wanted(now: number, behind: number): number
  /** They are in the log. */
  asked(scheduler: number): void
}

/** @param begin takes up the definitions that wait for their turn, at the record at `offset`. */
export function createScheduler(
  core: FoldSession,
  { events, slice = SLICE }: FoldDeps,
  begin: (offset: number) => Promise<void>,
): Scheduler {
  const { lease, processor, bitmaps, partitions } = core
  /**
   * Turns that were asked for and not taken yet; what somebody else asked for comes on top, and
   * does no harm.
   */
  let underWay = 0
  /** Of the last turn, a whole slice: more are due. */
  let isMore = false

  /** @returns what commits one slice of timers; undefined when none is due. */
  async function timers(position: number, now: number, first: number): Promise<(() => Promise<void>) | undefined> {
    const due = await lease.due(now, slice)
    isMore = due.length === slice
    if (due.length === 0) {
      await core.lookUpDue()
      return undefined
    }
    const ids = due.map(({ key }) => key)
    const commit = await core.prepare(ids, position, false, (step) => {
      core.meta.now = now
      step.at(position, first)
      for (const id of ids) step.wake(id)
    })
    return async () => {
      await commit()
      // Only now: whoever waits until nothing is due must not go on before the last of it is
      // stored.
      await core.lookUpDue()
      events.timersFired(due.length)
    }
  }

  /**
   * @returns what commits one slice of people under the definitions in force, from the ordinal
   *   `from` on.
   */
  async function sweep(position: number, now: number, from: number): Promise<() => Promise<void>> {
    const people = await lease.ordinals(from, slice)
    const last = people.at(-1)
    if (!last) return () => swept(position, now)
    const ids = people.map(({ id }) => id)
    return core.prepare(ids, position, false, (step) => {
      core.meta.now = now
      core.meta.sweep = last.ordinal + 1
      step.at(position, 0)
      for (const id of ids) step.wake(id)
    })
  }

  async function swept(position: number, now: number): Promise<void> {
    const { meta } = core
    const sheets = emptyPages(meta.sheets)
    core.meta = { ...meta, now, outputs: 0, sweep: undefined, sheets: 0 }
    await core.commit(position, [...bitmaps.complete(), ...sheets])
    core.appliedVersion = meta.version
    events.definitionsApplied(lease.partition, meta.version)
  }

  async function turn(offset: number, tick: number, written: () => Promise<void>): Promise<() => Promise<void>> {
    const now = Math.max(core.meta.now, tick)
    if (core.earliestDue <= now) {
      await written()
      const commit = await timers(offset, now, 0)
      if (commit) return commit
    }
    if (core.meta.sweep !== undefined) return sweep(offset, now, core.meta.sweep)
    if (isBeginning()) {
      await written()
      core.meta.now = now
      await begin(offset)
      return () => Promise.resolve()
    }
    return () => {
      core.meta = { ...core.meta, now, outputs: 0 }
      return core.commit(offset)
    }
  }

  const isBeginning = (): boolean =>
    core.meta.queued !== undefined && core.meta.pending === undefined && core.meta.sweep === undefined

  return {
    async take(ticks) {
      underWay = Math.max(0, underWay - ticks.length)
      await pipelined(ticks, ({ offset, now }, written) => turn(offset, now, written))
    },
    async fireAll() {
      while (core.earliestDue <= core.meta.now) {
        const position = processor.position()
        await (
          await timers(position, core.meta.now, core.meta.outputs)
        )?.()
      }
    },
    isWanted: (now) => core.earliestDue <= now || core.meta.sweep !== undefined || isBeginning(),
    wanted(now, behind) {
      const { sweep, people } = core.meta
      const most = Math.min(TURNS_MAX, TURNS + Math.floor(behind / RECORDS_PER_TURN))
      // The last turn finds nobody left.
      const slices = sweep === undefined ? 0 : Math.ceil(Math.max(0, people - sweep / partitions) / slice) + 1
      const due = core.earliestDue > now ? 0 : isMore ? most : 1
      return Math.min(most, slices + due + (isBeginning() ? 1 : 0)) - underWay
    },
    asked(scheduler) {
      underWay += scheduler
    },
  }
}
