// Held by intervals.test.ts
import type { RatioMoments } from '@weir/statistics'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { join, sql } from '../shared/sql/sql.ts'
import type { Metric } from './catalogue.ts'
import { metricDefinition } from './catalogue.ts'
import type { MetricsQuery } from './query.ts'
import { keyedSql } from './query.ts'
import { isAmountSum, SUMS_SQL } from './sums.ts'
import type { Sums } from './sums.ts'

/**
 * Squares and products of what each person adds to a ratio, by currency ('' of a count): what the
 * delta method needs beside the sums.
 */
interface PairSums {
  partSquared: Readonly<Record<string, number>>
  product: Readonly<Record<string, number>>
  wholeSquared: Readonly<Record<string, number>>
}

/** The same of all ratios of a group. */
export interface GroupMoments {
  units: number
  pairs: Partial<Record<Metric, PairSums>>
}

const square = (map: Sql): Sql => sql`sumMap(mapApply((k, v) -> (k, toFloat64(v) * toFloat64(v)), ${map}))`
const times = (map: Sql, factor: Sql): Sql => sql`sumMap(mapApply((k, v) -> (k, toFloat64(v) * toFloat64(${factor})), ${map}))`
const asMap = (count: Sql): Sql => sql`map('', toFloat64(${count}))`

const perCount = (amount: Sql, count: Sql): Sql => sql`(${square(amount)}, ${times(amount, count)}, ${square(asMap(count))})`
const ofCounts = (part: Sql, whole: Sql): Sql =>
  sql`(${square(asMap(part))}, ${times(asMap(part), whole)}, ${square(asMap(whole))})`
const perAmount = (part: Sql, whole: Sql): Sql => sql`(${square(part)}, ${times(part, sql`${whole}[k]`)}, ${square(whole)})`

/** The ratios with an interval by the delta method, and their moments over persons. */
const PAIRS = {
  frequency: ofCounts(sql`impressions`, sql`reach`),
  watch_time_avg: ofCounts(sql`watch_time_ms`, sql`plays_with_watch_time`),
  cpc: perCount(sql`spend`, sql`clicks`),
  cpm: perCount(sql`spend`, sql`impressions`),
  cpa: perCount(sql`spend`, sql`conversions`),
  roas: perAmount(sql`value`, sql`spend`),
  aov: perAmount(sql`purchase_value`, sql`valued_purchases`),
} as const satisfies Partial<Record<Metric, Sql>>
type DeltaMetric = keyof typeof PAIRS

export function hasMoments(metric: Metric): metric is DeltaMetric {
  return Object.hasOwn(PAIRS, metric)
}

const Amounts = z.record(
  z.string(),
  z.union([z.number(), z.null()]).transform((amount) => amount ?? Number.NaN),
)
const Row = z.object({
  keys: z.array(z.union([z.string(), z.number()])),
  units: z.coerce.number(),
  pairs: z.array(z.tuple([Amounts, Amounts, Amounts])),
})

/**
 * The moments of every group, by its keys as JSON. Persons are the units; what is nobody's is a
 * unit for itself.
 */
export async function queryMoments(
  warehouse: ReportReader,
  query: MetricsQuery,
  metrics: readonly Metric[],
): Promise<Map<string, GroupMoments>> {
  const asked = metrics.filter(hasMoments)
  if (asked.length === 0) return new Map()
  const { rows, names, keys } = keyedSql(query)
  const pairs = join(
    asked.map((metric) => PAIRS[metric]),
    ', ',
  )
  const unit = sql`if(person = '', toString(event_time), person)`
  const inner =
    names === undefined
      ? sql`SELECT ${SUMS_SQL} FROM (${rows}) GROUP BY ${unit}`
      : sql`SELECT ${names}, ${SUMS_SQL} FROM (${rows}) GROUP BY ${names}, ${unit}`
  const grouped = names === undefined ? sql`` : sql` GROUP BY ${names}`
  const statement = sql`SELECT ${keys} AS keys, count() AS units, [${pairs}] AS pairs FROM (${inner})${grouped}`
  const found = await warehouse.rows(statement.render(), Row)
  return new Map(
    found.map((row): [string, GroupMoments] => [
      JSON.stringify(row.keys),
      {
        units: row.units,
        pairs: Object.fromEntries(
          row.pairs.map(([partSquared, product, wholeSquared], i) => [asked[i], { partSquared, product, wholeSquared }]),
        ),
      },
    ]),
  )
}

/** What the delta method needs for one metric of a group, in a currency; undefined without it. */
export function momentsIn(metric: Metric, sums: Sums, moments: GroupMoments, currency: string): RatioMoments | undefined {
  const { of, per } = metricDefinition(metric)
  const pair = moments.pairs[metric]
  if (pair === undefined || per === undefined) return undefined
  const [ofKey, perKey] = [isAmountSum(of) ? currency : '', isAmountSum(per) ? currency : '']
  const part = isAmountSum(of) ? sums[of][currency] : sums[of]
  if (part === undefined) return undefined
  return {
    units: moments.units,
    part,
    whole: isAmountSum(per) ? (sums[per][currency] ?? 0) : sums[per],
    partSquared: pair.partSquared[ofKey] ?? 0,
    product: pair.product[ofKey] ?? 0,
    wholeSquared: pair.wholeSquared[perKey] ?? 0,
  }
}
