import { Condition, membershipPurposes, Purpose } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { givable } from '../../shared/opt-outs/withhold.ts'
import { FreshAnswer, FreshFields } from '../../shared/time/freshness.ts'
import { AsOf, instantField } from '../../shared/time/instant.ts'
import { leastShown, mustStand } from '../crud/candidate.ts'
import { LOOKED_UP_MAX, matchableOf } from '../members/matchable-people.ts'
import { isSmallGroup, isTooFew, mustNotBeTooFew } from '../members/min-size.ts'
import type { TrialParts } from '../preview/route.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { WarningsAnswer } from '../warnings/unseen.ts'
import type { SegmentDiff } from './query.ts'
import { querySegmentDiff } from './query.ts'

const DiffInput = z.strictObject({
  rule: Condition,
  purposes: z.array(Purpose).exactOptional().describe('Default: those that the segment has.'),
  as_of: AsOf,
  ...FreshFields,
})

const DiffAnswer = z.object({
  enter: z
    .int()
    .nullable()
    .describe('People who would become members; null where below_min_size stands, as leave, stay and size_after'),
  leave: z.int().nullable().describe('Members who would no longer be'),
  stay: z.int().nullable(),
  size_before: z.int(),
  size_after: z.int().nullable(),
  below_min_size: z
    .literal(true)
    .exactOptional()
    .describe('Somebody would enter or leave, but fewer than min_size, or fewer would stay: none of these numbers is told'),
  as_of: z.string(),
  ...FreshAnswer,
  sample: z
    .object({ enter: z.array(z.string()), leave: z.array(z.string()) })
    .describe('Ids of up to 20 people of each, without those who have opted out since; of nobody where below_min_size stands'),
  warnings: WarningsAnswer,
})

/** What a change would do, before it is made. */
export function diffRoutes(app: App, deps: ReportingDeps, { warehouse, costs, freshness, warn }: TrialParts): void {
  const { clock, config } = deps
  app.post(
    '/v1/segments/:id/diff',
    {
      config: { scope: 'read', answers: ['conflict'] },
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
      const least = leastShown(config, changed)
      const isGuarded = segment.min_size !== undefined || least !== undefined
      const diff = await querySegmentDiff(warehouse, [segment, changed], config.segments(), asOfMs, isGuarded ? LOOKED_UP_MAX : 0)
      const { enter, leave, stay, sample } = diff
      if (isGuarded) {
        const before = await listable(deps, segment, leave + stay, diff.members.before)
        const after = await listable(deps, changed, enter + stay, diff.members.after)
        for (const size of [leave + stay, enter + stay, before, after]) mustNotBeTooFew(segment, size)
        for (const size of [enter + stay, after]) mustNotBeTooFew({ id: segment.id, min_size: least }, size)
      }
      void reply.header('cache-control', 'no-store')
      return {
        size_before: leave + stay,
        as_of: iso(asOfMs),
        ...reflected,
        ...(isHidden([segment.min_size, least], diff)
          ? HIDDEN
          : {
              enter,
              leave,
              stay,
              size_after: enter + stay,
              sample: {
                enter: await givable(deps, sample.enter, membershipPurposes(changed)),
                leave: await givable(deps, sample.leave, membershipPurposes(segment)),
              },
            }),
        ...(await warn(rule)),
      }
    },
  )
}

/** How many of these people lists and files would have: an estimate where not all are named. */
async function listable(
  deps: ReportingDeps,
  definition: Pick<SegmentDefinition, 'purposes'>,
  size: number,
  people: readonly string[],
): Promise<number> {
  return size - (await matchableOf(deps, definition, people, size)).withheld
}

const HIDDEN = {
  enter: null,
  leave: null,
  stay: null,
  size_after: null,
  below_min_size: true as const,
  sample: { enter: [], leave: [] },
}

/** Whether a group is too small: from the sizes, each could be worked out from the others. */
function isHidden(leasts: readonly (number | undefined)[], { enter, leave, stay }: SegmentDiff): boolean {
  return leasts.some((min_size) => {
    const guard = { min_size }
    return isTooFew(guard, stay) || isSmallGroup(guard, enter) || isSmallGroup(guard, leave)
  })
}
