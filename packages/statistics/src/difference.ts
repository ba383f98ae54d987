import { ratioVariance } from './delta.ts'
import type { RatioMoments } from './delta.ts'
import type { Interval } from './confidence.ts'
import { studentTwoSidedP, studentTwoSidedQuantile } from './student.ts'
import type { Proportion } from './two-samples.ts'

/** A mean of independent units (persons): how many, their mean and their sample variance. */
export interface MeanMoments {
  units: number
  mean: number
  variance: number
}

/**
 * One group's value less another's.
 * - `error`: its standard error. `units`: of both groups.
 * - `degrees`: of freedom of Student's t; infinite where the normal distribution is meant.
 * - `p`: how likely a difference at least so far from 0 is by chance, if there is none.
 */
export interface Difference {
  value: number
  error: number
  units: number
  degrees: number
  p: number
}

/** @returns undefined for fewer than two units, whose variance is unknown. */
export function meanMoments(units: number, sum: number, sumOfSquares: number): MeanMoments | undefined {
  if (!(units >= 2)) return undefined
  const mean = sum / units
  return { units, mean, variance: Math.max(0, sumOfSquares - units * mean ** 2) / (units - 1) }
}

/**
 * The difference of two shares: tested with their common variance (the z test), and with the error
 * of each of its own, for its interval (Wald). So with hardly any difference an interval may just
 * have 0 in it while the test says otherwise.
 * @returns undefined where nothing can be compared: without trials, or with all or nothing of both.
 */
export function differenceOfShares(treated: Proportion, control: Proportion): Difference | undefined {
  const [share, base] = [treated.successes / treated.trials, control.successes / control.trials]
  const common = (treated.successes + control.successes) / (treated.trials + control.trials)
  const pooled = Math.sqrt(common * (1 - common) * (1 / treated.trials + 1 / control.trials))
  if (!(pooled > 0) || !Number.isFinite(pooled)) return undefined
  const error = Math.sqrt((share * (1 - share)) / treated.trials + (base * (1 - base)) / control.trials)
  const units = treated.trials + control.trials
  return { value: share - base, error, units, degrees: Infinity, p: studentTwoSidedP((share - base) / pooled, Infinity) }
}

/**
 * The difference of two means whose variances need not be the same (Welch 1947).
 * @returns undefined for fewer than two units, and where neither varies.
 */
export function differenceOfMeans(treated: MeanMoments, control: MeanMoments): Difference | undefined {
  const [one, other] = [treated.variance / treated.units, control.variance / control.units]
  const degrees = (one + other) ** 2 / (one ** 2 / (treated.units - 1) + other ** 2 / (control.units - 1))
  return differenceOf(treated.mean - control.mean, one + other, treated.units + control.units, degrees)
}

/**
 * The difference of two ratios of sums over persons, with variances by the delta method.
 * @returns undefined where either has no variance, and where neither varies.
 */
export function differenceOfRatios(treated: RatioMoments, control: RatioMoments): Difference | undefined {
  const [one, other] = [ratioVariance(treated), ratioVariance(control)]
  if (one === undefined || other === undefined) return undefined
  const value = treated.part / treated.whole - control.part / control.whole
  return differenceOf(value, one + other, treated.units + control.units, Infinity)
}

/**
 * A difference as a share of the control's value, by the delta method (Deng, Knoblich and Lu 2018):
 * the chance of the control's value is part of it.
 * @param error of `control`, its standard error.
 * @returns undefined where the control's value is 0 or its sign is in doubt (within two errors of
 *   0).
 */
export function relativeDifference(of: Difference, control: { value: number; error: number }): Difference | undefined {
  if (!(Math.abs(control.value) > 2 * control.error)) return undefined
  const multiple = 1 + of.value / control.value
  const treated = Math.max(0, of.error ** 2 - control.error ** 2)
  const variance = (treated + multiple ** 2 * control.error ** 2) / control.value ** 2
  return { ...of, value: of.value / control.value, error: Math.sqrt(variance) }
}

/**
 * The interval that has the true difference in it except with the chance `alpha`, looked at once.
 */
export function differenceInterval({ value, error, degrees }: Difference, alpha: number): Interval {
  const half = studentTwoSidedQuantile(alpha, degrees) * error
  return { low: value - half, high: value + half }
}

function differenceOf(value: number, variance: number, units: number, degrees: number): Difference | undefined {
  const error = Math.sqrt(variance)
  return error > 0 && Number.isFinite(error)
    ? { value, error, units, degrees, p: studentTwoSidedP(value / error, degrees) }
    : undefined
}
