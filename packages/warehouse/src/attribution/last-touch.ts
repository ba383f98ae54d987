// Held by services/reporting/src/reports/credit/credit.test.ts
import type { FactScope } from '../sql/facts.ts'
import type { Sql } from '../sql/sql.ts'
import { bind, join, sql } from '../sql/sql.ts'
import { AD, AD_COLUMNS, clickTouches, viewTouches } from './touches.ts'

/** How far before a conversion a touch counts, ms; undefined where touches of the kind do not. */
export interface AttributionWindows {
  clickMs: number | undefined
  viewMs: number | undefined
}

/** What a conversion has of its own. */
export const CONVERSION_COLUMNS = sql`name, event_time, eid, person, source, segments, experiment_id, arm, country, device, value, currency`

/** The instant of the newest touch where there is none: no window reaches so far. */
const NEVER = sql`toInt64(-9000000000000000)`
const NO_AD = sql`tuple('', '', '', '', '')`

/** Tuple elements by position. */
const INDEX = [sql`1`, sql`2`, sql`3`, sql`4`, sql`5`] as const

/**
 * The conversions that have a touch, with the ad of the last one: a click within the click window,
 * or, where there is none, a view within the view window; of several at one instant the greatest
 * eid counts.
 * @param all a query of `person` and `event_time` that has these conversions, and may have more.
 */
export function withLastTouch(conversions: Sql, all: Sql, scope: FactScope, windows: AttributionWindows): Sql {
  return lastTouchSql(newestTouchesSql(conversions, all, scope, windows), windows)
}

/**
 * The same of rows that {@link newestTouchesSql} has made with windows that are not shorter. Like
 * every window these are half-open: a touch exactly so long before is out.
 */
export function lastTouchSql(touched: Sql, { clickMs, viewMs }: AttributionWindows): Sql {
  const within = (at: Sql, windowMs: number | undefined): Sql =>
    windowMs === undefined ? sql`0` : sql`${at} > toUnixTimestamp64Milli(event_time) - ${bind('Int64', windowMs)}`
  const picked = join(
    Object.values(AD_COLUMNS).map(
      (column, i) => sql`toString(if(by_click, click_ad.${INDEX[i]!}, view_ad.${INDEX[i]!})) AS ${column}`,
    ),
    ', ',
  )
  const marked = sql`SELECT *, ${within(sql`click_ms`, clickMs)} AS by_click, ${within(sql`view_ms`, viewMs)} AS by_view FROM (${touched})`
  return sql`SELECT * EXCEPT (click_ms, click_ad, view_ms, view_ad, by_click, by_view), ${picked} FROM (${marked}) WHERE by_click OR by_view`
}

/**
 * The conversions, each with the newest click and the newest view of its person at or before it, as
 * far as the windows reach from the beginning of the scope: `click_ms` (Unix ms, far away for
 * none), `click_ad`, `view_ms`, `view_ad`.
 */
export function newestTouchesSql(conversions: Sql, all: Sql, scope: FactScope, { clickMs, viewMs }: AttributionWindows): Sql {
  const clicked = withNewest(
    conversions,
    sql`click`,
    clickMs === undefined ? clickMs : newestSql(clickTouches(scope, clickMs), all),
  )
  return withNewest(clicked, sql`view`, viewMs === undefined ? viewMs : newestSql(viewTouches(scope, viewMs), all))
}

/**
 * Each touch with the first instant at or after it at which its person converted. Touches are many
 * and conversions few: touches stream past a table of these instants, and each meets one of them at
 * most, however many a person has.
 */
export function meetingsSql(touches: Sql, all: Sql): Sql {
  return sql`SELECT c.person AS person, c.event_time AS event_time, t.event_time AS touched_at, t.eid AS touch, t.ad AS ad
    FROM (SELECT person, event_time, eid, tuple(${AD}) AS ad FROM (${touches})) AS t
    ASOF INNER JOIN (SELECT DISTINCT person, event_time FROM (${all})) AS c ON c.person = t.person AND t.event_time <= c.event_time`
}

/** Of the touches that came since the conversion before, the newest. */
function newestSql(touches: Sql, all: Sql): Sql {
  return sql`SELECT person, event_time, max(touched_at) AS newest_at, argMax(ad, (touched_at, touch)) AS newest
    FROM (${meetingsSql(touches, all)}) GROUP BY person, event_time`
}

/**
 * The newest touch of each conversion is that of the newest conversion, itself or one before, that
 * has one.
 */
function withNewest(conversions: Sql, kind: Sql, newest: Sql | undefined): Sql {
  if (newest === undefined) return sql`SELECT *, ${NEVER} AS ${kind}_ms, ${NO_AD} AS ${kind}_ad FROM (${conversions})`
  return sql`SELECT c.*, if(t.person = '', ${NEVER}, toUnixTimestamp64Milli(t.newest_at)) AS ${kind}_ms, t.newest AS ${kind}_ad
    FROM (${conversions}) AS c ASOF LEFT JOIN (${newest}) AS t ON t.person = c.person AND t.event_time <= c.event_time`
}
