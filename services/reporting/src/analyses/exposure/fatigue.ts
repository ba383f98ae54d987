// Held by fatigue.test.ts
import { holm, lowerShareP, percentileInterval, resample } from '@weir/statistics'
import type { ConfidenceLevel } from '@weir/statistics'

/** What became of the exposures of one number. */
export interface Exposed {
  n: number
  impressions: number
  /** Impressions with a click. */
  clicked: number
}

/** From which exposure on people tire of an ad. */
export interface Fatigue {
  /** The first exposure that is clicked less than those before it, and not by chance. */
  n: number
  /** Corrected for the many n. */
  p: number
  /** Where it would lie with other people of the same kind; null where there might be none. */
  low: number
  high: number | null
  /** In what share of such draws there was any. */
  found: number
}

const DRAWS = 400
const SEED = 1

/**
 * The first n whose share of clicked impressions is below that of all exposures before it: a
 * one-sided test of two shares for each n, the p values corrected by Holm's method, below
 * 1 − level.
 * @param counts in the order of n, one of each.
 */
export function firstTired(counts: readonly Exposed[], level: ConfidenceLevel): { n: number; p: number } | undefined {
  const before = { successes: 0, trials: 0 }
  const values = counts.map(({ clicked, impressions }) => {
    const p =
      before.trials === 0 || impressions === 0 ? Number.NaN : lowerShareP({ successes: clicked, trials: impressions }, before)
    before.successes += clicked
    before.trials += impressions
    return p
  })
  const corrected = holm(values)
  const place = corrected.findIndex((p) => p < 1 - Number(level) / 100)
  return place < 0 ? undefined : { n: counts[place]!.n, p: corrected[place]! }
}

/**
 * The same with its interval: the people, in parts, are drawn again and again, and the point is
 * found anew each time.
 * @param parts of each part of the people its exposures.
 * @param last what has this number is that and all after it.
 */
export function fatigueOf(parts: readonly (readonly Exposed[])[], last: number, level: ConfidenceLevel): Fatigue | undefined {
  const point = firstTired(added(parts, last), level)
  if (!point) return undefined
  const drawn = resample(parts, DRAWS, SEED, (draw) => firstTired(added(draw, last), level)?.n ?? Infinity)
  const { low, high } = percentileInterval(drawn, Number(level) / 100)!
  return {
    ...point,
    low: Math.min(low, point.n),
    high: high === Infinity ? null : Math.max(high, point.n),
    found: drawn.filter((n) => n < Infinity).length / DRAWS,
  }
}

function added(parts: readonly (readonly Exposed[])[], last: number): Exposed[] {
  const sums = Array.from({ length: last }, (_, i): Exposed => ({ n: i + 1, impressions: 0, clicked: 0 }))
  for (const { n, impressions, clicked } of parts.flat()) {
    sums[n - 1]!.impressions += impressions
    sums[n - 1]!.clicked += clicked
  }
  return sums
}
