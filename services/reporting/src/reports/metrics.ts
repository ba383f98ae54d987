/**
 * The arithmetic of docs/semantics.md, "Metrics": every ratio is made from sums here, in one place,
 * and is null when its denominator is 0.
 */

/**
 * What the warehouse counts for one group. Money is per currency, in units of that currency; ''
 * when the sender named none.
 */
export interface Sums {
  impressions: number
  clicks: number
  plays: number
  /** Plays whose duration is known (> 0). */
  plays_with_duration: number
  completions: number
  /** Plays that say how long they were watched. */
  plays_with_watch_time: number
  watch_time_ms: number
  conversions: number
  /** Distinct persons with an impression. */
  reach: number
  /** Distinct persons with anything in the group. */
  persons: number
  spend: Readonly<Record<string, number>>
  value: Readonly<Record<string, number>>
}

/** The money of a group in one currency; undefined where there is none in it. */
interface Money {
  spend: number | undefined
  value: number | undefined
}

/** Metrics without a currency. `watch_time_avg` is in ms per play that says it. */
const COUNTED = {
  impressions: (s: Sums) => s.impressions,
  clicks: (s: Sums) => s.clicks,
  plays: (s: Sums) => s.plays,
  plays_with_duration: (s: Sums) => s.plays_with_duration,
  completions: (s: Sums) => s.completions,
  watch_time_ms: (s: Sums) => s.watch_time_ms,
  conversions: (s: Sums) => s.conversions,
  reach: (s: Sums) => s.reach,
  frequency: (s: Sums) => ratio(s.impressions, s.reach),
  ctr: (s: Sums) => ratio(s.clicks, s.impressions),
  cvr: (s: Sums) => ratio(s.conversions, s.clicks),
  completion_rate: (s: Sums) => ratio(s.completions, s.plays_with_duration),
  completion_rate_per_impression: (s: Sums) => ratio(s.completions, s.impressions),
  watch_time_avg: (s: Sums) => ratio(s.watch_time_ms, s.plays_with_watch_time),
} as const

/**
 * Metrics in one currency: sums of nothing are 0, and nothing is known of ratios without the money
 * that they are made of.
 */
const PRICED = {
  spend: (_: Sums, m: Money) => m.spend ?? 0,
  value: (_: Sums, m: Money) => m.value ?? 0,
  cpc: (s: Sums, m: Money) => perUnit(m.spend, s.clicks),
  cpm: (s: Sums, m: Money) => perUnit(m.spend, s.impressions, 1000),
  cpa: (s: Sums, m: Money) => perUnit(m.spend, s.conversions),
  // Without conversions nothing came back, and that is known.
  roas: (s: Sums, m: Money) => perUnit(m.value ?? (s.conversions === 0 ? 0 : undefined), m.spend ?? 0),
} as const

export type Metric = keyof typeof COUNTED | keyof typeof PRICED
// Written out above: there is a first one.
// oxlint-disable-next-line no-unsafe-type-assertion -- written out above
export const METRICS = [...Object.keys(COUNTED), ...Object.keys(PRICED)] as [Metric, ...Metric[]]

export function isPriced(metric: Metric): metric is keyof typeof PRICED {
  return Object.hasOwn(PRICED, metric)
}

/**
 * One row per currency in the group (one row with the currency null when there is no money, or the
 * metrics ask for none).
 */
export interface MetricRow {
  /** Absent when no metric is about money. */
  currency?: string | null
  values: Partial<Record<Metric, number | null>>
}

/**
 * The metrics of one group. Money in different currencies is never added: such a group yields a row
 * per currency, in alphabetical order. What is counted, and ratios of counts, stand in the first
 * row only and are null in the others, so that a column adds up.
 */
export function metricRows(sums: Sums, metrics: readonly Metric[]): MetricRow[] {
  const rowOf = (money: Money, isFirst: boolean): MetricRow['values'] =>
    Object.fromEntries(
      metrics.map((metric) => {
        if (isPriced(metric)) return [metric, PRICED[metric](sums, money)]
        return [metric, isFirst ? COUNTED[metric](sums) : null]
      }),
    )
  if (!metrics.some(isPriced)) return [{ values: rowOf({ spend: undefined, value: undefined }, true) }]
  const currencies = [...new Set([...Object.keys(sums.spend), ...Object.keys(sums.value)])].sort()
  return (currencies.length === 0 ? [''] : currencies).map((currency, i) => ({
    currency: currency === '' ? null : currency,
    values: rowOf({ spend: sums.spend[currency], value: sums.value[currency] }, i === 0),
  }))
}

function perUnit(money: number | undefined, units: number, factor = 1): number | null {
  return money === undefined ? null : ratio(money * factor, units)
}

/** Never Infinity or NaN: nothing to divide by is nothing known. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}

export const NO_SUMS: Sums = {
  impressions: 0,
  clicks: 0,
  plays: 0,
  plays_with_duration: 0,
  completions: 0,
  plays_with_watch_time: 0,
  watch_time_ms: 0,
  conversions: 0,
  reach: 0,
  persons: 0,
  spend: {},
  value: {},
}
