import type { FactScope } from '../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../shared/sql/facts.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql } from '../shared/sql/sql.ts'
import type { Attribution } from './attribution.ts'

/** What a conversion takes from the ad it is attributed to. */
const AD_COLUMNS = ['campaign_id', 'adgroup_id', 'ad_id', 'creative_id', 'placement'] as const

const COLUMN: Record<(typeof AD_COLUMNS)[number], Sql> = {
  campaign_id: sql`campaign_id`,
  adgroup_id: sql`adgroup_id`,
  ad_id: sql`ad_id`,
  creative_id: sql`creative_id`,
  placement: sql`placement`,
}
const AD = join(Object.values(COLUMN), ', ')

/**
 * The conversions in the scope that the attribution counts, with the columns of the report's inner
 * rows: time, person, source, segments and arm are the conversion's own, the ad is the one it is
 * attributed to (or its own with `none`).
 */
export function conversionsSql(scope: FactScope, names: readonly string[], attribution: Attribution): Sql {
  const own = sql`SELECT name, event_time, person, source, segments, experiment_id, arm, value, currency, ${AD}
    FROM ${factsOf(scope)} WHERE name IN ${bind('Array(String)', names)} AND ${visibleFacts(scope)}`
  if (attribution === 'none') return own
  // Only a person can have seen an ad.
  const candidates = visibleFacts({ ...scope, anonymous: false })
  const bare = sql`SELECT name, event_time, person, source, segments, experiment_id, arm, value, currency
    FROM ${factsOf(scope)} WHERE name IN ${bind('Array(String)', names)} AND ${candidates}`
  const people = sql`SELECT person FROM ${factsOf(scope)} WHERE name IN ${bind('Array(String)', names)} AND ${candidates}`
  const { clickMs, viewMs } = attribution
  const clicked = withTouch(bare, sql`click`, touches(scope, sql`name = 'AdClick'`, clickMs ?? 0, people), clickMs)
  const both = withTouch(
    clicked,
    sql`view`,
    touches(scope, sql`name IN ('AdImpression', 'VideoView')`, viewMs ?? 0, people),
    viewMs,
  )
  const picked = join(
    AD_COLUMNS.map((column, i) => sql`if(by_click, click_ad.${INDEX[i]!}, view_ad.${INDEX[i]!}) AS ${COLUMN[column]}`),
    ', ',
  )
  return sql`SELECT name, event_time, person, source, segments, experiment_id, arm, value, currency, ${picked} FROM (${both}) WHERE by_click OR by_view`
}

/** Tuple elements by position. */
const INDEX = [sql`1`, sql`2`, sql`3`, sql`4`, sql`5`] as const

/**
 * The person's ads of one kind that lie in reach of the scope's conversions; of several at one
 * instant the greatest key counts.
 */
function touches(scope: FactScope, kind: Sql, windowMs: number, people: Sql): Sql {
  return sql`SELECT person, event_time, tuple(${AD}) AS ad FROM ${factsOf(scope)}
    WHERE ${kind} AND ${visibleFacts({ ...scope, from: scope.from - windowMs, anonymous: false })} AND person IN (${people})
    ORDER BY eid DESC LIMIT 1 BY person, event_time`
}

/**
 * Joins the newest touch at or before each conversion; `by_X` says whether it lies within the
 * window. Like every window it is half-open: a touch exactly `windowMs` before is out.
 */
function withTouch(conversions: Sql, kind: Sql, touch: Sql, windowMs: number | undefined): Sql {
  if (windowMs === undefined) {
    return sql`SELECT *, tuple('', '', '', '', '') AS ${kind}_ad, 0 AS by_${kind} FROM (${conversions})`
  }
  return sql`SELECT c.*, t.ad AS ${kind}_ad,
    t.person != '' AND toUnixTimestamp64Milli(t.event_time) > toUnixTimestamp64Milli(c.event_time) - ${bind('Int64', windowMs)} AS by_${kind}
    FROM (${conversions}) AS c ASOF LEFT JOIN (${touch}) AS t ON t.person = c.person AND t.event_time <= c.event_time`
}
