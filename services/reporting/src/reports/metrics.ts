/**
 * The arithmetic of docs/semantics.md, "Metrics": every ratio is made from sums here, in one place, and is null when its
 * denominator is 0.
 */

/** What the warehouse counts for one group. Money is per currency, in units of that currency; '' when the sender named none. */
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

/** The money of a group in one currency. */
interface Money {
  spend: number
  value: number
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

/** Metrics in one currency. */
const PRICED = {
  spend: (_: Sums, m: Money) => m.spend,
  value: (_: Sums, m: Money) => m.value,
  cpc: (s: Sums, m: Money) => ratio(m.spend, s.clicks),
  cpm: (s: Sums, m: Money) => ratio(m.spend * 1000, s.impressions),
  cpa: (s: Sums, m: Money) => ratio(m.spend, s.conversions),
  roas: (_: Sums, m: Money) => ratio(m.value, m.spend),
} as const

export type Metric = keyof typeof COUNTED | keyof typeof PRICED
export const METRICS = [...Object.keys(COUNTED), ...Object.keys(PRICED)] as [Metric, ...Metric[]]

export function isPriced(metric: Metric): metric is keyof typeof PRICED {
  return Object.hasOwn(PRICED, metric)
}

/** One row per currency in the group (one row with the currency null when there is no money, or the metrics ask for none). */
export interface MetricRow {
  /** Absent when no metric is about money. */
  currency?: string | null
  values: Partial<Record<Metric, number | null>>
}

/**
 * The metrics of one group. Money in different currencies is never added: such a group yields a row per currency, each with
 * that currency's part of the money (spend, and cost per click of the whole group) beside the group's counts.
 */
export function metricRows(sums: Sums, metrics: readonly Metric[]): MetricRow[] {
  if (!metrics.some(isPriced)) return [{ values: valuesOf(sums, { spend: 0, value: 0 }, metrics) }]
  const currencies = [...new Set([...Object.keys(sums.spend), ...Object.keys(sums.value)])].sort()
  return (currencies.length === 0 ? [''] : currencies).map((currency) => ({
    currency: currency === '' ? null : currency,
    values: valuesOf(sums, { spend: sums.spend[currency] ?? 0, value: sums.value[currency] ?? 0 }, metrics),
  }))
}

function valuesOf(sums: Sums, money: Money, metrics: readonly Metric[]): MetricRow['values'] {
  return Object.fromEntries(
    metrics.map((metric) => [metric, isPriced(metric) ? PRICED[metric](sums, money) : COUNTED[metric](sums)]),
  )
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
