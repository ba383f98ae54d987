import { JourneyInput } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { FreshAnswer, FreshFields } from '../shared/time/freshness.ts'
import { AsOf, instantField } from '../shared/time/instant.ts'
import { leastShown, mustStand } from '../segments/crud/candidate.ts'
import { matchableOf } from '../segments/members/matchable-people.ts'
import { isSmallGroup, isTooFew } from '../segments/members/min-size.ts'
import { queryPreview } from '../segments/preview/query.ts'
import type { TrialParts } from '../segments/preview/route.ts'
import { toUnresolved, UnresolvedAnswer } from '../segments/shared/unresolved.ts'
import { mustCompileJourney } from './check.ts'
import { JOURNEY_TAGS } from './route.ts'

const SimulationInput = z.strictObject({ ...JourneyInput.shape, as_of: AsOf, ...FreshFields })

const SimulationAnswer = z.object({
  places: z.array(
    z.object({
      step: z.string(),
      people: z.int().nullable().describe('Who would be there; null below min_size, and below that of a segment it asks for'),
      below_min_size: z.literal(true).exactOptional(),
      entering_24h: z
        .int()
        .nullable()
        .describe('Who would be there 24 h later if nothing else happened, and is not yet; null where figures are too small'),
      leaving_24h: z.int().nullable(),
      unresolved: UnresolvedAnswer,
    }),
  ),
  known_people: z.int(),
  as_of: z.string(),
  ...FreshAnswer,
})

/** No journey can have this id. */
const SIMULATED = '(simulated)'

/** Trying a journey on history before it is stored. */
export function simulateRoutes(
  app: App,
  deps: ReportingDeps,
  { warehouse, costs, freshness }: Pick<TrialParts, 'warehouse' | 'costs' | 'freshness'>,
): void {
  const { config, clock } = deps
  app.post(
    '/v1/journeys/simulate',
    {
      config: { scope: 'read' },
      schema: {
        tags: JOURNEY_TAGS,
        summary: 'How many people would be at each step of a journey, without storing it',
        body: SimulationInput,
        response: { 200: SimulationAnswer },
      },
    },
    async ({ body: { as_of, wait, min_watermark, ...journey } }) => {
      const asOfMs = instantField(as_of, clock.now())
      const tried = mustCompileJourney(config, SIMULATED, journey).map(({ step, id, input }) => ({
        step,
        definition: mustStand(config, id, input),
      }))
      for (const { definition } of tried) await costs.mustAfford(definition)
      const reflected = await freshness({ wait, min_watermark })
      const places: z.input<typeof SimulationAnswer>['places'] = []
      let known = 0
      // One after the other: each looks at all of history.
      for (const { step, definition } of tried) {
        const found = await queryPreview(warehouse, definition, config.segments(), asOfMs)
        known = found.knownPeople
        const guarded = { min_size: Math.max(journey.min_size ?? 0, leastShown(config, definition) ?? 0) }
        const { size, entering, leaving } = found
        const counted = isTooFew(guarded, size) ? undefined : await matchableOf(deps, definition, found.people, size)
        const isBelow = counted === undefined || isTooFew(guarded, size - counted.withheld)
        // From the size, those who stay could be worked out.
        const isHidden = isBelow || [entering, leaving, size - leaving].some((people) => isSmallGroup(guarded, people))
        places.push({
          step,
          people: isBelow ? null : size,
          ...(isBelow ? { below_min_size: true as const } : {}),
          entering_24h: isHidden ? null : entering,
          leaving_24h: isHidden ? null : leaving,
          ...toUnresolved(config, definition),
        })
      }
      return { places, known_people: known, as_of: iso(asOfMs), ...reflected }
    },
  )
}
