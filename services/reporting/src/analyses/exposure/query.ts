import { landings, repeatsSql } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'
import type { ExposureParams, ExposureUnit } from './params.ts'

/** What the exposure report asks of the warehouse. */
export interface ExposureQuery {
  /** In which the impressions lie. */
  scope: FactScope
  windowMs: number
  unit: ExposureUnit
  ads: Pick<ExposureParams, 'campaign' | 'adgroup' | 'ad' | 'creative'> & { campaigns?: readonly string[] }
  /** Canonical names. */
  conversions: readonly string[]
  maxN: number
}

const UNIT: Record<ExposureUnit, Sql> = {
  all: sql`''`,
  campaign: sql`toString(campaign_id)`,
  adgroup: sql`toString(adgroup_id)`,
  ad: sql`toString(ad_id)`,
  creative: sql`toString(creative_id)`,
}

/** People are put into so many parts by a hash, for intervals that need persons drawn again. */
export const EXPOSURE_PARTS = 100

/** Exposures by their number, or by the time since the one before. */
export interface ExposureSums {
  persons: number
  impressions: number
  /** Impressions with a click. */
  clicked: number
  clicks: number
  /** Clicks that only their landing tells of, as in reports. */
  landings: number
  playsWithDuration: number
  completions: number
  conversions: number
  /** By currency, '' where none was named. */
  spend: Readonly<Record<string, number>>
}

/** What a cap of so many exposures would have cost. Persons are those with an exposure. */
export interface CapLosses {
  persons: number
  personsBeyond: number
  impressionsBeyond: number
  clickers: number
  /** Persons who only clicked beyond the cap. */
  clickersLost: number
  converters: number
  convertersLost: number
}

const Amount = z.union([z.string(), z.number()]).transform(Number)
const count = z.coerce.number()
const Columns = {
  persons: count,
  impressions: count,
  clicked: count,
  clicks: count,
  landings: count,
  playsWithDuration: count,
  completions: count,
  conversions: count,
  spend: z.record(z.string(), Amount),
}
const ByNumber = z.object({ number: count, part: count, ...Columns })
const ByRecency = z.object({ since: count, ...Columns })
const Losses = z.object({
  persons: count,
  personsBeyond: count,
  impressionsBeyond: count,
  clickers: count,
  clickersLost: count,
  converters: count,
  convertersLost: count,
})

const SUMS = sql`uniqExact(person) AS persons, count() AS impressions, countIf(own_clicks > 0) AS clicked, sum(own_clicks) AS clicks, sum(own_landings) AS landings,
  sum(own_plays) AS playsWithDuration, sum(own_completions) AS completions, sum(own_conversions) AS conversions, sumMap(own_spend) AS spend`

/**
 * One row per impression, those after the range included, since what follows one of them follows
 * none in the range: its number among those of the person and unit, when the one before was (null
 * of the first), and what followed it. An impression and a click at one instant are in this order;
 * what came exactly `windowMs` later is out, as in attribution.
 */
function exposures(query: ExposureQuery): Sql {
  const { scope, windowMs, unit } = query
  const seen = visibleFacts({ ...scope, to: scope.to + windowMs, anonymous: false })
  const ads = adsSql(query)
  const landed = sql`SELECT person, ${UNIT[unit]} AS unit, 'landing' AS name, eid, toUnixTimestamp64Milli(event_time) AS t, false AS shown, NULL AS duration_ms, NULL AS watched_ms, NULL AS cost, '' AS cost_currency
    FROM (${landings({ ...scope, to: scope.to + windowMs }, 0)}) WHERE NOT is_arrival AND ${ads}`
  const events = sql`SELECT person, ${UNIT[unit]} AS unit, toString(name) AS name, eid, toUnixTimestamp64Milli(event_time) AS t, name = 'AdImpression' AS shown, duration_ms, watched_ms, cost, toString(cost_currency) AS cost_currency
    FROM ${factsOf(scope)} WHERE name IN ('AdImpression', 'AdClick', 'VideoView') AND ${ads} AND ${seen} UNION ALL ${landed}`
  const order = sql`PARTITION BY person, unit ORDER BY t, NOT shown, eid`
  const numbered = sql`SELECT *, sum(shown) OVER (${order} ROWS UNBOUNDED PRECEDING) AS n,
      max(if(shown, t, NULL)) OVER (${order} ROWS UNBOUNDED PRECEDING) AS at,
      if(shown, max(if(shown, t, NULL)) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), NULL) AS before
    FROM (${events})`
  const inTime = sql`t < at + ${bind('Int64', windowMs)}`
  return sql`SELECT person, unit, n, any(assumeNotNull(at)) AS shown_at, max(before) AS shown_before, maxIf(eid, shown) AS shown_eid,
      countIf(name = 'AdClick' AND ${inTime}) AS own_clicks,
      countIf(name = 'landing' AND ${inTime}) AS own_landings,
      countIf(name = 'VideoView' AND duration_ms > 0 AND ${inTime}) AS own_plays,
      countIf(name = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms AND ${inTime}) AS own_completions,
      sumMapIf(map(toString(cost_currency), assumeNotNull(cost)), cost IS NOT NULL AND ${inTime}) AS own_spend
    FROM (${numbered}) WHERE n > 0 GROUP BY person, unit, n`
}

