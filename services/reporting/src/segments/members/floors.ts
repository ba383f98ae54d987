// Held by floors.test.ts
import type { ReportingDeps } from '../../shared/deps.ts'
import type { FloorsOf } from '../../shared/person-floors.ts'
import type { CountMatchable } from './matchable.ts'
import { tellsEnough } from './min-size.ts'

/**
 * The floor of a segment is its `min_size`; of one that has fewer members than that any number of
 * persons is too few.
 */
export function createFloors({ config, fold, clock }: ReportingDeps, matchable: CountMatchable): FloorsOf {
  return async (segments) => {
    const floors = new Map<number, number>()
    for (const [number, id] of segments) {
      const segment = config.segment(id)
      if (segment?.min_size === undefined) continue
      const isLarge = await tellsEnough({ fold, matchable }, segment, clock.now())
      floors.set(number, isLarge ? segment.min_size : Number.POSITIVE_INFINITY)
    }
    return (segment) => floors.get(segment) ?? 0
  }
}
