// Held by attributed.test.ts
import { AD, AD_COLUMNS, CONVERSION_COLUMNS, lastTouchSql } from '@weir/warehouse'
import type { AttributionWindows } from '@weir/warehouse'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import type { Rolled } from './plan.ts'

/** Conversions of days that are attributed, as those of facts are with the last touch. */
export function attributedConversionsSql(
  rolled: Rolled,
  { names, windows, isOnce }: { names: readonly string[]; windows: AttributionWindows; isOnce: boolean },
): Sql {
  const once = isOnce ? sql` AND is_repeat = 0` : sql``
  const touched = sql`SELECT ${CONVERSION_COLUMNS}, click_ms, click_ad, view_ms, view_ad FROM attributed_facts
    WHERE is_landing = 0 AND name IN ${bind('Array(String)', names)}${once} AND ${ofRuns(rolled)}`
  return sql`SELECT ${CONVERSION_COLUMNS}, ${AD}, toDecimal128(1, 12) AS credit FROM (${lastTouchSql(touched, windows)})`
}

/** Tuple elements by position. */
const INDEX = [sql`1`, sql`2`, sql`3`, sql`4`, sql`5`] as const

/** The same of landings that are clicks. */
export function attributedLandingsSql(rolled: Rolled): Sql {
  const ad = join(
    Object.values(AD_COLUMNS).map((column, i) => sql`click_ad.${INDEX[i]!} AS ${column}`),
    ', ',
  )
  return sql`SELECT event_time, eid, person, source, segments, experiment_id, arm, country, device, ${ad} FROM attributed_facts
    WHERE is_landing = 1 AND ${ofRuns(rolled)}`
}

function ofRuns({ runs, hours }: Rolled): Sql {
  return sql`event_time >= ${instant(hours.from)} AND event_time < ${instant(hours.to)} AND run IN ${bind('Array(UInt64)', runs)}`
}
