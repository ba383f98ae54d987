import type { Sql } from '../shared/sql/sql.ts'
import { bind, sql } from '../shared/sql/sql.ts'
import type { Offsets } from '../shared/time/offsets.ts'

/** What an event tells of itself, and rows can be grouped by. */
export const FACT_DIMENSIONS = [
  'segment',
  'day',
  'week',
  'hour',
  'campaign',
  'adgroup',
  'ad',
  'creative',
  'placement',
  'video',
  'source',
  'country',
  'device',
  'experiment',
  'arm',
] as const

/** What rows of a report can be grouped by. */
export const DIMENSIONS = [...FACT_DIMENSIONS, 'exposure'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/**
 * The expression behind a dimension, over the rows of the report's inner query.
 * `exposure` is there in rows of {@link withExposures} alone.
 * @param segments numbers of the segments to report on. @param offsets those of the zone in the
 *   report's range. A day is a
 * calendar day of the zone, by its number from 1970-01-01 (a Thursday); a week the Monday that
 * begins it (ISO 8601), as a day; an hour one of its clocks, by the first
 * instant (Unix ms) of it.
 */
export function dimensionSql(dimension: Dimension, segments: readonly number[], offsets: Offsets): Sql {
  switch (dimension) {
    case 'segment':
      return sql`arrayJoin(${segmentSetSql(segments)})`
    case 'day':
      return dayNumberSql(offsets)
    case 'week':
      return sql`${dayNumberSql(offsets)} - positiveModulo(${dayNumberSql(offsets)} + 3, 7)`
    case 'hour':
      return sql`greatest(${EVENT_MS} - positiveModulo(${localMs(offsets)}, ${bind('Int64', HOUR_MS)}), ${sinceMs(offsets)})`
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
    case 'video':
      return sql`toString(video_id)`
    case 'source':
      return sql`toString(source)`
    case 'country':
      return sql`toString(country)`
    case 'device':
      return sql`toString(device)`
    case 'experiment':
      return sql`toString(experiment_id)`
    case 'arm':
      return sql`toString(arm)`
    case 'exposure':
      return sql`exposure`
  }
}

/** Those of a row's segments that are reported on. */
export function segmentSetSql(segments: readonly number[]): Sql {
  return sql`arrayIntersect(segments, ${bind('Array(UInt32)', segments)})`
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const EVENT_MS = sql`toUnixTimestamp64Milli(event_time)`

/** The calendar day of the zone on which an event happened, by its number from 1970-01-01. */
export function dayNumberSql(offsets: Offsets): Sql {
  return sql`intDiv(${startedMs(offsets, DAY_MS)}, ${bind('Int64', DAY_MS)})`
}

/** Since when the offset at the event has been in force. */
function sinceMs({ since }: Offsets): Sql {
  return sql`roundDown(${EVENT_MS}, ${bind('Array(Int64)', since)})`
}

/** What the zone's clocks showed, as if they stood in UTC. */
function localMs(offsets: Offsets): Sql {
  const { since, offset } = offsets
  return sql`(${EVENT_MS} + transform(${sinceMs(offsets)}, ${bind('Array(Int64)', since)}, ${bind('Array(Int64)', offset)}, toInt64(0)))`
}

/** When the local span of so many ms began in which the event lies; also before 1970. */
function startedMs(offsets: Offsets, spanMs: number): Sql {
  return sql`(${localMs(offsets)} - positiveModulo(${localMs(offsets)}, ${bind('Int64', spanMs)}))`
}
