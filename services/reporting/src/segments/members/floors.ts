// Held by floors.test.ts
import type { ReportingDeps } from '../../shared/deps.ts'
import type { CountMatchable } from './matchable.ts'
import { tellsEnough } from './min-size.ts'

/** Of how few persons a segment shows no figures, by its number; 0 of all others. */
export type PersonFloors = (segment: number) => number

/**
 * The floors of these segments (numbers to ids) as they are now: the `min_size`, and of a segment
 * that has fewer members than that any number of persons is too few.
 */
export async function personFloors(
  { deps: { config, fold, clock }, matchable }: { deps: ReportingDeps; matchable: CountMatchable },
  segments: ReadonlyMap<number, string>,
): Promise<PersonFloors> {
  const floors = new Map<number, number>()
  for (const [number, id] of segments) {
    const segment = config.segment(id)
    if (segment?.min_size === undefined) continue
    const isLarge = await tellsEnough({ fold, matchable }, segment, clock.now())
    floors.set(number, isLarge ? segment.min_size : Number.POSITIVE_INFINITY)
  }
  return (segment) => floors.get(segment) ?? 0
}

/** What an answer that tells no segments apart has. */
export const NO_FLOORS: PersonFloors = () => 0
