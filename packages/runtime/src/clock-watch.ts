import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import { Gauge } from './metrics.ts'
import type { Registry } from './metrics.ts'

export interface ClockWatchDeps {
  clock: Clock
  logger: Logger
  registry: Registry
  /** The newest time that the log tells, Unix ms; -Infinity while nothing is known of it. */
  logTime: () => number
}

/** Looks by itself whether the time can be believed, and says so once. */
export interface ClockWatch {
  /**
   * For readiness.
   * @throws Error when the time cannot be believed, with what to do.
   * @returns what time it is.
   */
  check(): Promise<string>
  close(): void
}

/** Receipts of several processes differ by the skew of their clocks; more than this is none, ms. */
export const SKEW_MS_MAX = 300_000
const LOOK_MS = 10_000

/**
 * Compares the clock with the log: a log that is ahead of the system's clock was written while that
 * was wrong (or it is wrong now). Log time does not go back, so until then windows have ended that
 * should not have, and who buys now is in no segment.
 */
export function watchClock({ clock, logger, registry, logTime }: ClockWatchDeps): ClockWatch {
  const aheadMs = (): number => (clock.kind === 'system' ? Math.max(0, logTime() - clock.now()) : 0)
  const trouble = (): string | undefined => {
    // What is known of the clock says more than that one of the two is wrong.
    const known = clock.trouble()
    const ahead = aheadMs()
    if (known !== undefined || ahead <= SKEW_MS_MAX) return known
    return (
      `log time is ${Math.round(ahead / 60_000)} minutes ahead of the system clock: one of them is wrong. If it was the clock that was ` +
      'wrong before, and is right now, memberships are wrong until the log is folded again: stop Weir and run "npm run weir -- rebuild"'
    )
  }
  let told = false
  const look = (): void => {
    const found = trouble()
    if (found !== undefined && !told) logger.error({ clock: found }, 'the time cannot be believed')
    if (found === undefined && told) logger.info('the time can be believed again')
    told = found !== undefined
  }
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(value()) })
  }
  gauge('weir_log_time_ahead_seconds', 'How far the log is ahead of the system clock.', () => aheadMs() / 1000)
  gauge('weir_clock_in_doubt', '1 while the time cannot be believed.', () => (trouble() === undefined ? 0 : 1))
  look()
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return {
    async check() {
      look()
      const found = trouble()
      if (found !== undefined) throw new Error(found)
      return `${clock.kind}, ${clock.now()} ms`
    },
    close: () => clearInterval(timer),
  }
}
