import type { ResultRowShown } from '../../api/experiment-queries.ts'

/** Which of the two intervals is shown: right at every look, or for one look at the end. */
export type IntervalKind = 'always' | 'fixed'

/** What a bar shows no more of: a change by so many times the control's value. */
const REACH_MAX = 1
const REACH_MIN = 0.01

/**
 * How far the bars of a table reach to either side of no change: to the furthest end of all, so
 * that they can be compared.
 */
export function reachOf(rows: readonly Pick<ResultRowShown, 'relative'>[], kind: IntervalKind): number {
  const ends = rows.flatMap(({ relative }) => (relative ? [Math.abs(relative[kind].low), Math.abs(relative[kind].high)] : []))
  return Math.min(REACH_MAX, Math.max(REACH_MIN, ...ends) * 1.08)
}

/** Where a change stands in a picture, from 0 (left) to 1; what is further out is at the edge. */
export const shareAlong = (change: number, reach: number): number => Math.min(1, Math.max(0, 0.5 + change / reach / 2))

/** What an interval says of an arm: it is clear where no change is not in it. */
export function clearOf(
  { relative, effect, better }: Pick<ResultRowShown, 'relative' | 'effect' | 'better'>,
  kind: IntervalKind,
) {
  const shown = relative ?? effect
  if (shown === null) return 'open'
  const { low, high } = shown[kind]
  if (low <= 0 && high >= 0) return 'open'
  return low > 0 === (better === 'more') ? 'better' : 'worse'
}
