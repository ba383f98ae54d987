// Held by route.test.ts
import type { ConfidenceLevel } from '@weir/statistics'
import type { PersonFloors } from '../shared/person-floors.ts'
import type { MoneyForm, ReportColumn, ReportRow } from '../shared/money/rows.ts'
import { moneyRows } from '../shared/money/rows.ts'
import { dayLabel, hourLabel } from '../shared/time/times.ts'
import { isPriced } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import type { Dimension } from './dimensions.ts'
import { hasInterval, intervalIn } from './intervals.ts'
import { currenciesOf, metricIn, ratio } from './metrics.ts'
import type { GroupMoments } from './moments-query.ts'
import type { Group } from './query.ts'
import { NO_SUMS } from './sums.ts'
import type { Sums } from './sums.ts'

export interface RowsOptions {
  groupBy: readonly Dimension[]
  metrics: readonly Metric[]
  money: MoneyForm
  zone: string
  /** Ids by number, of the segments reported on. */
  segments: ReadonlyMap<number, string>
  /** Groups of fewer persons show no metrics. */
  minGroup: number
  /** The same of each segment. */
  floors: PersonFloors
  /** Of the intervals beside rates and ratios; undefined for none. */
  level: ConfidenceLevel | undefined
  /** Whether conversions are shared by several touches: then they are no counts of units. */
  isCreditShared: boolean
  /** Whether the period before stands beside each metric. */
  isCompared: boolean
  /** Whether sums that are rolled up need not be added up anew. */
  fromRollups: boolean
}

/** One group with what stands beside its metrics. */
export interface ReportGroup extends Group {
  moments?: GroupMoments | undefined
  /** The sums of the period before; undefined where it is not compared with. */
  previous?: Sums | undefined
}

/** The names of a metric's columns: itself, its interval, and the period before. */
export function metricColumns(metric: Metric, { level, isCompared }: Pick<RowsOptions, 'level' | 'isCompared'>): string[] {
  return [
    metric,
    ...(level !== undefined && hasInterval(metric) ? [`${metric}_low`, `${metric}_high`] : []),
    ...(isCompared ? [`previous_${metric}`, `change_${metric}`] : []),
  ]
}

/** Whether rows of too few persons are to be told from others. */
export function isGuarded({ minGroup, floors, segments }: Pick<RowsOptions, 'minGroup' | 'floors' | 'segments'>): boolean {
  return minGroup > 0 || [...segments.keys()].some((number) => floors(number) > 0)
}

/** The groups as rows: names instead of numbers, ratios instead of sums. */
export function reportRows(groups: readonly ReportGroup[], asked: RowsOptions): ReportRow[] {
  const at = asked.groupBy.indexOf('segment')
  return withEmptySegments(groups, asked).flatMap((group): ReportRow[] => {
    const { keys, sums, previous } = group
    const options = at === -1 ? asked : { ...asked, minGroup: Math.max(asked.minGroup, asked.floors(Number(keys[at]))) }
    const head = Object.fromEntries(
      options.groupBy.map((dimension, i) => [dimension, labelOf(dimension, keys[i] ?? '', options)]),
    )
    if (sums.persons < options.minGroup) {
      const money = options.money === 'columns' || !options.metrics.some(isPriced) ? {} : { currency: null }
      const names = options.metrics.flatMap((metric) => metricColumns(metric, options))
      return [{ ...head, ...money, ...Object.fromEntries(names.map((name) => [name, null])), suppressed: true }]
    }
    const currencies = new Set([...currenciesOf(sums), ...(options.isCompared && previous ? currenciesOf(previous) : [])])
    const columns = options.metrics.flatMap((metric) => columnsOf(metric, group, options))
    return moneyRows(options.money, [...currencies].toSorted(), columns).map((row) => ({ ...head, ...row }))
  })
}

function columnsOf(metric: Metric, { sums, moments, previous }: ReportGroup, options: RowsOptions): ReportColumn[] {
  const { level, minGroup, isCreditShared } = options
  const isMoney = isPriced(metric)
  // A period of too few persons is not told either.
  const before = previous && previous.persons >= minGroup ? previous : undefined
  const earlier = (currency: string): number | null => (before ? metricIn(metric, before, currency) : null)
  const bound =
    (end: 'low' | 'high') =>
    (currency: string): number | null =>
      (level && intervalIn(metric, { sums, moments, level, isCreditShared }, currency)?.[end]) ?? null
  const change = (currency: string): number | null => {
    const [now, then] = [metricIn(metric, sums, currency), earlier(currency)]
    return now === null || then === null ? null : ratio(now - then, then)
  }
  const at = [(currency: string) => metricIn(metric, sums, currency)]
  if (level !== undefined && hasInterval(metric)) at.push(bound('low'), bound('high'))
  if (options.isCompared) at.push(earlier, change)
  return metricColumns(metric, options).map((name, i) => ({ name, isMoney, at: at[i]! }))
}

/** A segment that was asked for and has no events is a row of zeros, not a missing row. */
function withEmptySegments(
  groups: readonly ReportGroup[],
  { groupBy, segments, isCompared }: RowsOptions,
): readonly ReportGroup[] {
  if (groupBy.length !== 1 || groupBy[0] !== 'segment') return groups
  const present = new Set(groups.map((group) => Number(group.keys[0])))
  return [
    ...groups,
    ...[...segments.keys()]
      .filter((number) => !present.has(number))
      .map((number) => ({ keys: [number], sums: NO_SUMS, ...(isCompared && { previous: NO_SUMS }) })),
  ]
}

/** An exposure is a number; what follows none is null. */
function labelOf(dimension: Dimension, key: string | number, options: RowsOptions): string | number | null {
  return dimension === 'exposure' ? Number(key) || null : keyLabel(dimension, key, options)
}

/** What a key of a group is called; null for nothing. */
export function keyLabel(
  dimension: Exclude<Dimension, 'exposure'>,
  key: string | number,
  { zone, segments }: Pick<RowsOptions, 'zone' | 'segments'>,
): string | null {
  if (dimension === 'segment') return segments.get(Number(key)) ?? null
  if (dimension === 'hour') return hourLabel(Number(key), zone)
  if (dimension === 'day' || dimension === 'week') return dayLabel(Number(key))
  return key === '' ? null : String(key)
}
