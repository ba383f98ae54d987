import { createClock } from '@weir/runtime'
import type { Clock } from '@weir/runtime'

/** The manual clock of the runtime, with the relative step that tests think in. */
export interface SimClock extends Clock {
  /** Lets time go by, ms (>= 0). @returns the new now, Unix ms. */
  pass(ms: number): number
}

/**
 * @param start Unix ms. The default is a fixed round instant, so that printed times are easy to
 *   read.
 */
export function simClock(start: number = Date.UTC(2026, 0, 1)): SimClock {
  const clock = createClock('manual', start)
  return {
    ...clock,
    pass(ms) {
      if (!(ms >= 0)) throw new RangeError(`time cannot pass by ${ms} ms`)
      clock.advance(clock.now() + ms)
      return clock.now()
    },
  }
}
