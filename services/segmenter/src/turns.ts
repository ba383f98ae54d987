// Held by tests/simulation/a-member-leaves-on-the-dot.sim.test.ts

import { TOPICS } from '@weir/contracts'
import type { EventRecord } from '@weir/contracts'
import { pipelined } from '@weir/stream'
import { prepareRelease } from './evaluate/release.ts'
import type { FoldDeps, FoldSession } from './evaluate/session.ts'
import type { Timers } from './evaluate/timers.ts'
import type { Rollout } from './rollout/rollout.ts'
import { prepareSweep } from './rollout/sweep.ts'
import { nextTurn, turnsWanted } from './scheduler.ts'

/** The turns of one partition: each is asked for by a tick in the log, and taken at that tick. */
export interface Turns {
  /** One turn for each tick; the next is prepared while the one before is being committed. */
  take(ticks: readonly { offset: number; now: number }[]): Promise<void>
  /** Appends ticks when something is due by `now`, log time, or a rollout has work left. */
  ask(now: number): Promise<void>
}

export function createTurns(
  session: FoldSession,
  { timers, rollout, slice }: { timers: Timers; rollout: Pick<Rollout, 'begin'>; slice: number },
  { log, events }: Pick<FoldDeps, 'log' | 'events'>,
  append: (...records: EventRecord[]) => Promise<void>,
): Turns {
  const { lease, processor, partitions } = session
  /**
   * Turns that were asked for and not taken yet; those that another owner asked for come on top,
   * and do no harm.
   */
  let underWay = 0

  /** @returns what commits the turn. */
  async function prepare(position: number, now: number, written: () => Promise<void>): Promise<() => Promise<void>> {
    for (;;) {
      const next = nextTurn(session, now)
      switch (next.do) {
        case 'timers': {
          await written()
          const commit = await timers.prepare(position, now)
          // None was due after all, and the session knows better now: decide anew.
          if (!commit) continue
          return commit
        }
        case 'sweep':
          return prepareSweep(session, events, { position, now, from: next.from, slice })
        case 'begin':
          await written()
          await rollout.begin(position, now)
          return () => Promise.resolve()
        case 'release':
          return prepareRelease(session, { position, now, slice })
        case 'none':
          return preparePassing(position, now)
      }
    }
  }

  function preparePassing(position: number, now: number): Promise<() => Promise<void>> {
    return session.transaction(position, ({ meta }) => {
      meta.now = now
      return { puts: [], expiredBefore: now, outputs: [] }
    })
  }

  return {
    async take(ticks) {
      underWay = Math.max(0, underWay - ticks.length)
      await pipelined(ticks, ({ offset, now }, written) => prepare(offset, Math.max(session.meta.now, now), written))
    },
    async ask(now) {
      if (nextTurn(session, now).do === 'none') return
      const behind = (await log.end(TOPICS.events, lease.partition)) - processor.position() - 1
      const bounds = { partitions, slice, behind, hasMoreTimers: timers.hasMore() }
      const wanted = turnsWanted(session, now, bounds) - underWay
      if (wanted <= 0) return
      await append(...Array.from({ length: wanted }, () => ({ kind: 'tick', now }) as const))
      underWay += wanted
    },
  }
}
