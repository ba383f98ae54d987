import { zoneOf } from '@weir/segmentation'
import { offsetChange, offsetMs } from '../../shared/time/offsets.ts'
import type { Range } from '../../shared/time/range.ts'

/** The steps of a series over time. */
export const STEPS = ['hour', 'day', 'week'] as const
export type ReportStep = (typeof STEPS)[number]

const HOUR_MS = 3_600_000
const WEEK_DAYS = 7

/**
 * The first instants (Unix ms) of the buckets that cover the range, ascending: `from`, then every
 * start of a step that lies within. So the first and the last bucket may be shorter than the
 * others. Days are those of the zone's calendar, weeks begin on Monday, hours are those of the
 * zone's clocks: one that is cut by a change of its time counts as two.
 */
export function* bucketStarts({ from, to, zone }: Range, step: ReportStep): Generator<number> {
  for (let start = from; start < to; start = nextStart(start, step, zone)) yield start
}

function nextStart(instant: number, step: ReportStep, zone: string): number {
  if (step === 'hour') return nextHour(instant, zone)
  const day = zoneOf(zone).dayOf(instant)
  if (step === 'day') return startAfter(instant, day + 1, zone)
  return startAfter(instant, day + WEEK_DAYS - weekday(day), zone)
}

/** The next full hour on the zone's clocks, or where they are set to another time before it. */
function nextHour(instant: number, zone: string): number {
  const local = instant + offsetMs(instant, zone)
  const next = instant + HOUR_MS - (((local % HOUR_MS) + HOUR_MS) % HOUR_MS)
  return offsetChange(instant, next, zone) ?? next
}

/**
 * Where clocks went back across midnight a day begins before the end of the one before it; a bucket
 * never ends before it starts.
 */
function startAfter(instant: number, day: number, zone: string): number {
  const start = zoneOf(zone).startOf(day)
  return start > instant ? start : startAfter(instant, day + 1, zone)
}

/** Monday is 0. Day 0 was a Thursday. */
function weekday(day: number): number {
  return (((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS
}
