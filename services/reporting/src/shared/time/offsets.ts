import type { Range } from './range.ts'

/**
 * What a zone's clocks show, from the engine's own time zone database: reports and histories cut
 * days and hours by it alone, so that a database with other rules, or none for zones with half
 * hours, has no say.
 */
export interface Offsets {
  /**
   * Ascending instants (Unix ms): the start of the range, then every change of the offset within
   * it.
   */
  since: number[]
  /** By place in `since`: what is added to UTC for local time, ms. */
  offset: number[]
}

const SECOND_MS = 1000
/** No zone has had two changes within a week. */
const STRIDE_MS = 7 * 86_400_000

/** The offsets that a zone has in a range. */
export function offsetsIn({ from, to, zone }: Range): Offsets {
  const since = [from]
  for (let at = from; at < to; at += STRIDE_MS) {
    const change = offsetChange(at, Math.min(at + STRIDE_MS, to), zone)
    if (change !== undefined) since.push(change)
  }
  return { since, offset: since.map((at) => offsetMs(at, zone)) }
}

/**
 * The first instant after `low`, and at or before `high`, at which the zone's offset is another;
 * undefined when it stays.
 */
export function offsetChange(low: number, high: number, zone: string): number | undefined {
  const before = offsetMs(low, zone)
  if (offsetMs(high, zone) === before) return undefined
  // Offsets change at whole seconds.
  let [same, other] = [Math.floor(low / SECOND_MS), Math.ceil(high / SECOND_MS)]
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (offsetMs(middle * SECOND_MS, zone) === before) same = middle
    else other = middle
  }
  return other * SECOND_MS
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What is added to UTC for local time at an instant (Unix ms), ms. */
export function offsetMs(ms: number, zone: string): number {
  const format = formats.get(zone) ?? formatOf(zone)
  formats.set(zone, format)
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value)
  const { year = 0, month = 1, day, hour, minute, second } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / SECOND_MS) * SECOND_MS
}

function formatOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}
