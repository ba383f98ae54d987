import type { ResultRowShown } from '../../api/experiment-queries.ts'

/** Which of the two intervals is shown: right at every look, or for one look at the end. */
export type IntervalKind = 'always' | 'fixed'

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
