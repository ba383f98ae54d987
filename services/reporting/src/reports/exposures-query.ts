// Held by exposures.test.ts
import { durationMs } from '@weir/contracts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, sql } from '../shared/sql/sql.ts'

/** How long after an impression something counts for it; exactly so long is too late. */
export const EXPOSURE_WINDOW = '7d'

/**
 * The inner rows of a report with `exposure`: of an impression its number among those of the person
 * and campaign in the range; of anything else that of the newest impression of its campaign at or
 * before it, within {@link EXPOSURE_WINDOW}; 0 where there is none. As in the exposure analysis an
 * impression comes before what else happened at its instant, and of several the greatest eid is the
 * newest.
 * @param isCredited whether conversions name the campaign that they are credited to; those that
 *   name none follow the newest impression of any campaign.
 */
export function withExposures(rows: Sql, isCredited: boolean): Sql {
  const shown = sql`what = 'AdImpression'`
  const order = sql`ORDER BY event_time, NOT (${shown}), eid ROWS UNBOUNDED PRECEDING`
  const own = sql`(PARTITION BY person, campaign_id ${order})`
  const any = sql`(PARTITION BY person ${order})`
  const at = sql`toUnixTimestamp64Milli(event_time)`
  const numbered = sql`SELECT *, countIf(${shown}) OVER ${own} AS own_nth, maxIf(${at}, ${shown}) OVER ${own} AS own_at FROM (${rows})`
  const inTime = (since: Sql): Sql => sql`${at} < ${since} + ${bind('Int64', durationMs(EXPOSURE_WINDOW))}`
  const ofOwn = sql`if(own_nth > 0 AND ${inTime(sql`own_at`)}, own_nth, 0)`
  if (isCredited) return sql`SELECT *, ${ofOwn} AS exposure FROM (${numbered})`
  const newest = (what: Sql): Sql => sql`argMaxIf(${what}, (event_time, eid), ${shown}) OVER ${any}`
  const both = sql`SELECT *, ${newest(sql`own_nth`)} AS any_nth, ${newest(sql`own_at`)} AS any_at FROM (${numbered})`
  return sql`SELECT *, if(what != '', ${ofOwn}, if(any_nth > 0 AND ${inTime(sql`any_at`)}, any_nth, 0)) AS exposure FROM (${both})`
}
