// Held by route.test.ts
import { Name, SEGMENT_ID } from '@weir/contracts'
import { z } from 'zod'
import { ShareAnswer } from '../../analyses/shared/share.ts'
import { FormatParam } from '../../shared/csv-answer.ts'
import { list } from '../../shared/lists.ts'
import { EXPORT_ID_TYPES } from '../../shared/id-types.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import { HISTORY_FINAL } from '../history/query.ts'
import { Withheld } from '../members/withheld.ts'
import { UnresolvedAnswer } from '../shared/unresolved.ts'
import { ADVICE_CODES, PLATFORM_FLOORS } from './advice.ts'

const SegmentId = z.string().regex(SEGMENT_ID, 'this is no segment id')

export const SeedReportParams = z.strictObject({
  conversion: Name.default('Purchase').describe('The name of the event that the lookalike is for'),
  exclude: list(SegmentId, 10).exactOptional().describe('Segments that the ads will exclude'),
  compare: SegmentId.exactOptional().describe('Another segment, to be shown beside this one'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected a code such as "EUR"')
    .exactOptional()
    .describe('Of values; default: the one in which most people of the seed converted'),
  lookback_days: z.coerce.number().int().min(1).max(1_000).default(180).describe('How far back events are looked at'),
  since_days: z.coerce.number().int().min(1).max(366).default(30).describe('Since when changes of the members are counted'),
  ...FreshParams,
  format: FormatParam,
})

const Figure = z.number().nullable()
const Count = z.int().nullable()
const Quantiles = { p10: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p90: z.number() }

const Kinds = z
  .object({
    people: z.int().describe('Of whom it is known'),
    kinds: z.int(),
    largest: z.string().nullable().describe('The most frequent one; null where its name might tell of a person'),
    largest_share: z.number(),
    effective: z.number().describe('So many equally frequent ones would be as diverse (1 / sum of squared shares)'),
  })
  .nullable()
  .describe('Each person counts for what most of their events have; null where nothing is known, or below min_size')

const SeedAnswer = z.object({
  segment: z.string(),
  size: z.int().describe('Members by their own consent'),
  withheld: Withheld,
  matchable: z.array(
    z.object({
      type: z.enum(EXPORT_ID_TYPES),
      members: z.int(),
      taken: z.boolean().describe('Whether the platform takes files of it'),
      can_create: z.boolean().describe(`Whether it is enough for a source of a lookalike: ${PLATFORM_FLOORS.create}`),
      can_target: z.boolean().describe(`Whether it is enough to target the segment itself: ${PLATFORM_FLOORS.target}`),
    }),
  ),
  matchable_error_margin: z.number().describe('Half a 95 % interval as a share of size; 0 up to 10,000 members'),
  looked_at: z.int().describe('Members whom the figures below are about: who may be handed out, of more than 5,000 a sample'),
  measured: Count.describe('Those of them with an event in the look-back, and consent to measurement; null below min_size'),
  recency_days: z.object(Quantiles).nullable().describe('Days since the newest event of those who are measured'),
  converted: ShareAnswer.describe('Of those looked at, the share with a conversion in the look-back'),
  value: z
    .object({
      currency: z.string(),
      people: z.int().describe('Who converted with a value in this currency'),
      mean: z.number(),
      ...Quantiles,
      top_tenth_share: z.number().describe('Of the whole value, what the best tenth of these people (rounded up) has'),
    })
    .nullable()
    .describe('Per person, in the look-back; null where there is none, or below min_size'),
  diversity: z.object({ source: Kinds, category: Kinds, country: Kinds }),
  overlap: z.array(
    z.object({
      segment: z.string(),
      both: Count.describe('Members of both; null below the min_size of one of them'),
      share: Figure.describe('Of the members of this segment'),
    }),
  ),
  change: z.object({
    since: z.string(),
    before: Count.describe('Members then; null, as the rest, below min_size'),
    entered: Count,
    left: Count,
  }),
  advice: z.array(z.object({ code: z.enum(ADVICE_CODES), message: z.string() })),
  unresolved: UnresolvedAnswer,
})
export type SeedAnswer = z.infer<typeof SeedAnswer>

export const SeedReportAnswer = z.object({
  as_of: z.string(),
  ...FreshAnswer,
  final: z.boolean().describe(HISTORY_FINAL),
  conversion: z.string(),
  lookback_days: z.int(),
  seeds: z.array(SeedAnswer).describe('This segment, then the one that it is compared with'),
})
export type SeedReportAnswer = z.infer<typeof SeedReportAnswer>
