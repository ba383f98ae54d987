import type { Random } from '@weir/testkit'

/**
 * Everything that can go wrong on the way of a call, or to a process. Each must have happened in a
 * run of many seeds.
 */
export const FAULTS = [
  // calls: what is asked for does not happen / happens and nobody hears of it / happens after it
  // was given up / happens twice
  'append refused',
  'append unknown',
  'append in part',
  'append late',
  'append twice',
  'read failed',
  'commit refused',
  'commit unknown',
  'commit late',
  'commit twice',
  'state read failed',
  'insert refused',
  'insert unknown',
  'insert in part',
  'insert late',
  'insert too large',
  'query failed',
  'stop failed',
  // processes
  'crash before',
  'crash after',
  'killed',
  'frozen',
  // the group
  'rebalance',
  'zombie',
  'delivered again',
  // the store
  'rollback',
  // what the senders do
  'sender gave up',
  'sent again',
] as const
export type Fault = (typeof FAULTS)[number]

/** How often each kind happens, per occasion, and what else differs from seed to seed. */
export interface Weather {
  /** By the word before the blank: `append`, `commit`, ... */
  rates: Readonly<Record<string, number>>
  /** The longest usual delay of a call, ms; now and then it is fifty times as long. */
  delayMs: number
  crash: number
  /** Per simulated second. */
  kill: number
  freeze: number
  rebalance: number
  rollback: number
  /**
   * Per commit of the fold that stays at its position (a slice of timers, a page of history): the
   * state falls back to before it, and its position says nothing of it.
   */
  slip: number
}

export const CALM: Weather = { rates: {}, delayMs: 2, crash: 0, kill: 0, freeze: 0, rebalance: 0, rollback: 0, slip: 0 }

/**
 * Each seed has some faults and not others: a mix of all of them hides what one alone would show.
 */
export function weatherOf(random: Random): Weather {
  const some = (rate: number): number => (random.chance(0.6) ? rate * random.pick([0.3, 1, 3]) : 0)
  return {
    rates: {
      append: some(0.02),
      read: some(0.005),
      commit: some(0.02),
      state: some(0.004),
      insert: some(0.08),
      query: some(0.05),
      stop: some(0.1),
      delivered: some(0.05),
    },
    delayMs: random.pick([1, 5, 40]),
    crash: some(0.002),
    kill: some(0.1),
    freeze: some(0.1),
    rebalance: some(0.3),
    rollback: some(0.15),
    slip: 0,
  }
}
