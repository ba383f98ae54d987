// Held by route.test.ts
import type { MoneyForm, ReportColumn, ReportRow } from '../shared/money/rows.ts'
import { moneyRows } from '../shared/money/rows.ts'
import { dayLabel, hourLabel } from '../shared/time/times.ts'
import { isPriced } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import type { Dimension } from './dimensions.ts'
import { currenciesOf, metricIn } from './metrics.ts'
import type { Group } from './query.ts'
import { NO_SUMS } from './sums.ts'

export interface RowsOptions {
  groupBy: readonly Dimension[]
  metrics: readonly Metric[]
  money: MoneyForm
  zone: string
  /** Ids by number, of the segments reported on. */
  segments: ReadonlyMap<number, string>
  /** Groups of fewer persons show no metrics. */
  minGroup: number
}

/** The groups as rows: names instead of numbers, ratios instead of sums. */
export function reportRows(groups: readonly Group[], options: RowsOptions): ReportRow[] {
  return withEmptySegments(groups, options).flatMap(({ keys, sums }): ReportRow[] => {
    const head = Object.fromEntries(options.groupBy.map((dimension, i) => [dimension, label(dimension, keys[i] ?? '', options)]))
    if (sums.persons < options.minGroup) {
      const money = options.money === 'columns' || !options.metrics.some(isPriced) ? {} : { currency: null }
      return [{ ...head, ...money, ...Object.fromEntries(options.metrics.map((metric) => [metric, null])), suppressed: true }]
    }
    const columns = options.metrics.map((name): ReportColumn => {
      const at = (currency: string): number | null => metricIn(name, sums, currency)
      return { name, isMoney: isPriced(name), at }
    })
    return moneyRows(options.money, currenciesOf(sums), columns).map((row) => ({ ...head, ...row }))
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
