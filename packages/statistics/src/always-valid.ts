import type { Interval } from './confidence.ts'
import type { Difference } from './difference.ts'

/**
 * Answers that stay right however often they are looked at while units arrive: the asymptotic
 * confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021 ("Time-uniform
 * central limit theory and asymptotic confidence sequences", theorem 2.2), a mixture over normal
 * effects (Robbins 1970). With a fixed interval, who looks long enough finds a difference.
 */
export interface AlwaysValid {
  interval: Interval
  /** Stays above every alpha with the chance 1 − alpha, at all looks together. */
  p: number
}

/**
 * The units at which the interval is narrowest in comparison with a fixed one, unless told
 * otherwise: where a decision is expected.
 */
export const DEFAULT_TUNING = 5_000

/**
 * @param alpha the chance that the true difference is ever outside.
 * @param tuning see `DEFAULT_TUNING`; fixed before the first look.
 */
export function alwaysValid(of: Difference, alpha: number, tuning = DEFAULT_TUNING): AlwaysValid {
  const half = of.error * alwaysValidDeviations(of.units, alpha, tuning)
  const spent = of.units * mixtureVariance(alpha, tuning)
  const chance = Math.sqrt(spent + 1) * Math.exp((-((of.value / of.error) ** 2) * spent) / (2 * (spent + 1)))
  return { interval: { low: of.value - half, high: of.value + half }, p: Math.min(1, chance) }
}

/** How many standard errors the interval reaches to either side: about 1.5 times a fixed one's. */
export function alwaysValidDeviations(units: number, alpha: number, tuning: number): number {
  const spent = units * mixtureVariance(alpha, tuning)
  return Math.sqrt(((2 * (spent + 1)) / spent) * Math.log(Math.sqrt(spent + 1) / alpha))
}

/** Rho squared that makes the sequence narrowest at `tuning` units (there, appendix B.1). */
function mixtureVariance(alpha: number, tuning: number): number {
  const surprise = -2 * Math.log(alpha)
  return (surprise + Math.log(surprise + 1)) / tuning
}
