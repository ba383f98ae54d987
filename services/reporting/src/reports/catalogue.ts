// Held by catalogue.test.ts
import { keysOf } from '@weir/contracts'
import type { SumName } from './sums.ts'
import { isAmountSum } from './sums.ts'

/** In what a metric is counted: `money` in the currency that stands beside it. */
export const METRIC_UNITS = ['count', 'ms', 'share', 'ratio', 'money'] as const
/** Whether more of it is good, bad, or neither. */
export const METRIC_DIRECTIONS = ['up', 'down', 'neither'] as const

/**
 * What a metric is. A sum, or a ratio of two: `of` divided by `per`, `times` a factor.
 */
export interface MetricDefinition {
  of: SumName
  per?: SumName
  times?: number
  unit: (typeof METRIC_UNITS)[number]
  direction: (typeof METRIC_DIRECTIONS)[number]
  description: string
}

/**
 * All metrics over our own events, one definition each (docs/semantics.md, "Metrics"). Everything
 * else about them is derived: the query, the arithmetic, intervals, `GET /v1/metrics`.
 */
const CATALOGUE = {
  impressions: { of: 'impressions', unit: 'count', direction: 'up', description: 'Events AdImpression' },
  clicks: { of: 'clicks', unit: 'count', direction: 'up', description: 'Events AdClick' },
  landings: {
    of: 'landings',
    unit: 'count',
    direction: 'up',
    description: 'Clicks that only a page tells of: the first event of a person with a click id',
  },
  plays: { of: 'plays', unit: 'count', direction: 'up', description: 'Events VideoView' },
  plays_with_duration: {
    of: 'plays_with_duration',
    unit: 'count',
    direction: 'neither',
    description: 'Plays whose duration is known (> 0)',
  },
  p25: {
    of: 'p25',
    unit: 'count',
    direction: 'up',
    description: 'Plays watched for a quarter of their known duration or longer',
  },
  p50: { of: 'p50', unit: 'count', direction: 'up', description: 'Plays watched for half of their known duration or longer' },
  p75: {
    of: 'p75',
    unit: 'count',
    direction: 'up',
    description: 'Plays watched for three quarters of their known duration or longer',
  },
  completions: {
    of: 'completions',
    unit: 'count',
    direction: 'up',
    description: 'Plays watched for their whole known duration (p100)',
  },
  watched_2s: { of: 'watched_2s', unit: 'count', direction: 'up', description: 'Plays watched for 2 seconds or longer' },
  watched_6s: { of: 'watched_6s', unit: 'count', direction: 'up', description: 'Plays watched for 6 seconds or longer' },
  watch_time_ms: { of: 'watch_time_ms', unit: 'ms', direction: 'up', description: 'How long plays were watched, in all' },
  likes: { of: 'likes', unit: 'count', direction: 'up', description: 'Events Like that name an ad' },
  comments: { of: 'comments', unit: 'count', direction: 'up', description: 'Events Comment that name an ad' },
  shares: { of: 'shares', unit: 'count', direction: 'up', description: 'Events Share that name an ad' },
  follows: { of: 'follows', unit: 'count', direction: 'up', description: 'Events Follow that name an ad' },
  conversions: {
    of: 'conversions',
    unit: 'count',
    direction: 'up',
    description: 'Events of the conversion set that the attribution counts, each once; of a shared one the credit',
  },
  purchases: { of: 'purchases', unit: 'count', direction: 'up', description: 'Conversions that are purchases' },
  reach: {
    of: 'reach',
    unit: 'count',
    direction: 'up',
    description: 'Distinct persons with an impression; does not add up over groups',
  },
  frequency: {
    of: 'impressions',
    per: 'reach',
    unit: 'ratio',
    direction: 'neither',
    description: 'Impressions per person reached',
  },
  ctr: { of: 'clicks', per: 'impressions', unit: 'share', direction: 'up', description: 'Clicks / impressions' },
  cvr: {
    of: 'conversions',
    per: 'all_clicks',
    unit: 'share',
    direction: 'up',
    description: 'Conversions / (clicks + landings); no interval where conversions are shared',
  },
  engagement_rate: {
    of: 'interactions',
    per: 'impressions',
    unit: 'share',
    direction: 'up',
    description: '(Likes + comments + shares + follows + clicks) / impressions',
  },
  completion_rate: {
    of: 'completions',
    per: 'plays_with_duration',
    unit: 'share',
    direction: 'up',
    description: 'Completions / plays whose duration is known',
  },
  completion_rate_per_impression: {
    of: 'completions',
    per: 'impressions',
    unit: 'share',
    direction: 'up',
    description: 'Completions / impressions',
  },
  p25_rate: {
    of: 'p25',
    per: 'plays_with_duration',
    unit: 'share',
    direction: 'up',
    description: 'p25 / plays whose duration is known',
  },
  p50_rate: {
    of: 'p50',
    per: 'plays_with_duration',
    unit: 'share',
    direction: 'up',
    description: 'p50 / plays whose duration is known',
  },
  p75_rate: {
    of: 'p75',
    per: 'plays_with_duration',
    unit: 'share',
    direction: 'up',
    description: 'p75 / plays whose duration is known',
  },
  watched_2s_rate: {
    of: 'watched_2s',
    per: 'plays_with_watch_time',
    unit: 'share',
    direction: 'up',
    description: 'watched_2s / plays that say how long they were watched',
  },
  watched_6s_rate: {
    of: 'watched_6s',
    per: 'plays_with_watch_time',
    unit: 'share',
    direction: 'up',
    description: 'watched_6s / plays that say how long they were watched',
  },
  watch_time_avg: {
    of: 'watch_time_ms',
    per: 'plays_with_watch_time',
    unit: 'ms',
    direction: 'up',
    description: 'Watch time per play that says it',
  },
  spend: { of: 'spend', unit: 'money', direction: 'neither', description: 'What ads cost (ad.cost)' },
  value: { of: 'value', unit: 'money', direction: 'up', description: 'What conversions were worth' },
  cpc: { of: 'spend', per: 'clicks', unit: 'money', direction: 'down', description: 'Spend / clicks' },
  cpm: {
    of: 'spend',
    per: 'impressions',
    times: 1000,
    unit: 'money',
    direction: 'down',
    description: 'Spend / impressions x 1000',
  },
  cpa: { of: 'spend', per: 'conversions', unit: 'money', direction: 'down', description: 'Spend / conversions' },
  roas: { of: 'value', per: 'spend', unit: 'ratio', direction: 'up', description: 'Value / spend in the same currency' },
  aov: {
    of: 'purchase_value',
    per: 'valued_purchases',
    unit: 'money',
    direction: 'up',
    description: 'Value of purchases / purchases that state a value in the same currency',
  },
} as const satisfies Record<string, MetricDefinition>

export type Metric = keyof typeof CATALOGUE
// Written out above: there is a first one.
// oxlint-disable-next-line no-unsafe-type-assertion -- written out above
export const METRICS = keysOf(CATALOGUE) as [Metric, ...Metric[]]

export function metricDefinition(metric: Metric): MetricDefinition {
  return CATALOGUE[metric]
}

/** Whether a metric has a value per currency. */
export function isPriced(metric: Metric): boolean {
  const { of, per } = metricDefinition(metric)
  return isAmountSum(of) || (per !== undefined && isAmountSum(per))
}
