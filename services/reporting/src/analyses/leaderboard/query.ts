import type { RatioMoments } from '@weir/statistics'
import { z } from 'zod'
import type { MetricsQuery } from '../../reports/query.ts'
import { keyedSql } from '../../reports/query.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, sql } from '../../shared/sql/sql.ts'
import type { ComparedMetric } from './params.ts'

/** What leads to a ratio, of the members of a segment and of everything else, over persons. */
export interface ComparedSides {
  segment: number
  inside: RatioMoments
  outside: RatioMoments
}

const amount = z.union([z.number(), z.null()]).transform((value) => value ?? Number.NaN)
const Row = z.object({
  segment: z.coerce.number(),
  inside: z.coerce.number(),
  units: z.coerce.number(),
  part: amount,
  whole: amount,
  partSquared: amount,
  product: amount,
  wholeSquared: amount,
})

/** What one row of a report's inner query adds to both sides of the ratio. */
function pairOf(metric: ComparedMetric, currency: string): { part: Sql; whole: Sql } {
  const isCurrency = sql`money IS NOT NULL AND money_currency = ${bind('String', currency)}`
  const spend = sql`if(what != '' AND ${isCurrency}, toFloat64(assumeNotNull(money)), 0.)`
  const value = sql`if(what = '' AND ${isCurrency}, toFloat64(assumeNotNull(money)), 0.)`
  const count = (what: Sql): Sql => sql`toFloat64(what = ${what})`
  switch (metric) {
    case 'cpa':
      return { part: spend, whole: count(sql`''`) }
    case 'roas':
      return { part: value, whole: spend }
    case 'cvr':
      return { part: count(sql`''`), whole: sql`toFloat64(what = 'AdClick' OR is_landing = 1)` }
    case 'ctr':
      return { part: count(sql`'AdClick'`), whole: count(sql`'AdImpression'`) }
  }
}

/**
 * Sums over persons, for each segment inside and outside. What a person does as a member counts
 * inside, the rest outside; first by the segments that a person was in, which are few, so that many
 * segments do not multiply the events.
 */
export function sidesSql(query: MetricsQuery, metric: ComparedMetric, currency: string): Sql {
  const { part, whole } = pairOf(metric, currency)
  const { rows } = keyedSql({ ...query, groupBy: [] })
  const people = sql`SELECT person, segments, sum(${part}) AS x, sum(${whole}) AS y FROM (${rows}) WHERE person != '' GROUP BY person, segments`
  const sides = sql`SELECT person, arrayJoin(${bind('Array(UInt32)', query.segments)}) AS segment, has(segments, segment) AS inside, sum(x) AS part_of, sum(y) AS whole_of
    FROM (${people}) GROUP BY person, segment, inside`
  return sql`SELECT segment, inside, count() AS units, sum(part_of) AS part, sum(whole_of) AS whole,
      sum(part_of * part_of) AS partSquared, sum(part_of * whole_of) AS product, sum(whole_of * whole_of) AS wholeSquared
    FROM (${sides}) WHERE part_of != 0 OR whole_of != 0 GROUP BY segment, inside ORDER BY segment, inside`
}

const NOTHING: RatioMoments = { units: 0, part: 0, whole: 0, partSquared: 0, product: 0, wholeSquared: 0 }

/** Both sides of each segment asked for. */
export async function querySides(
  warehouse: ReportReader,
  query: MetricsQuery,
  metric: ComparedMetric,
  currency: string,
): Promise<ComparedSides[]> {
  const rows = await warehouse.rows(sidesSql(query, metric, currency).render(), Row)
  const side = (number: number, isInside: number): RatioMoments =>
    rows.find(({ segment, inside }) => segment === number && inside === isInside) ?? NOTHING
  return query.segments.map((segment) => ({ segment, inside: side(segment, 1), outside: side(segment, 0) }))
}
