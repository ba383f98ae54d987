// Held by tests/simulation/a-member-leaves-on-the-dot.sim.test.ts

import type { SegmenterEvents } from '../metrics.ts'
import type { FoldSession } from './session.ts'

/** Fires the timers of one partition, slice by slice. */
export interface Timers {
  /**
   * One slice of those due at `now`, log time, as outputs of the record at `position`.
   * @returns what commits it; undefined when none is due: the session then knows the next instant.
   */
  prepare(position: number, now: number): Promise<(() => Promise<void>) | undefined>
  /** Fires all that are due at `now`, log time, as further outputs of the last record. */
  fireAll(now: number): Promise<void>
  /** Whether the last slice was whole: more may be due. */
  hasMore(): boolean
}

export function createTimers(session: FoldSession, events: SegmenterEvents, slice: number): Timers {
  let hasMore = false
  async function prepare(position: number, now: number): Promise<(() => Promise<void>) | undefined> {
    const due = await session.lease.due(now, slice)
    hasMore = due.length === slice
    if (due.length === 0) {
      await session.lookUpDue()
      return undefined
    }
    const ids = due.map(({ key }) => key)
    const commit = await session.prepare(position, { kind: 'people', ids, now })
    return async () => {
      await commit()
      // Not before: whoever waits until nothing is due must not go on before the last is stored.
      await session.lookUpDue()
      events.timersFired(due.length)
    }
  }
  return {
    prepare,
    async fireAll(now) {
      while (session.earliestDue <= now) {
        const commit = await prepare(session.processor.position(), now)
        await commit?.()
      }
    },
    hasMore: () => hasMore,
  }
}
