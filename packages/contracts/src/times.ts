const DAY_MS = 86_400_000
// Every row has two or more times, and nearly all are of the same day as the one before: only the
// time of day is formatted again.
let day = Number.NaN
let dayText = ''

/**
 * ClickHouse's text for DateTime64(3, 'UTC'): `2017-12-30 23:59:59.000`.
 * @throws RangeError when it is no instant.
 */
export function clickhouseTime(ms: number): string {
  const its = Math.floor(ms / DAY_MS)
  if (its !== day) {
    dayText = new Date(its * DAY_MS).toISOString().slice(0, 10)
    day = its
  }
  const rest = Math.floor(ms - its * DAY_MS)
  const seconds = Math.floor(rest / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${dayText} ${TWO[h]}:${TWO[m]}:${TWO[s]}.${String(rest % 1000).padStart(3, '0')}`
}

const TWO = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'))

/** The inverse. @returns Unix ms. */
export function fromClickhouseTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** Events further in the future of their receipt than this are refused (a clock that is off). */
export const FUTURE_MS_MAX = 5 * 60_000
/** A copy on the same channel within this span of the first receipt is dropped. */
export const DEDUP_MS = 48 * 3_600_000

/**
 * How much longer an event is remembered, ms. A copy can reach the log hours after its receipt,
 * from the spool of an ingest that was cut off. Receipts decide what is a copy; log time decides
 * what is forgotten.
 */
export const DEDUP_LATE_MS = 6 * 3_600_000
/** A copy from the other channel within this span of the first receipt is merged into it. */
export const MERGE_MS = 5 * 60_000
