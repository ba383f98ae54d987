import type { Logger } from '@weir/runtime'

/** Whether the log answers, as far as we know: one line when it goes away, one when it is back. */
export interface Availability {
  isAway(): boolean
  /**
   * The log did not take something.
   * @param since when it was asked, on the scale of performance.now.
   */
  failed(error: unknown, since: number): void
  answered(): void
  /** Why it is away, and for how long; undefined while it is not. */
  detail(): string | undefined
}

/** @param onAway called each time the log goes away. */
export function createAvailability(logger: Logger, onAway: () => void): Availability {
  let away: { reason: string; since: number } | undefined
  let answeredAt = -Infinity
  const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10
  return {
    isAway: () => away !== undefined,
    failed(error, since) {
      // Many wait for the same outage. One that was asked before the log last answered tells of an
      // outage that is over.
      if (away || since < answeredAt) return
      const reason = error instanceof Error ? error.message : String(error)
      away = { reason, since: performance.now() }
      logger.warn({ reason }, 'the log is away: what arrives is kept in the spool as far as there is room')
      onAway()
    },
    answered() {
      answeredAt = performance.now()
      if (!away) return
      logger.info({ seconds: seconds(away.since) }, 'the log is back')
      away = undefined
    },
    detail: () => away && `away for ${seconds(away.since)} s: ${away.reason}`,
  }
}
