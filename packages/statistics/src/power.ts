import { alwaysValidDeviations } from './always-valid.ts'
import { normalUpperQuantile, normalUpperTail } from './normal.ts'

/** How a difference will be looked at. */
export interface Look {
  /**
   * The chance of finding a difference where there is none; divide it first where there are several
   * tests.
   */
  alpha: number
  sides: 1 | 2
  /** With a number of units, the answer is always valid, tuned to it; looked at once otherwise. */
  tuning?: number
}

/**
 * The chance to find an effect.
 * @param error the standard error of the effect with so many `units` of both groups.
 */
export function powerOf(effect: number, error: number, units: number, look: Look): number {
  const needed = deviationsNeeded(units, look)
  const upper = normalUpperTail(needed - effect / error)
  return look.sides === 1 ? upper : upper + normalUpperTail(needed + effect / error)
}

/**
 * The least effect that is found with a chance of `power`.
 * @param errorOf the standard error, if the effect is so large; it may grow with the effect.
 * @returns undefined where no effect is: errors that grow as fast as it does are never outrun.
 */
export function minimumDetectableEffect(
  errorOf: (effect: number) => number,
  units: number,
  power: number,
  look: Look,
): number | undefined {
  const enough = (effect: number): boolean => powerOf(effect, errorOf(effect), units, look) >= power
  let high = errorOf(0)
  for (let doubled = 0; !enough(high); doubled++) {
    if (doubled === 60 || !(high > 0)) return undefined
    high *= 2
  }
  let low = 0
  while (high - low > high * 1e-12) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}

/** Two groups of an experiment: the share of its units in each, and each one's variance. */
export interface Groups {
  control: { share: number; variance: number }
  treated: { share: number; variance: number }
}

/**
 * The units that an experiment of any number of arms needs, all arms together, for a chance of
 * `power` to find an effect between two of them (Cohen 1988; as in Spotify's confidence). Of
 * several arms the comparison that needs most decides.
 * @returns Infinity where the effect is 0.
 */
export function sampleSize(effect: number, { control, treated }: Groups, power: number, look: Look): number {
  const variance = control.variance / control.share + treated.variance / treated.share
  const compared = control.share + treated.share
  const unitsWith = (needed: number): number => variance * ((needed + normalUpperQuantile(1 - power)) / effect) ** 2
  let units = unitsWith(normalUpperQuantile(look.alpha / look.sides))
  // An always valid answer asks for more, and for how much more depends slowly on the units.
  for (let round = 0; look.tuning !== undefined && round < 50; round++)
    units = unitsWith(deviationsNeeded(Math.max(1, units * compared), look))
  return Math.ceil(units)
}

/**
 * The standard error of a treated group's relative difference by the delta method, as
 * `relativeDifference` has it.
 * @param effect relative: 0.05 for 5 % more than the control.
 */
export function relativeError(control: MeanOf, treated: Omit<MeanOf, 'mean'>, effect: number): number {
  const [one, other] = [treated.variance / treated.units, control.variance / control.units]
  return Math.sqrt(one + (1 + effect) ** 2 * other) / Math.abs(control.mean)
}

interface MeanOf {
  mean: number
  variance: number
  units: number
}

function deviationsNeeded(units: number, { alpha, sides, tuning }: Look): number {
  if (tuning === undefined) return normalUpperQuantile(alpha / sides)
  // Of one side, an always valid answer at twice the level errs half of the time to that side.
  return alwaysValidDeviations(units, sides === 2 ? alpha : 2 * alpha, tuning)
}
