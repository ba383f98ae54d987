import betainc from '@stdlib/math-base-special-betainc'
import studentQuantile from '@stdlib/stats-base-dists-t-quantile'
import { normalUpperQuantile, normalUpperTail } from './normal.ts'

/**
 * The chance that Student's t is at least so far from 0, to either side (Abramowitz and Stegun
 * 26.7.1 and 26.5.27). With infinitely many degrees of freedom it is the normal distribution.
 */
export function studentTwoSidedP(t: number, degrees: number): number {
  if (degrees === Infinity) return 2 * normalUpperTail(Math.abs(t))
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN
  const square = t ** 2
  // The smaller of x and 1 − x is given, so that neither end of the scale loses its digits.
  return square < degrees
    ? betainc(square / (degrees + square), 0.5, degrees / 2, true, true)
    : betainc(degrees / (degrees + square), degrees / 2, 0.5)
}

/** How far from 0, to either side, Student's t is with this chance. */
export function studentTwoSidedQuantile(chance: number, degrees: number): number {
  return degrees === Infinity ? normalUpperQuantile(chance / 2) : -studentQuantile(chance / 2, degrees)
}
