import { normalQuantile } from './confidence.ts'
import type { ConfidenceLevel, Interval } from './confidence.ts'

/**
 * The score interval of a share (Wilson 1927): within 0 and 1 also for few trials and shares near
 * an end, where the usual one (p ± z·s) is not.
 * @returns undefined where it is no share: without trials, or with more successes than trials.
 */
export function wilsonInterval(successes: number, trials: number, level: ConfidenceLevel): Interval | undefined {
  if (!(trials > 0) || !(successes >= 0) || successes > trials) return undefined
  const z = normalQuantile(level)
  const share = successes / trials
  const shrink = 1 + z ** 2 / trials
  const middle = (share + z ** 2 / (2 * trials)) / shrink
  const half = (z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))) / shrink
  // Exact at the ends, where rounding would leave a trace.
  return { low: successes === 0 ? 0 : middle - half, high: successes === trials ? 1 : middle + half }
}
