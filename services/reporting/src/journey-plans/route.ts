import { GOAL_STEP, JOURNEY_ID, JourneyInput, segmentNumber } from '@weir/contracts'
import { compileJourney } from '@weir/segmentation'
import { z } from 'zod'
import { ratio } from '../reports/metrics.ts'
import { finalityOf } from '../reports/final/answer.ts'
import { RangeParams, rangeOf } from '../reports/params.ts'
import { isSmallGroup, isTooFew } from '../segments/members/min-size.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { FreshAnswer, FreshParams } from '../shared/time/freshness.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { JourneyAnswer, shownJourney } from './answer.ts'
import { mustFindJourney } from './keep.ts'
import type { JourneyStore } from './keep.ts'
import { queryConversion } from './query.ts'

const Params = z.strictObject({
  id: z.string().regex(JOURNEY_ID, 'expected small letters, digits, "-" and "_", 32 at most'),
})
export const JOURNEY_TAGS = ['journeys']

const HELP = `A journey becomes one segment per place: journey.ID.entry, journey.ID.STEP, journey.ID.goal. They have all that segments have (members,
history, exports, why, destinations) and are changed by the journey alone. docs/semantics.md, "Journeys of people", says who is where.`

const ConversionAnswer = z.object({
  journey: z.string(),
  from: z.string(),
  to: z.string(),
  ...FreshAnswer,
  final: z
    .boolean()
    .describe(
      'Whether all that is loaded was looked at. Until it is, of a new or changed journey what came before may be missing',
    ),
  final_until: z.string().nullable().describe('The same of events accepted up to this instant'),
  reports_from: z
    .record(z.string(), z.string().nullable())
    .exactOptional()
    .describe('By segment: from which event time on it counts; null while its past is being found out'),
  steps: z.array(
    z.object({
      step: z.string(),
      segment: z.string(),
      entered: z.int().nullable().describe('People who came to the step in the range; null where they are fewer than min_size'),
      converted: z
        .int()
        .nullable()
        .describe(
          'Those of them who came to the goal after that; null without a goal, and where they, or the others, are too few',
        ),
      conversion: z.number().nullable().describe('converted / entered'),
    }),
  ),
})

interface JourneyRouteParts {
  journeys: JourneyStore
  warehouse: ReportReader
  freshness: Freshness
}

/** Ways that people are to go, as segments. */
export function journeyPlanRoutes(app: App, deps: ReportingDeps, { journeys, warehouse, freshness }: JourneyRouteParts): void {
  const { config, clock } = deps
  const about = { tags: JOURNEY_TAGS }

  app.put(
    '/v1/journeys/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Store a journey, and the segments of its steps',
        description: HELP,
        params: Params,
        body: JourneyInput,
        response: { 200: JourneyAnswer },
      },
    },
    async ({ params: { id }, body, weirKey }) => shownJourney(deps, await journeys.save(id, body, weirKey?.id ?? null)),
  )
  app.get(
    '/v1/journeys/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One journey, and who is where', params: Params, response: { 200: JourneyAnswer } },
    },
    async ({ params: { id } }) => shownJourney(deps, mustFindJourney(config, id)),
  )
  app.get(
    '/v1/journeys',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All journeys', response: { 200: z.object({ journeys: z.array(JourneyAnswer) }) } },
    },
    async () => ({ journeys: await Promise.all(config.journeys().map((journey) => shownJourney(deps, journey))) }),
  )
  app.delete(
    '/v1/journeys/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Delete a journey, its segments and its triggers: nobody is told that people left',
        params: Params,
        response: { 204: z.null() },
      },
    },
    async ({ params: { id }, weirKey }, reply) => {
      await journeys.remove(id, weirKey?.id ?? null)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/v1/journeys/:id/steps',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'How many came to each step, and on to the goal',
        params: Params,
        querystring: z.strictObject({
          ...RangeParams,
          ...FreshParams,
          tz: z.string().max(64).default('UTC').describe('An IANA time zone, for dates in from and to.'),
        }),
        response: { 200: ConversionAnswer },
      },
    },
    async ({ params: { id }, query }) => {
      const journey = mustFindJourney(config, id)
      const range = rangeOf(query, clock.now())
      const reflected = await freshness(query)
      const segments = compileJourney(id, journey)
      const goal = segments.find(({ step }) => step === GOAL_STEP)?.id
      const finality = await finalityOf(
        deps,
        warehouse,
        new Map(segments.map(({ id: segment }) => [segmentNumber(segment), segment])),
      )
      const rows = await queryConversion(warehouse, { segments: segments.map((one) => one.id), goal }, range)
      const steps = segments.map(({ step, id: segment }) => {
        const { people, converted } = rows.find((row) => row.segment === segment) ?? { people: 0, converted: 0 }
        const isHidden = isTooFew(journey, people)
        const isSplit = isHidden || [converted, people - converted].some((some) => isSmallGroup(journey, some))
        const shown = goal === undefined || isSplit ? null : converted
        return {
          step,
          segment,
          entered: isHidden ? null : people,
          converted: shown,
          conversion: shown === null ? null : ratio(shown, people),
        }
      })
      return { journey: id, from: iso(range.from), to: iso(range.to), ...reflected, ...finality, steps }
    },
  )
}
