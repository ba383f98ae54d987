// Held by calendar.test.ts
import { zoneOf } from '@weir/segmentation'
import { dayLabel } from '../../shared/time/times.ts'
import type { CohortUnit } from './input.ts'

const WEEK_DAYS = 7
const DAY_MS = 86_400_000

/**
 * Units of the calendar by whole numbers: days and weeks (by their Monday) from 1970-01-01, months
 * from January of year 0. The next unit has the next number.
 */
export function unitOf(day: number, unit: CohortUnit): number {
  if (unit === 'day') return day
  if (unit === 'week') return Math.floor((day + 3) / WEEK_DAYS)
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The first day of a unit, by its number from 1970-01-01. */
export function firstDayOf(number: number, unit: CohortUnit): number {
  if (unit === 'day') return number
  if (unit === 'week') return number * WEEK_DAYS - 3
  return Date.UTC(Math.floor(number / 12), number % 12, 1) / DAY_MS
}

/** The date with which a unit begins. */
export function unitLabel(number: number, unit: CohortUnit): string {
  return dayLabel(firstDayOf(number, unit))
}

/** The instant (Unix ms) at which a unit begins on the clocks of the zone. */
export function unitStart(number: number, unit: CohortUnit, zone: string): number {
  return zoneOf(zone).startOf(firstDayOf(number, unit))
}

/** The unit in which an instant lies. */
export function unitAt(ms: number, unit: CohortUnit, zone: string): number {
  return unitOf(zoneOf(zone).dayOf(ms), unit)
}
