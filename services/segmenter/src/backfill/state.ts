// Held by tests/simulation/whole-pipeline.sim.test.ts

import type { TakenOrigins } from '@weir/stream'

/**
 * How far new conditions have counted history: people below the ordinal `next` have, those below
 * `to` are to be (everybody who was known when the conditions were announced, at the offset
 * `until`; later records reach the conditions live). Then the enriched versions among those later
 * records are looked at, from `overlap` on: history may have had the version they replace. `taken`
 * is which origins had been taken before `overlap`, for what comes twice has its effect once.
 */
export interface Backfill extends TakenOrigins {
  version: number
  /**
   * When the first of these definitions were announced, log time: others may have taken their place
   * since.
   */
  since: number
  /**
   * Log time at which they began to count: what is kept of history depends on it, so it must not
   * depend on when it is counted.
   */
  at: number
  until: number
  next: number
  to: number
  overlap: number
}

/**
 * What one slice of a backfill came to: something was done, nothing came in time, or nothing is
 * left to do.
 */
export type SliceOutcome = 'advanced' | 'waiting' | 'complete'

/** The same, with what was done. */
export type SliceResult<Done> = ({ outcome: 'advanced' } & Done) | { outcome: 'waiting' | 'complete' }

export const WAITING = { outcome: 'waiting' } as const
export const COMPLETE = { outcome: 'complete' } as const
