import erfc from '@stdlib/math-base-special-erfc'
import erfcinv from '@stdlib/math-base-special-erfcinv'

/** The chance that a standard normal number is greater than this many deviations. */
export function normalUpperTail(deviations: number): number {
  return erfc(deviations / Math.SQRT2) / 2
}

/**
 * How many deviations a standard normal number exceeds with this chance: the inverse of
 * `normalUpperTail`, and right in the far tail too, where quantiles of 1 − p are not.
 */
export function normalUpperQuantile(chance: number): number {
  return Math.SQRT2 * erfcinv(2 * chance)
}
