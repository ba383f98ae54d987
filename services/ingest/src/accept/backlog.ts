import type { Hit, OptOut } from '@weir/contracts'
import { SlowDown } from './slow-down.ts'

/** How many records the log may hold that are not folded yet, and how many there are. */
export interface Backlog {
  /** As of a moment ago: asked for every request, so it must cost nothing. */
  waiting: () => number
  max: number
}

/** How long senders are asked to wait for a full backlog to shrink, ms. */
const RETRY_MS = 5_000

/**
 * Turns senders away while the backlog is too long, because acknowledged hits are promised to be
 * folded soon. A request that withdraws consent is always taken.
 * @throws SlowDown unavailable.
 */
export function mustNotBeBehind(backlog: Backlog | undefined, hits: readonly { hit: Hit; optOut: OptOut | undefined }[]): void {
  if (!backlog || backlog.waiting() <= backlog.max || hits.some(({ optOut }) => optOut !== undefined)) return
  throw new SlowDown('unavailable', 'more events wait to be folded than may: nothing was taken, send them again later', RETRY_MS)
}
