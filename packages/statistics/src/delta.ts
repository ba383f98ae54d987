import { normalQuantile } from './confidence.ts'
import type { ConfidenceLevel, Interval } from './confidence.ts'

/**
 * What a ratio of two sums over independent units (persons) is made of: each unit has a part x and
 * a whole y. Units with neither need not be counted: they change nothing but `units`.
 */
export interface RatioMoments {
  units: number
  /** Sums of x and of y. */
  part: number
  whole: number
  /** Sums of x·x, x·y and y·y. */
  partSquared: number
  product: number
  wholeSquared: number
}

/**
 * The variance of the ratio R = part / whole by the delta method (Deng, Knoblich and Lu 2018,
 * "Applying the Delta Method in Metric Analytics"): that of x − R·y, divided by units · mean(y)².
 * What a person does several times hangs together, which is why persons are the units and not
 * events.
 * @returns undefined for fewer than two units, and without a whole.
 */
export function ratioVariance({ units, part, whole, partSquared, product, wholeSquared }: RatioMoments): number | undefined {
  if (!(units >= 2) || !(whole > 0)) return undefined
  const ratio = part / whole
  // The residuals x − R·y add up to 0, so their squares are their variance.
  const residuals = Math.max(0, partSquared - 2 * ratio * product + ratio ** 2 * wholeSquared)
  return ((units / (units - 1)) * residuals) / whole ** 2
}

/**
 * The interval of part / whole by the delta method.
 * @returns undefined where there is no variance; the low end is never below 0.
 */
export function ratioInterval(moments: RatioMoments, level: ConfidenceLevel): Interval | undefined {
  const variance = ratioVariance(moments)
  if (variance === undefined) return undefined
  const ratio = moments.part / moments.whole
  const half = normalQuantile(level) * Math.sqrt(variance)
  return Number.isFinite(half) ? { low: Math.max(0, ratio - half), high: ratio + half } : undefined
}
