import { hasOffset, isDay, isoInstant } from '@weir/contracts'
import { zoneOf } from '@weir/segmentation'
import { offsetMs } from './offsets.ts'
import type { Range } from './range.ts'

export { zoneName } from '@weir/contracts'

const DAY_MS = 86_400_000

/** What {@link edgeMs} takes, for messages. */
export const EDGE_EXPECTED = 'expected an instant such as 2024-05-01T12:00:00Z, or a date, that the calendar has'

/**
 * A report's edge as Unix ms: an instant, or a date, which is the start of that day in the zone.
 * See contracts' instants.ts. Where days follow another zone than UTC, a time without an offset
 * could be meant either way, and is none.
 */
export function edgeMs(text: string, zone: string): number | undefined {
  const ms = isoInstant(text)
  if (ms === undefined) return undefined
  if (isDay(text)) return zoneOf(zone).startOf(ms / DAY_MS)
  return zone === 'UTC' || hasOffset(text) ? ms : undefined
}

/** The start of the day after the one in which the instant lies. */
export function endOfDay(ms: number, zone: string): number {
  const days = zoneOf(zone)
  return days.startOf(days.dayOf(ms) + 1)
}

/** The start of the day `days` before the one that starts at or holds the instant. */
export function daysBefore(ms: number, days: number, zone: string): number {
  const calendar = zoneOf(zone)
  return calendar.startOf(calendar.dayOf(ms) - days)
}

/**
 * The period of the same length that ends where a range begins: as many days of the zone where it
 * begins and ends with a day, else as many milliseconds.
 */
export function periodBefore({ from, to, zone }: Range): Range {
  const calendar = zoneOf(zone)
  const [first, next] = [calendar.dayOf(from), calendar.dayOf(to)]
  const isDays = calendar.startOf(first) === from && calendar.startOf(next) === to
  return { from: isDays ? calendar.startOf(first - (next - first)) : from - (to - from), to: from, zone }
}

const HOUR_MS = 3_600_000

/**
 * The hour of the zone's clocks in which an instant (Unix ms) lies, as ISO 8601 with the offset in
 * force then: `2024-10-27T02:00:00+01:00`. So the two hours of one name in autumn stay two.
 */
export function hourLabel(ms: number, zone: string): string {
  const local = ms + offsetMs(ms, zone)
  const minutes = Math.round((local - ms) / 60_000)
  const sign = minutes < 0 ? '-' : '+'
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  const suffix = minutes === 0 ? 'Z' : `${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
  return `${new Date(Math.floor(local / HOUR_MS) * HOUR_MS).toISOString().slice(0, 19)}${suffix}`
}

/** The date of a local day, counted from 1970-01-01 as 0. */
export function dayLabel(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
