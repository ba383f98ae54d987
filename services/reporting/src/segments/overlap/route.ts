import { SEGMENT_ID, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import { ratio } from '../../reports/metrics.ts'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { isSmallGroup, isTooFew, mustTellEnough } from '../members/min-size.ts'
import { countOverlap } from './overlap.ts'

const OverlapInput = z.strictObject({
  segments: z
    .array(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .min(2)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'name each segment once'),
})

const OverlapAnswer = z.object({
  as_of: z.string(),
  segments: z.array(z.object({ id: z.string(), size: z.int() })),
  pairs: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      both: z
        .int()
        .nullable()
        .describe('Members of both; null when they, or the members of one alone, are fewer than the min_size of one of the two'),
      either: z.int().nullable().describe('Members of at least one; null as both'),
      jaccard: z.number().nullable().describe('both / either; null when both segments are empty, and as both'),
      below_min_size: z.literal(true).exactOptional().describe('Where both is null'),
    }),
  ),
})

/** How much segments have in common. */
export function overlapRoutes(app: App, { config, fold, clock }: ReportingDeps, matchable: CountMatchable): void {
  app.post(
    '/v1/segments/overlap',
    {
      config: { scope: 'read', answers: ['conflict', 'not_found'] },
      schema: {
        summary: 'How many members segments share, two by two',
        tags: ['segments'],
        body: OverlapInput,
        response: { 200: OverlapAnswer },
      },
    },
    async (request) => {
      const segments = mustFindSegments(config, request.body.segments)
      const asOf = clock.now()
      const { sizes, both } = await countOverlap(
        fold,
        segments.map(({ number }) => number),
      )
      for (const [i, segment] of segments.entries()) await mustTellEnough({ fold, matchable }, segment, asOf, sizes[i]!)
      return {
        as_of: iso(asOf),
        segments: segments.map(({ id }, i) => ({ id, size: sizes[i]! })),
        pairs: segments.flatMap((a, i) =>
          segments.slice(i + 1).map((b, k) => {
            const j = i + 1 + k
            const shared = both[i]![j]!
            const pair = { a: a.id, b: b.id }
            if (isPairHidden([a, b], shared, [sizes[i]!, sizes[j]!]))
              return { ...pair, both: null, either: null, jaccard: null, below_min_size: true as const }
            const either = sizes[i]! + sizes[j]! - shared
            return { ...pair, both: shared, either, jaccard: ratio(shared, either) }
          }),
        ),
      }
    },
  )
}

/**
 * Whether too few are in both, or in one alone: from the sizes, each could be worked out from the
 * others, and from the number of either.
 */
export function isPairHidden(pair: readonly StoredSegment[], shared: number, sizes: readonly number[]): boolean {
  return pair.some((guard) => isTooFew(guard, shared) || sizes.some((size) => isSmallGroup(guard, size - shared)))
}

/** @throws WeirError not_found with all that are not there. */
function mustFindSegments(config: ReportingDeps['config'], ids: readonly string[]): StoredSegment[] {
  const faults = ids.flatMap((id, i) =>
    config.segment(id) ? [] : [{ path: `segments.${i}`, message: `there is no segment "${id}"` }],
  )
  if (faults.length > 0) throw new WeirError('not_found', faults.map(({ message }) => message).join('; '), { faults })
  return ids.flatMap((id) => config.segment(id) ?? [])
}
