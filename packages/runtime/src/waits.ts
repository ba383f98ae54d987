/** The shortest and the longest pause, ms. */
interface BackoffRange {
  min: number
  max: number
}

/**
 * How long to wait before the next try, ms: twice as long after each failure.
 * @param failures that came before the last one, in a row; 0 at first.
 */
export function backoffMs(failures: number, { min, max }: BackoffRange): number {
  return Math.min(min * 2 ** failures, max)
}

/**
 * Waits for a promise, but not longer than `ms`; what it was waiting for goes on.
 * @returns what it resolved to, or what `late` gives when it took longer; `late` may throw instead.
 *   Rejects as the promise does.
 */
export async function within<T, L>(promise: Promise<T>, ms: number, late: () => L): Promise<T | L> {
  const isLate = Symbol('late')
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<typeof isLate>((resolve) => (timer = setTimeout(resolve, ms, isLate)))
  const first = await Promise.race([promise, expired]).finally(() => clearTimeout(timer))
  return first === isLate ? late() : first
}
