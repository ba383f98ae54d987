import { DELIVERY_COUNTS, keysOf } from '@weir/contracts'
import type { DeliveryCount } from '@weir/contracts'
import { ratio } from '../reports/metrics.ts'

/** What a group adds up to; null where no row states it. Money is by currency. */
export type DeliveryTotals = Record<DeliveryCount, number | null> & {
  spend: Readonly<Record<string, number>>
  value: Readonly<Record<string, number>>
}

type Counts = Record<DeliveryCount, number | null>

/** Of counts: null without a denominator, and where a part is not known. */
const RATIOS = {
  frequency: (c: Counts) => per(c.impressions, c.reach),
  ctr: (c: Counts) => per(c.clicks, c.impressions),
  cvr: (c: Counts) => per(c.conversions, c.clicks),
  completion_rate: (c: Counts) => per(c.completions, c.plays),
  completion_rate_per_impression: (c: Counts) => per(c.completions, c.impressions),
  engagement_rate: (c: Counts) => per(all([c.likes, c.comments, c.shares, c.follows, c.clicks]), c.impressions),
} as const

/** Of money in one currency. */
const PRICES = {
  spend: (_: Counts, m: Amounts) => m.spend ?? null,
  value: (_: Counts, m: Amounts) => m.value ?? null,
  cpc: (c: Counts, m: Amounts) => per(m.spend, c.clicks),
  cpm: (c: Counts, m: Amounts) => per(m.spend === undefined ? undefined : m.spend * 1000, c.impressions),
  cpa: (c: Counts, m: Amounts) => per(m.spend, c.conversions),
  roas: (_: Counts, m: Amounts) => per(m.value, m.spend ?? null),
} as const

interface Amounts {
  spend: number | undefined
  value: number | undefined
}

export const DELIVERY_RATIOS = keysOf(RATIOS)
export const DELIVERY_PRICES = keysOf(PRICES)
export const DELIVERY_METRICS = [...DELIVERY_COUNTS, ...DELIVERY_RATIOS, ...DELIVERY_PRICES] as const
export type DeliveryMetric = (typeof DELIVERY_METRICS)[number]

export function isPriceOfDelivery(metric: string): metric is keyof typeof PRICES {
  return Object.hasOwn(PRICES, metric)
}

/** A metric of a group; of one about money, in that currency. */
export function deliveryMetric(totals: DeliveryTotals, metric: DeliveryMetric, currency: string): number | null {
  if (isPriceOfDelivery(metric)) return PRICES[metric](totals, { spend: totals.spend[currency], value: totals.value[currency] })
  return isRatio(metric) ? RATIOS[metric](totals) : totals[metric]
}

function isRatio(metric: string): metric is keyof typeof RATIOS {
  return Object.hasOwn(RATIOS, metric)
}

function per(part: number | null | undefined, whole: number | null): number | null {
  return part === null || part === undefined || whole === null ? null : ratio(part, whole)
}

/** The sum of all parts; null when one is not known. */
function all(parts: readonly (number | null)[]): number | null {
  return parts.includes(null) ? null : together(parts)
}

/** The sum of what is known; null when nothing is. */
function together(parts: readonly (number | null)[]): number | null {
  return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)
}

/** Two groups as one. */
export function addTotals(a: DeliveryTotals, b: DeliveryTotals): DeliveryTotals {
  const counts = Object.fromEntries(DELIVERY_COUNTS.map((count) => [count, together([a[count], b[count]])]))
  return { ...a, ...counts, reach: null, spend: addMoney(a.spend, b.spend), value: addMoney(a.value, b.value) }
}

function addMoney(a: DeliveryTotals['spend'], b: DeliveryTotals['spend']): DeliveryTotals['spend'] {
  const currencies = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...currencies].map((currency) => [currency, (a[currency] ?? 0) + (b[currency] ?? 0)]))
}
