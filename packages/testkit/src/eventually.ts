import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `probe` until it neither throws nor returns false or undefined, and returns what it
 * returned.
 * @param timeoutMs how long to try. @param pauseMs between two tries.
 * @throws Error after the time, with the probe's last failure as its cause.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  timeoutMs = 5_000,
  pauseMs = 10,
): Promise<Exclude<T, false | undefined>> {
  const until = performance.now() + timeoutMs
  let last: unknown = 'it never held'
  for (;;) {
    try {
      const value = await probe()
      if (holds(value)) return value
      last = `it was still ${String(value)}`
    } catch (error) {
      last = error
    }
    if (performance.now() >= until) break
    await sleep(pauseMs)
  }
  const why = last instanceof Error ? last.message : String(last)
  throw new Error(`not within ${timeoutMs} ms: ${why}`, { cause: last })
}

function holds<T>(value: T): value is Exclude<T, false | undefined> {
  return value !== false && value !== undefined
}
