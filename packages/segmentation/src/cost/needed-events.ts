import type { SegmentDefinition } from '@weir/contracts'
import { estimateCost } from './cost.ts'
import type { Reads } from './cost.ts'

/** Events that a segment looks at. */
export interface NeededEvents extends Reads {
  segment: string
}

/**
 * What segments look at that happened before an instant: without it, `why`, previews and a rebuild
 * would say something else of them.
 * @param before Unix ms.
 * @param now from where windows reach back, Unix ms.
 */
export function neededEvents(
  segments: readonly Pick<SegmentDefinition, 'id' | 'rule'>[],
  { before, now }: { before: number; now: number },
): NeededEvents[] {
  return segments.flatMap(({ id, rule }) =>
    estimateCost({ rule }, now).conditions.flatMap(({ reads }) =>
      reads && reads.from < before ? [{ segment: id, ...reads }] : [],
    ),
  )
}
