import gammainc from '@stdlib/math-base-special-gammainc'

/**
 * The library's incomplete gamma function is right to 2e-13 up to here, and beyond to 1e-2 only.
 */
export const MAX_DEGREES = 1_000

/**
 * The chance that a chi-square of so many degrees of freedom is greater (Abramowitz and Stegun
 * 26.4.19).
 * @throws RangeError for more than `MAX_DEGREES` degrees.
 */
export function chiSquareUpperTail(value: number, degrees: number): number {
  if (degrees > MAX_DEGREES) throw new RangeError(`expected at most ${MAX_DEGREES} degrees of freedom, not ${degrees}`)
  return gammainc(value / 2, degrees / 2, true, true)
}

/** Pearson's chi-square test: how far counts are from what was expected. */
export interface ChiSquare {
  statistic: number
  degrees: number
  p: number
}

/**
 * Whether counts came about by chance in the proportions planned (Pearson 1900): the test for a
 * sample ratio mismatch, which tells that an experiment's assignment or its logging is broken
 * (Fabijan et al. 2019, "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments").
 * @param weights the plan, in any unit; what has weight 0 is left out, as nothing is expected of
 *   it.
 * @returns undefined without two counts to compare, or where nothing was counted.
 */
export function goodnessOfFit(counts: readonly number[], weights: readonly number[]): ChiSquare | undefined {
  const planned = counts.flatMap((count, i) => (weights[i]! > 0 ? [{ count, weight: weights[i]! }] : []))
  const total = planned.reduce((sum, { count }) => sum + count, 0)
  const whole = planned.reduce((sum, { weight }) => sum + weight, 0)
  if (planned.length < 2 || !(total > 0)) return undefined
  const statistic = planned.reduce((sum, { count, weight }) => {
    const expected = (total * weight) / whole
    return sum + (count - expected) ** 2 / expected
  }, 0)
  const degrees = planned.length - 1
  return { statistic, degrees, p: chiSquareUpperTail(statistic, degrees) }
}
