/** What a machine says of the time, ms. */
export interface TimeSources {
  /** The system's clock, Unix ms: somebody may set it. */
  wall(): number
  /** Since some instant: nobody can set it, and it may stand still while the machine sleeps. */
  monotonic(): number
  /** Since the machine started, with the time that it slept: dear to ask, and coarse. */
  uptime(): number
}

/** The system's clock, as far as it agrees with the clocks that nobody can set. */
export interface SteadyTime {
  /** Unix ms. */
  now(): number
  /** What they disagree about; undefined when they do not. */
  trouble(): string | undefined
}

/**
 * The system's clock may be corrected by so much at once, ms; corrections beyond it are not
 * followed while the process runs.
 */
export const STEP_MS_MAX = 3_600_000
/** What was corrected counts as agreed after so long, ms. */
const AGREED_AFTER_MS = 3_600_000

/**
 * Log time never goes back, so one reading of a clock that was set months ahead would end every
 * window for months. A step beyond {@link STEP_MS_MAX}, in either direction, is not followed: time
 * goes on as the monotonic clock does, and `trouble` says so until the clock agrees again or the
 * process is started anew, by somebody who has looked at it. A machine that has slept is no such
 * case.
 */
export function createSteadyTime(sources: TimeSources): SteadyTime {
  const read = (): { wall: number; monotonic: number; uptime: number } => ({
    wall: sources.wall(),
    monotonic: sources.monotonic(),
    uptime: sources.uptime(),
  })
  let agreed = read()
  let stepMs = 0

  const look = (): number => {
    const wall = sources.wall()
    const monotonic = sources.monotonic()
    const expected = agreed.wall + monotonic - agreed.monotonic
    stepMs = wall - expected
    if (Math.abs(stepMs) > STEP_MS_MAX) {
      const isAwake = Math.abs(wall - agreed.wall - (sources.uptime() - agreed.uptime)) > STEP_MS_MAX
      if (isAwake) return Math.round(expected)
      stepMs = 0
      agreed = read()
    } else if (monotonic - agreed.monotonic > AGREED_AFTER_MS) agreed = read()
    return wall
  }
  return {
    now: look,
    trouble() {
      look()
      if (Math.abs(stepMs) <= STEP_MS_MAX) return undefined
      const minutes = Math.round(Math.abs(stepMs) / 60_000)
      return (
        `the system clock was set ${minutes} minutes ${stepMs > 0 ? 'ahead' : 'back'} while this process ran, and is not followed: ` +
        'put it right, or start the process anew if it is right now'
      )
    },
  }
}
