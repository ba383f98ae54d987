import { uptime } from 'node:os'
import { createSteadyTime } from './steady-time.ts'
import type { TimeSources } from './steady-time.ts'

/** Where time comes from. Only this file reads the system's clock. */
export type ClockKind = 'system' | 'event' | 'manual'

/**
 * `system`: the machine's clock, never going backwards. `event`: the running maximum of the event
 * times seen (replays behave as the log would have behaved then). `manual`: what was last set
 * (tests, demonstrations).
 */
export interface Clock {
  readonly kind: ClockKind
  /** Unix ms, never smaller than before. */
  now(): number
  /** The instant at which an event with this event time (Unix ms) is received. */
  receive(eventTime: number): number
  /**
   * Moves time forward to `now`; a smaller value changes nothing. Only the manual and event clocks
   * move.
   */
  advance(now: number): void
  /**
   * Why the time cannot be believed at present: the system's clock and what else tells the time
   * disagree.
   */
  trouble(): string | undefined
}

const MACHINE: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
}

/** @param sources what the machine says of the time; tests give their own. */
export function createClock(kind: ClockKind, start = 0, sources: TimeSources = MACHINE): Clock {
  let latest = start
  const rise = (to: number): number => (latest = Math.max(latest, to))
  const trouble = (): undefined => undefined
  switch (kind) {
    case 'system': {
      const steady = createSteadyTime(sources)
      const now = (): number => rise(steady.now())
      return { kind, now, receive: now, advance: () => undefined, trouble: () => steady.trouble() }
    }
    case 'event':
      return { kind, now: () => latest, receive: rise, advance: rise, trouble }
    case 'manual':
      // Before it is first set, the first receipt pins it to the machine's time; until then it may
      // be set to any instant.
      return {
        kind,
        now: () => latest,
        receive: () => (latest === 0 ? rise(sources.wall()) : latest),
        advance: rise,
        trouble,
      }
  }
}
