import { Condition, membershipPurposes, Purpose } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { givable } from '../../shared/opt-outs/withhold.ts'
import { FreshAnswer, FreshFields } from '../../shared/time/freshness.ts'
import { AsOf, instantField } from '../../shared/time/instant.ts'
import { leastShown, mustStand } from '../crud/candidate.ts'
import { isTooFew, mustNotBeTooFew } from '../members/min-size.ts'
import type { TrialParts } from '../preview/route.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { WarningsAnswer } from '../warnings/unseen.ts'
import { querySegmentDiff } from './query.ts'

const DiffInput = z.strictObject({
  rule: Condition,
  purposes: z.array(Purpose).exactOptional().describe('Default: those that the segment has.'),
  as_of: AsOf,
  ...FreshFields,
})

const DiffAnswer = z.object({
  enter: z.int().describe('People who would become members'),
  leave: z.int().describe('Members who would no longer be'),
  stay: z.int(),
  size_before: z.int(),
  size_after: z.int(),
  as_of: z.string(),
  ...FreshAnswer,
  sample: z
    .object({ enter: z.array(z.string()), leave: z.array(z.string()) })
    .describe(
      'Ids of up to 20 people of each, without those who have opted out since; of nobody when there are fewer than min_size',
    ),
  warnings: WarningsAnswer,
})

/** What a change would do, before it is made. */
export function diffRoutes(app: App, deps: ReportingDeps, { warehouse, costs, freshness, warn }: TrialParts): void {
  const { clock, config } = deps
  app.post(
    '/v1/segments/:id/diff',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Who would enter and leave if the segment got this rule',
        tags: ['segments'],
        params: SegmentParams,
        body: DiffInput,
        response: { 200: DiffAnswer },
      },
    },
    async (request, reply) => {
      const segment = mustFindSegment(config, request.params.id)
      const { as_of, rule, purposes = segment.purposes, ...asked } = request.body
      const asOfMs = instantField(as_of, clock.now())
      const changed = mustStand(config, segment.id, { rule, ...(purposes ? { purposes } : {}) })
      await costs.mustAfford(changed)
      const reflected = await freshness(asked)
      const { enter, leave, stay, sample } = await querySegmentDiff(warehouse, segment, changed, config.segments(), asOfMs)
      for (const size of [leave + stay, enter + stay]) mustNotBeTooFew(segment, size)
      mustNotBeTooFew({ id: segment.id, min_size: leastShown(config, changed) }, enter + stay)
      void reply.header('cache-control', 'no-store')
      return {
        enter,
        leave,
        stay,
        size_before: leave + stay,
        size_after: enter + stay,
        as_of: iso(asOfMs),
        ...reflected,
        sample: {
          enter: isTooFew(segment, enter) ? [] : await givable(deps, sample.enter, membershipPurposes(changed)),
          leave: isTooFew(segment, leave) ? [] : await givable(deps, sample.leave, membershipPurposes(segment)),
        },
        ...(await warn(rule)),
      }
    },
  )
}
