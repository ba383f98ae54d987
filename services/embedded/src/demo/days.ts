export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** `2017-12-30`, UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** `2017-12-30T23:59:59Z`. */
export function secondOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
