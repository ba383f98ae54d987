/** How much of the time an interval has the true value in it, in percent. */
export const CONFIDENCE_LEVELS = ['90', '95', '99'] as const
export type ConfidenceLevel = (typeof CONFIDENCE_LEVELS)[number]

/** Both ends of an interval, in the unit of what was estimated. */
export interface Interval {
  low: number
  high: number
}

/** The quantile of the normal distribution for a two-sided interval, in standard deviations. */
export function normalQuantile(level: ConfidenceLevel): number {
  return QUANTILE[level]
}

const QUANTILE: Record<ConfidenceLevel, number> = {
  90: 1.6448536269514722,
  95: 1.959963984540054,
  99: 2.5758293035489004,
}
