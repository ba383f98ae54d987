/** An interval of a relative change: 0 is no change. */
export interface ChangeEnds {
  low: number
  high: number
}

/** What a bar shows no more of: a change by so many times what it is compared with. */
const REACH_MAX = 1
const REACH_MIN = 0.01

/**
 * How far the bars of a table reach to either side of no change: to the furthest end of all, so
 * that they can be compared.
 */
export function reachOf(intervals: readonly ChangeEnds[]): number {
  const ends = intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])
  return Math.min(REACH_MAX, Math.max(REACH_MIN, ...ends) * 1.08)
}

/** Where a change stands in a picture, from 0 (left) to 1; what is further out is at the edge. */
export const shareAlong = (change: number, reach: number): number => Math.min(1, Math.max(0, 0.5 + change / reach / 2))
