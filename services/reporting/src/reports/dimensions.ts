import type { Sql } from '../sql/sql.ts'
import { bind, sql } from '../sql/sql.ts'

/** What rows of a report can be grouped by. */
export const DIMENSIONS = [
  'segment',
  'day',
  'hour',
  'campaign',
  'adgroup',
  'ad',
  'creative',
  'placement',
  'source',
  'experiment',
  'arm',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/**
 * The expression behind a dimension, over the rows of the report's inner query.
 * @param segments numbers of the segments to report on. @param zone an IANA name (checked). A day is a calendar day of the
 * zone; an hour is its first instant, so that the two hours of one name in autumn stay two.
 */
export function dimensionSql(dimension: Dimension, segments: readonly number[], zone: string): Sql {
  switch (dimension) {
    case 'segment':
      return sql`arrayJoin(arrayIntersect(segments, ${bind('Array(UInt32)', segments)}))`
    case 'day':
      return sql`toString(toDate(event_time, ${bind('String', zone)}))`
    case 'hour':
      return sql`toUnixTimestamp(toStartOfHour(toDateTime(event_time, ${bind('String', zone)})))`
    case 'campaign':
      return sql`toString(campaign_id)`
    case 'adgroup':
      return sql`toString(adgroup_id)`
    case 'ad':
      return sql`toString(ad_id)`
    case 'creative':
      return sql`toString(creative_id)`
    case 'placement':
      return sql`toString(placement)`
    case 'source':
      return sql`toString(source)`
    case 'experiment':
      return sql`toString(experiment_id)`
    case 'arm':
      return sql`toString(arm)`
  }
}
