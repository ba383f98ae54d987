/** Where time comes from. Only this file reads the system's clock. */
export type ClockKind = 'system' | 'event' | 'manual'

/**
 * `system`: the machine's clock, never going backwards. `event`: the running maximum of the event times seen (replays
 * behave as the log would have behaved then). `manual`: what was last set (tests, demonstrations).
 */
export interface Clock {
  readonly kind: ClockKind
  /** Unix ms, never smaller than before. */
  now(): number
  /** The instant at which an event with this event time (Unix ms) is received. */
  receive(eventTime: number): number
  /** Moves time forward to `now`; a smaller value changes nothing. Only the manual and event clocks move. */
  advance(now: number): void
}

export function createClock(kind: ClockKind, start = 0): Clock {
  let latest = start
  const rise = (to: number): number => (latest = Math.max(latest, to))
  switch (kind) {
    case 'system':
      return { kind, now: () => rise(Date.now()), receive: () => rise(Date.now()), advance: () => undefined }
    case 'event':
      return { kind, now: () => latest, receive: rise, advance: rise }
    case 'manual':
      // Before it is first set, the first receipt pins it to the machine's time; until then it may be set to any instant.
      return { kind, now: () => latest, receive: () => (latest === 0 ? rise(Date.now()) : latest), advance: rise }
  }
}
