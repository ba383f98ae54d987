// Held by credit.test.ts
import { AD_COLUMNS, clickTouches, viewTouches } from '@weir/warehouse'
import type { FactScope } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'
import type { Attribution } from '../attribution.ts'

export interface JourneysQuery {
  scope: FactScope
  attribution: Exclude<Attribution, 'none'>
  /** Rows with `person` and `event_time`. */
  conversions: Sql
  /** A query of the ids of their people. */
  people: Sql
}

/**
 * The conversions that have a touch, with `counted`: the touches that can have a part of it, in
 * order (ties by eid), as tuples (instant in ms, eid, and the ad as in AD_COLUMNS); `by_click`:
 * whether they are clicks. They are the clicks within the click window, or, where there is none,
 * the views within the view window: as for the last touch, a click outranks what was only seen.
 * Windows are half-open.
 */
export function journeysSql({ scope, attribution: { clickMs, viewMs }, conversions, people }: JourneysQuery): Sql {
  const kinds = [
    ...(clickMs === undefined ? [] : [sql`SELECT *, 1 AS is_click FROM (${clickTouches(scope, clickMs, people)})`]),
    ...(viewMs === undefined ? [] : [sql`SELECT *, 0 AS is_click FROM (${viewTouches(scope, viewMs, people)})`]),
  ]
  const ad = join(Object.values(AD_COLUMNS), ', ')
  const touch = sql`tuple(toUnixTimestamp64Milli(event_time), eid, ${ad})`
  const touches = sql`SELECT person, arraySort(groupArrayIf(${touch}, is_click = 1)) AS clicks, arraySort(groupArrayIf(${touch}, is_click = 0)) AS views
    FROM (${join(kinds, ' UNION ALL ')}) GROUP BY person`
  const within = (windowMs: number | undefined): Sql =>
    sql`x -> x.1 <= converted_ms AND x.1 > converted_ms - ${bind('Int64', windowMs ?? 0)}`
  const joined = sql`SELECT c.*, toUnixTimestamp64Milli(c.event_time) AS converted_ms,
      arrayFilter(${within(clickMs)}, t.clicks) AS clicked, arrayFilter(${within(viewMs)}, t.views) AS viewed
    FROM (${conversions}) AS c INNER JOIN (${touches}) AS t ON t.person = c.person`
  return sql`SELECT * EXCEPT (clicked, viewed), notEmpty(clicked) AS by_click, if(by_click, clicked, viewed) AS counted FROM (${joined}) WHERE notEmpty(counted)`
}
