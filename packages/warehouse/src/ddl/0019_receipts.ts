import { DAY_SUMS } from './0018_attributed.ts'

/**
 * Every answer says up to which receipt it goes: the projection by day tells that as well, so that
 * nobody reads the column of all facts for it. It is there in all parts before the one of 0018
 * goes.
 */
export const receipts = [
  `ALTER TABLE facts ADD PROJECTION IF NOT EXISTS by_day_and_receipt (
    SELECT toDate32(event_time) AS day, ${DAY_SUMS}, max(received_at) GROUP BY day
  )`,
  `ALTER TABLE facts MATERIALIZE PROJECTION by_day_and_receipt`,
  `ALTER TABLE facts DROP PROJECTION IF EXISTS by_day_and_kind`,
]
