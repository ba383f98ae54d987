import { goodnessOfFit, holm } from '@weir/statistics'

/** Below it, arms of other sizes than planned are no accident. */
export const MISMATCH_ALPHA = 0.001

/** People by arm, of all or of a part of them: those of one day, source or device. */
export interface ArmCounts {
  by: 'all' | 'day' | 'source' | 'device'
  key: string
  /** In the order of the arms. */
  people: readonly number[]
}

/** `p` of a part is corrected for the number of parts; `alarm`: it is below `MISMATCH_ALPHA`. */
export interface RatioMismatch {
  p: number | undefined
  alarm: boolean
  /** Where it comes from: parts with an alarm of their own, the worst first. */
  parts: { by: ArmCounts['by']; key: string; people: readonly number[]; p: number }[]
}

const PARTS_MAX = 10

/** Whether arms have the sizes that were planned, of all people and of parts of them. */
export function sampleRatioMismatch(slices: readonly ArmCounts[], weights: readonly number[]): RatioMismatch {
  const all = slices.find(({ by }) => by === 'all')
  const parts = slices
    .filter(({ by }) => by !== 'all')
    .flatMap((slice) => {
      const fit = isEnough(slice.people, weights) ? goodnessOfFit(slice.people, weights) : undefined
      return fit ? [{ ...slice, p: fit.p }] : []
    })
  const corrected = holm(parts.map(({ p }) => p))
  const alarming = parts.map((part, i) => ({ ...part, p: corrected[i]! })).filter(({ p }) => p < MISMATCH_ALPHA)
  const p = all && goodnessOfFit(all.people, weights)?.p
  return {
    p,
    alarm: p !== undefined && p < MISMATCH_ALPHA,
    parts: alarming.toSorted((a, b) => a.p - b.p).slice(0, PARTS_MAX),
  }
}

/** Cochran's rule: with fewer than five expected anywhere, chi-square is no approximation. */
function isEnough(people: readonly number[], weights: readonly number[]): boolean {
  const [total, whole] = [people, weights].map((numbers) => numbers.reduce((sum, one) => sum + one, 0))
  return weights.every((weight) => (total! * weight) / whole! >= 5)
}
