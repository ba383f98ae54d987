import { Condition, Purpose } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { MATCH_TYPES } from '../../shared/id-types.ts'
import { iso } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { FreshAnswer, FreshFields } from '../../shared/time/freshness.ts'
import { AsOf, instantField } from '../../shared/time/instant.ts'
import { CostAnswer, toCostAnswer } from '../cost/answer.ts'
import type { Costs } from '../cost/cost.ts'
import { leastShown, mustStand } from '../crud/candidate.ts'
import { matchableOf } from '../members/matchable-people.ts'
import { isSmallGroup, isTooFew } from '../members/min-size.ts'
import { toUnresolved, UnresolvedAnswer } from '../shared/unresolved.ts'
import { WarningsAnswer } from '../warnings/unseen.ts'
import type { Warn } from '../warnings/unseen.ts'
import { queryPreview } from './query.ts'

const PreviewInput = z.strictObject({
  rule: Condition,
  purposes: z.array(Purpose).exactOptional(),
  as_of: AsOf,
  ...FreshFields,
  sample: z
    .number()
    .min(0.001)
    .max(1)
    .default(1)
    .describe('The share of the people to look at, always the same ones: faster, and figures are then estimates.'),
})

const PreviewAnswer = z.object({
  size: z
    .int()
    .nullable()
    .describe('Null, as all figures of the members are, below the min_size of a segment that the rule refers to or means'),
  below_min_size: z.literal(true).exactOptional(),
  withheld: z.int().nullable().describe('How many of them no list and no file would have now; above 10,000 members an estimate'),
  share: z.number().nullable().describe('Of the known people; null when there were none'),
  error_margin: z
    .number()
    .nullable()
    .describe(
      'Half a 95 % interval of size, as a share of it; 0 when everybody was counted, null when no member was in the sample',
    ),
  known_people: z.int(),
  matchable: z
    .record(z.enum(MATCH_TYPES), z.int())
    .nullable()
    .describe('Members by the kind of identifier they can be matched on now'),
  matchable_error_margin: z
    .number()
    .nullable()
    .describe('Half a 95 % interval as a share of size, beside error_margin; 0 up to 10,000 members'),
  entering_24h: z
    .int()
    .nullable()
    .describe(
      'People who would be members 24 h later if nothing else happened, and are not yet; null, as leaving_24h is, where these, those who leave or those who stay are a group below min_size',
    ),
  leaving_24h: z.int().nullable().describe('Members who would no longer be'),
  cost: CostAnswer,
  as_of: z.string(),
  ...FreshAnswer,
  unresolved: UnresolvedAnswer,
  warnings: WarningsAnswer,
})

/** What trying a rule takes. */
export interface TrialParts {
  warehouse: ReportReader
  costs: Costs
  freshness: Freshness
  warn: Warn
}

/** No segment can have this id. */
const PREVIEW = '(preview)'

/** Trying a rule on history before it is saved. */
export function previewRoutes(app: App, deps: ReportingDeps, { warehouse, costs, freshness, warn }: TrialParts): void {
  const { clock, config } = deps
  app.post(
    '/v1/segments/preview',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How many people a rule selects',
        tags: ['segments'],
        body: PreviewInput,
        response: { 200: PreviewAnswer },
      },
    },
    async (request) => {
      const { as_of, sample, wait, min_watermark, ...input } = request.body
      const asOfMs = instantField(as_of, clock.now())
      const definition = mustStand(config, PREVIEW, input)
      const cost = await costs.mustAfford(definition)
      const reflected = await freshness({ wait, min_watermark })
      const { size, share, knownPeople, entering, leaving, errorMargin, people } = await queryPreview(
        warehouse,
        definition,
        config.segments(),
        asOfMs,
        sample,
      )
      const guarded = { min_size: leastShown(config, definition) }
      const counted = isTooFew(guarded, size) ? undefined : await matchableOf(deps, definition, people, size)
      const isBelow = counted === undefined || isTooFew(guarded, size - counted.withheld)
      const matchable = isBelow ? undefined : counted
      // From the size, those who stay could be worked out.
      const movesAreHidden = isBelow || [entering, leaving, size - leaving].some((people) => isSmallGroup(guarded, people))
      return {
        size: isBelow ? null : size,
        ...(isBelow ? { below_min_size: true as const } : {}),
        withheld: matchable?.withheld ?? null,
        share: isBelow ? null : share,
        error_margin: isBelow ? null : errorMargin,
        known_people: knownPeople,
        matchable: matchable?.counts ?? null,
        matchable_error_margin: matchable?.errorMargin ?? null,
        entering_24h: movesAreHidden ? null : entering,
        leaving_24h: movesAreHidden ? null : leaving,
        cost: toCostAnswer(cost),
        as_of: iso(asOfMs),
        ...reflected,
        ...toUnresolved(config, definition),
        ...(await warn(definition.rule)),
      }
    },
  )
}
