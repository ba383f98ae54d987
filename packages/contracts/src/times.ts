/** ClickHouse's text for DateTime64(3, 'UTC'): `2017-12-30 23:59:59.000`. */
export function clickhouseTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ')
}

/** The inverse. @returns Unix ms. */
export function fromClickhouseTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** Events further in the future of their receipt than this are refused (a clock that is off). */
export const FUTURE_MS_MAX = 5 * 60_000
/** A copy on the same channel within this span of the first receipt is dropped. */
export const DEDUP_MS = 48 * 3_600_000
/** A copy from the other channel within this span of the first receipt is merged into it. */
export const MERGE_MS = 5 * 60_000
