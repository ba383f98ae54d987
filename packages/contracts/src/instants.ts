import { decimalOf } from './numbers.ts'

/**
 * The one grammar of dates, for events, traits, rules, queries, SQL and files: ISO 8601, a day or a
 * day with a time.
 * - `T`, `t` or a blank before the time; seconds may be missing, and may have 1 to 9 digits of a
 *   fraction (behind `.` or `,`).
 * - An offset is `Z`, `z`, `+hh:mm`, `+hhmm` or `+hh`, up to 23:59, after at most one blank;
 *   without one the time is UTC.
 * - Blanks around it do not matter.
 * Written so that RE2, which ClickHouse uses, reads it the same way, and without quotes or
 * backslashes.
 */
export const ISO_PATTERN =
  '^ *([0-9]{4})-([0-9]{2})-([0-9]{2})' +
  '(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)? *$'

const ISO = new RegExp(ISO_PATTERN)
const DAY_ONLY = /^ *[0-9-]{10} *$/
const MINUTE_MS = 60_000

/**
 * The instant (Unix ms) of an ISO 8601 text, or undefined: a day that no calendar has (February
 * 30), an hour beyond 24:00:00 (which is the end of the day) or a leap second is no date. Digits
 * beyond the millisecond are cut off.
 */
export function isoInstant(text: string): number | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const midnight = midnightOf(Number(year), Number(month), Number(day))
  const offset = offsetMs(zone)
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  const time = Number(hour) * 60 * MINUTE_MS + Number(minute) * MINUTE_MS + Number(second) * 1000 + ms
  const isEndOfDay = hour === '24' && time === 24 * 60 * MINUTE_MS && Number(fraction) === 0
  const isTime = (hour < '24' || isEndOfDay) && minute < '60' && second < '60'
  return midnight === undefined || offset === undefined || !isTime ? undefined : midnight + time - offset
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999. A day that does not exist moves
  // to one that does.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = zone.slice(1, 3)
  const minutes = zone.slice(3).replace(':', '') || '00'
  if (hours > '23' || minutes > '59') return undefined
  return (zone.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
}

/** Whether an ISO 8601 text is a day without a time. */
export function isDay(text: string): boolean {
  return DAY_ONLY.test(text)
}

/** Whether an ISO 8601 text says what its times are relative to. */
export function hasOffset(text: string): boolean {
  return ISO.exec(text)?.[8] !== undefined
}

/**
 * Numbers of seconds beyond this are no instants: what was meant is milliseconds, or no time at
 * all.
 */
export const SECONDS_MAX = 9e11

/** Unix seconds as Unix ms, to the nearest one. */
export function secondsToMs(seconds: number): number {
  return Math.floor(seconds * 1000 + 0.5)
}

/**
 * The instant (Unix ms) that a value of an event stands for: ISO 8601, or Unix seconds as a number
 * or its text.
 */
export function instantOf(value: string | number): number | undefined {
  const iso = typeof value === 'string' ? isoInstant(value) : undefined
  if (iso !== undefined) return iso
  const seconds = decimalOf(value)
  return seconds === undefined || Math.abs(seconds) > SECONDS_MAX ? undefined : secondsToMs(seconds)
}

/** The instant (Unix ms) in a rule that was accepted; NaN for any other text. */
export function ruleInstant(text: string): number {
  // Definitions that are stored may have fractions of more than nine digits, which were accepted
  // once.
  return isoInstant(text) ?? Date.parse(text)
}

/**
 * The instants that every part of the system can hold: ClickHouse's DateTime64 reaches from 1900 to
 * 2299, and this keeps well inside, so that windows of attribution reach no further.
 */
export const INSTANT_MS_MIN = -65 * 365 * 86_400_000
export const INSTANT_MS_MAX = 290 * 365 * 86_400_000
