// Held by packages/segmentation/src/definition/windows.test.ts

/**
 * Calendar days of a time zone, for windows of whole days. Days are numbered from 1970-01-01 = 0 in
 * local time. Pure: the only source is the engine's own time zone database (Intl).
 */

const DAY_MS = 86_400_000
/**
 * Every zone changes its offset at a multiple of 15 min UTC, so local days are cached per quarter
 * of an hour.
 */
const QUARTER_MS = 15 * 60_000

/** @returns whether the engine knows the IANA zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }))
  } catch {
    // The engine throws for what is no zone.
    return false
  }
}

export interface Zone {
  /** Returns the local day that contains the instant (Unix ms). */
  dayOf(instant: number): number
  /** Returns the first instant (Unix ms) of a local day. */
  startOf(day: number): number
}

const UTC: Zone = { dayOf: (instant) => Math.floor(instant / DAY_MS), startOf: (day) => day * DAY_MS }
const zones = new Map<string, Zone>([['UTC', UTC]])

/** @throws RangeError for an unknown zone. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const made = createZone(name)
  zones.set(name, made)
  return made
}

function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const days = new Map<number, number>()
  const starts = new Map<number, number>()

  const localDay = (quarter: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(quarter * QUARTER_MS)) part[type] = Number(value)
    return Math.floor(Date.UTC(part['year']!, part['month']! - 1, part['day']) / DAY_MS)
  }
  const dayOfQuarter = (quarter: number): number => remember(days, quarter, () => localDay(quarter))

  return {
    dayOf: (instant) => dayOfQuarter(Math.floor(instant / QUARTER_MS)),
    // Local midnight lies within 15 h of midnight UTC. Some zones skip midnight on the day that
    // summer time begins, so a search finds the first instant.
    startOf: (day) =>
      remember(starts, day, () => {
        let low = Math.floor((day * DAY_MS - 15 * 3_600_000) / QUARTER_MS)
        let high = Math.floor((day * DAY_MS + 15 * 3_600_000) / QUARTER_MS)
        while (high - low > 1) {
          const middle = (low + high) >> 1
          if (localDay(middle) >= day) high = middle
          else low = middle
        }
        return high * QUARTER_MS
      }),
  }
}

const REMEMBERED_MAX = 50_000

function remember(map: Map<number, number>, key: number, compute: () => number): number {
  const known = map.get(key)
  if (known !== undefined) return known
  if (map.size >= REMEMBERED_MAX) map.clear()
  const value = compute()
  map.set(key, value)
  return value
}
