import { normalQuantile } from './confidence.ts'
import type { ConfidenceLevel, Interval } from './confidence.ts'
import { ratioVariance } from './delta.ts'
import type { RatioMoments } from './delta.ts'
import { normalUpperTail } from './normal.ts'

/** So many of so many. */
export interface Proportion {
  successes: number
  trials: number
}

/**
 * How likely a share that is so much lower is by chance, if there is no difference: the one-sided
 * z test of two independent shares with a common variance.
 * @returns NaN where there is nothing to compare: without trials, or with all or nothing of both.
 */
export function lowerShareP(one: Proportion, other: Proportion): number {
  const common = (one.successes + other.successes) / (one.trials + other.trials)
  const spread = Math.sqrt(common * (1 - common) * (1 / one.trials + 1 / other.trials))
  return spread > 0 ? normalUpperTail((other.successes / other.trials - one.successes / one.trials) / spread) : Number.NaN
}

/** How two ratios compare. */
export interface RatioComparison {
  /** One ratio as a multiple of the other. */
  multiple: number
  interval: Interval
  /** How likely a multiple at least so far from 1 is by chance, if there is no difference. */
  p: number
}

/**
 * Compares two ratios of sums over persons who are taken as independent of each other: on the
 * logarithm of their quotient, whose variance is the sum of those of both, by the delta method.
 * @returns undefined where one is unknown or 0, or has no spread.
 */
export function compareRatios(one: RatioMoments, other: RatioMoments, level: ConfidenceLevel): RatioComparison | undefined {
  const [of, against] = [logVariance(one), logVariance(other)]
  if (of === undefined || against === undefined) return undefined
  const multiple = one.part / one.whole / (other.part / other.whole)
  const deviation = Math.sqrt(of + against)
  if (!(multiple > 0) || !(deviation > 0) || !Number.isFinite(deviation)) return undefined
  const half = normalQuantile(level) * deviation
  return {
    multiple,
    interval: { low: multiple * Math.exp(-half), high: multiple * Math.exp(half) },
    p: 2 * normalUpperTail(Math.abs(Math.log(multiple)) / deviation),
  }
}

/** The variance of the logarithm of a ratio. */
function logVariance(moments: RatioMoments): number | undefined {
  const variance = ratioVariance(moments)
  return variance === undefined || !(moments.part > 0) ? undefined : variance / (moments.part / moments.whole) ** 2
}
