import { TOPICS } from '@weir/contracts'
import type { Deployment } from '../../support/deployment.ts'

export interface Stalls {
  /** The longest time so far in which a partition had something to fold and folded nothing, ms. */
  longestMs(): number
  stop(): void
}

const LOOK_MS = 500

/**
 * Watches every partition of the fold from outside, in what it has stored. What cannot be looked at
 * has not moved.
 */
export function watchStalls({ log, fold }: Pick<Deployment, 'log' | 'fold'>): Stalls {
  const places = Array.from({ length: fold.partitions }, () => ({ position: -1, behind: false, since: performance.now() }))
  let longest = 0
  let looking = false
  const look = async (): Promise<void> => {
    for (const [partition, place] of places.entries()) {
      const position = await fold
        .view(partition)
        .position()
        .catch(() => place.position)
      if (position !== place.position || !place.behind) {
        place.position = position
        place.since = performance.now()
      }
      longest = Math.max(longest, performance.now() - place.since)
      place.behind = await log.end(TOPICS.events, partition).then(
        (end) => end > position + 1,
        () => place.behind,
      )
    }
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look().finally(() => (looking = false))
  }, LOOK_MS)
  return { longestMs: () => longest, stop: () => clearInterval(timer) }
}