function adsSql({ ads: { campaign, campaigns, adgroup, ad, creative } }: ExposureQuery): Sql {
  const is = (column: Sql, value: string | undefined): Sql[] =>
    value === undefined ? [] : [sql`${column} = ${bind('String', value)}`]
  const tests = [
    ...is(sql`campaign_id`, campaign),
    ...(campaigns === undefined ? [] : [sql`campaign_id IN ${bind('Array(String)', campaigns)}`]),
    ...is(sql`adgroup_id`, adgroup),
    ...is(sql`ad_id`, ad),
    ...is(sql`creative_id`, creative),
  ]
  return tests.length === 0 ? sql`1` : join(tests, ' AND ')
}

/**
 * The exposures with the conversions whose newest exposure each is, whatever its unit. What several
 * sources tell of counts once, as in reports.
 */
export function exposuresWithConversions(query: ExposureQuery): Sql {
  const { scope, windowMs, conversions } = query
  const wide = { ...scope, to: scope.to + windowMs, anonymous: false }
  const repeats = repeatsSql(wide, conversions)
  const once = repeats === undefined ? sql`` : sql` AND eid NOT IN (SELECT eid FROM (${repeats}))`
  const all = sql`SELECT person, toUnixTimestamp64Milli(event_time) AS t FROM ${factsOf(scope)} WHERE name IN ${bind('Array(String)', conversions)} AND ${visibleFacts(wide)}${once}`
  const newest = sql`SELECT person, unit, n, shown_at FROM (${exposures(query)}) ORDER BY shown_eid DESC LIMIT 1 BY person, shown_at`
  const counted = sql`SELECT e.person AS person, e.unit AS unit, e.n AS n, count() AS conversions
    FROM (${all}) AS c ASOF JOIN (${newest}) AS e ON e.person = c.person AND e.shown_at <= c.t
    WHERE c.t < e.shown_at + ${bind('Int64', windowMs)} GROUP BY person, unit, n`
  return sql`SELECT e.*, c.conversions AS own_conversions FROM (${exposures(query)}) AS e LEFT JOIN (${counted}) AS c
    ON e.person = c.person AND e.unit = c.unit AND e.n = c.n WHERE e.shown_at < ${bind('Int64', scope.to)}`
}

/** By number (`maxN` for that and all after it) and part of the people. */
export function byNumberSql(query: ExposureQuery): Sql {
  return sql`SELECT least(n, ${bind('UInt32', query.maxN)}) AS number, cityHash64(person) % ${bind('UInt32', EXPOSURE_PARTS)} AS part, ${SUMS}
    FROM (${exposuresWithConversions(query)}) GROUP BY number, part ORDER BY number, part`
}

/** By the time since the exposure before: the greatest edge (ms) that it reaches, or -1. */
export function byRecencySql(query: ExposureQuery, edges: readonly number[]): Sql {
  const since = sql`if(shown_before IS NULL, toInt64(-1), roundDown(shown_at - assumeNotNull(shown_before), ${bind('Array(Int64)', edges)}))`
  return sql`SELECT ${since} AS since, ${SUMS} FROM (${exposuresWithConversions(query)}) GROUP BY since ORDER BY since`
}

export function capLossesSql(query: ExposureQuery, cap: number): Sql {
  const beyond = sql`n > ${bind('UInt32', cap)}`
  return sql`SELECT count() AS persons, countIf(above > 0) AS personsBeyond, sum(above) AS impressionsBeyond,
      countIf(clicked > 0) AS clickers, countIf(clicked > 0 AND clicked_within = 0) AS clickersLost,
      countIf(bought > 0) AS converters, countIf(bought > 0 AND bought_within = 0) AS convertersLost
    FROM (SELECT person, countIf(${beyond}) AS above, sum(own_clicks) AS clicked, sumIf(own_clicks, NOT (${beyond})) AS clicked_within,
        sum(own_conversions) AS bought, sumIf(own_conversions, NOT (${beyond})) AS bought_within
      FROM (${exposuresWithConversions(query)}) GROUP BY person)`
}

export async function queryByNumber(
  warehouse: ReportReader,
  query: ExposureQuery,
): Promise<(ExposureSums & { n: number; part: number })[]> {
  const rows = await warehouse.rows(byNumberSql(query).render(), ByNumber)
  return rows.map(({ number: n, ...row }) => ({ n, ...row }))
}

export function queryByRecency(
  warehouse: ReportReader,
  query: ExposureQuery,
  edges: readonly number[],
): Promise<(ExposureSums & { since: number })[]> {
  return warehouse.rows(byRecencySql(query, edges).render(), ByRecency)
}

export async function queryCapLosses(warehouse: ReportReader, query: ExposureQuery, cap: number): Promise<CapLosses | undefined> {
  const [losses] = await warehouse.rows(capLossesSql(query, cap).render(), Losses)
  return losses
}
