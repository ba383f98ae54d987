import { SEGMENT_ID, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import { ratio } from '../../reports/metrics.ts'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { isTooFew, mustNotBeTooFew } from '../members/min-size.ts'
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
      both: z.int().nullable().describe('Members of both; null when they are fewer than the min_size of one of the two'),
      either: z.int().nullable().describe('Members of at least one; null as both'),
      jaccard: z.number().nullable().describe('both / either; null when both segments are empty, and as both'),
    }),
  ),
})

/** How much segments have in common. */
export function overlapRoutes(app: App, { config, fold, clock }: ReportingDeps): void {
  app.post(
    '/v1/segments/overlap',
    {
      config: { scope: 'read' },
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
      segments.forEach((segment, i) => mustNotBeTooFew(segment, sizes[i]!))
      return {
        as_of: iso(asOf),
        segments: segments.map(({ id }, i) => ({ id, size: sizes[i]! })),
        pairs: segments.flatMap((a, i) =>
          segments.slice(i + 1).map((b, k) => {
            const j = i + 1 + k
            const shared = both[i]![j]!
            const pair = { a: a.id, b: b.id }
            // From the number of either that of both could be worked out.
            if (isTooFew(a, shared) || isTooFew(b, shared)) return { ...pair, both: null, either: null, jaccard: null }
            const either = sizes[i]! + sizes[j]! - shared
            return { ...pair, both: shared, either, jaccard: ratio(shared, either) }
          }),
        ),
      }
    },
  )
}

/** @throws WeirError not_found with all that are not there. */
function mustFindSegments(config: ReportingDeps['config'], ids: readonly string[]): StoredSegment[] {
  const faults = ids.flatMap((id, i) =>
    config.segment(id) ? [] : [{ path: `segments.${i}`, message: `there is no segment "${id}"` }],
  )
  if (faults.length > 0) throw new WeirError('not_found', faults.map(({ message }) => message).join('; '), { faults })
  return ids.flatMap((id) => config.segment(id) ?? [])
}
