import { dayLabel, hourLabel } from '../shared/time/times.ts'
import type { Dimension } from './dimensions.ts'
import type { Metric } from './metrics.ts'
import { NO_SUMS, isPriced, metricRows } from './metrics.ts'
import type { Group } from './query.ts'

/**
 * A row of the answer: a value per dimension, `currency` beside money, a number or null per metric.
 */
export type ReportRow = Record<string, string | number | boolean | null>

export interface RowsOptions {
  groupBy: readonly Dimension[]
  metrics: readonly Metric[]
  zone: string
  /** Ids by number, of the segments reported on. */
  segments: ReadonlyMap<number, string>
  /** Groups of fewer persons show no metrics. */
  minGroup: number
}

/** The groups as rows: names instead of numbers, ratios instead of sums, a row per currency. */
export function reportRows(groups: readonly Group[], options: RowsOptions): ReportRow[] {
  return withEmptySegments(groups, options).flatMap(({ keys, sums }): ReportRow[] => {
    const head = Object.fromEntries(options.groupBy.map((dimension, i) => [dimension, label(dimension, keys[i] ?? '', options)]))
    if (sums.persons < options.minGroup) {
      const money = options.metrics.some(isPriced) ? { currency: null } : {}
      return [{ ...head, ...money, ...Object.fromEntries(options.metrics.map((metric) => [metric, null])), suppressed: true }]
    }
    return metricRows(sums, options.metrics).map(({ currency, values }) => ({
      ...head,
      ...(currency === undefined ? {} : { currency }),
      ...values,
    }))
  })
}

/** A segment that was asked for and has no events is a row of zeros, not a missing row. */
function withEmptySegments(groups: readonly Group[], { groupBy, segments }: RowsOptions): readonly Group[] {
  if (groupBy.length !== 1 || groupBy[0] !== 'segment') return groups
  const present = new Set(groups.map((group) => Number(group.keys[0])))
  return [
    ...groups,
    ...[...segments.keys()].filter((number) => !present.has(number)).map((number) => ({ keys: [number], sums: NO_SUMS })),
  ]
}

function label(dimension: Dimension, key: string | number, { zone, segments }: RowsOptions): string | null {
  if (dimension === 'segment') return segments.get(Number(key)) ?? null
  if (dimension === 'hour') return hourLabel(Number(key), zone)
  if (dimension === 'day') return dayLabel(Number(key))
  return key === '' ? null : String(key)
}
