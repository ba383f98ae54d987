// Held by tests/simulation/what-a-destination-has.sim.test.ts
import type { PeopleSource } from './people.ts'

/** Which segments have fewer members than their `min_size`: a destination of one has nobody. */
export interface SegmentSizes {
  /** Looks at the segments of these destinations, where the last look is too old. */
  look(destinations: Iterable<{ spec: { segment: string } }>): Promise<void>
  /** As of the last look; before the first one nobody is told of. */
  isSmall(segment: string): boolean
}

/** How long a look holds, ms: so long it takes at most until somebody is told. */
const LOOK_HOLDS_MS = 1_000

/** Sizes are shared by all partitions of the process. @param now Unix ms. */
export function segmentSizes(people: Pick<PeopleSource, 'isTooSmall'>, now: () => number): SegmentSizes {
  const known = new Map<string, { at: number; isSmall: Promise<boolean> }>()
  const small = new Map<string, boolean>()
  const look = async (segment: string): Promise<void> => {
    const last = known.get(segment)
    if (last && now() - last.at < LOOK_HOLDS_MS) return void (await last.isSmall)
    const isSmall = people.isTooSmall(segment)
    known.set(segment, { at: now(), isSmall })
    try {
      small.set(segment, await isSmall)
    } catch (error) {
      // Whoever comes next looks again.
      if (known.get(segment)?.isSmall === isSmall) known.delete(segment)
      throw error
    }
  }
  return {
    async look(destinations) {
      const segments = new Set(Array.from(destinations, ({ spec }) => spec.segment))
      await Promise.all(Array.from(segments, look))
    },
    isSmall: (segment) => small.get(segment) ?? true,
  }
}
