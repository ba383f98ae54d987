// Held by intervals.test.ts
import type { ConfidenceLevel, Interval } from '@weir/statistics'
import { ratioInterval, wilsonInterval } from '@weir/statistics'
import type { Metric } from './catalogue.ts'
import { metricDefinition } from './catalogue.ts'
import type { GroupMoments } from './moments-query.ts'
import { hasMoments, momentsIn } from './moments-query.ts'
import { isAmountSum } from './sums.ts'
import type { Sums } from './sums.ts'

/** Whether a metric has an interval: rates and ratios do, sums do not. */
export function hasInterval(metric: Metric): boolean {
  return metricDefinition(metric).unit === 'share' || hasMoments(metric)
}

interface IntervalInput {
  sums: Sums
  moments: GroupMoments | undefined
  level: ConfidenceLevel
  isCreditShared: boolean
}

/**
 * The interval of a metric of a group: by Wilson of a share, by the delta method over persons of
 * another ratio. Undefined where there is none: more clicks than impressions are no share.
 */
export function intervalIn(
  metric: Metric,
  { sums, moments, level, isCreditShared }: IntervalInput,
  currency: string,
): Interval | undefined {
  const { of, per, times = 1, unit } = metricDefinition(metric)
  // Wilson's is about units that each count or do not: shares of conversions are none.
  if (isCreditShared && unit === 'share' && of === 'conversions') return undefined
  if (unit === 'share' && per !== undefined && !isAmountSum(of) && !isAmountSum(per))
    return wilsonInterval(sums[of], sums[per], level)
  const needed = moments && momentsIn(metric, sums, moments, currency)
  const interval = needed && ratioInterval(needed, level)
  return interval && { low: interval.low * times, high: interval.high * times }
}
