/**
 * Lets one loop sleep until another part of the program notifies it. A notice between `reset`
 * and `sleep` is not lost.
 */
export interface Notifier {
  reset(): void
  notify(): void
  /**
   * Resolves on the next notice, at once if there was one since `reset`, and after `ms` at the
   * latest.
   */
  sleep(ms: number): Promise<void>
}

/** The longest timer that Node takes, ms. */
const SLEEP_MS_MAX = 2_147_483_647

export function createNotifier(): Notifier {
  let isNotified = false
  let resume: (() => void) | undefined
  return {
    reset() {
      isNotified = false
    },
    notify() {
      isNotified = true
      resume?.()
    },
    async sleep(ms) {
      if (isNotified) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, SLEEP_MS_MAX))
        resume = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      resume = undefined
    },
  }
}
