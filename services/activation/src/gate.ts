import { randomInt } from 'node:crypto'
import { backoffMs } from '@weir/runtime'

const PAUSES = { min: 500, max: 300_000 }

/** When a destination may be asked: its pace, and pauses after failures. */
export interface DestinationGate {
  /** Until when nothing is sent, Unix ms; 0 where it is open. */
  closedUntil(): number
  /** Takes the next place in the pace. @returns how long to wait for it, ms. */
  take(now: number): number
  /**
   * A request failed: the pause grows with each in a row.
   * @param forMs how long, where it is told.
   */
  failed(now: number, forMs?: number): void
  succeeded(): void
  /** Why it is closed. */
  reason?: string
}

/**
 * @param perSecond the pace: requests are spread evenly.
 * @param random in [0, 1): pauses of several processes are not the same.
 */
export function createDestinationGate(perSecond: number, random: () => number = chance): DestinationGate {
  const everyMs = 1000 / perSecond
  let next = 0
  let failures = 0
  let until = 0
  return {
    closedUntil: () => until,
    take(now) {
      const at = Math.max(next, now)
      next = at + everyMs
      return at - now
    },
    failed(now, forMs) {
      const pause = forMs ?? backoffMs(failures++, PAUSES)
      until = now + pause * (0.75 + random() / 2)
    },
    succeeded() {
      failures = 0
      until = 0
    },
  }
}

function chance(): number {
  return randomInt(2 ** 32) / 2 ** 32
}
