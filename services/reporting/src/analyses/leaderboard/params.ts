// Held by route.test.ts
import { Name, SEGMENT_ID } from '@weir/contracts'
import { CONFIDENCE_LEVELS } from '@weir/statistics'
import { z } from 'zod'
import { AttributionParam } from '../../reports/attribution.ts'
import { RangeParams } from '../../reports/params.ts'
import { FormatParam } from '../../shared/csv-answer.ts'
import { list } from '../../shared/lists.ts'
import { BOTS_SHOWN } from '../../shared/sql/facts.ts'
import { FreshParams } from '../../shared/time/freshness.ts'

/** By what segments can be compared. */
export const COMPARED_METRICS = ['cpa', 'cvr', 'ctr', 'roas'] as const
export type ComparedMetric = (typeof COMPARED_METRICS)[number]
export const CORRECTIONS = ['holm', 'bh'] as const

/** The query string of `GET /v1/reports/leaderboard`. */
export const LeaderboardParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for dates in from and to.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id')).exactOptional().describe('Segment ids. Default: all.'),
  metric: z.enum(COMPARED_METRICS).default('cpa').describe('By what they are compared.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected three capital letters (ISO 4217), such as EUR')
    .exactOptional()
    .describe(
      'Of cpa and roas: all amounts in it, by the rates of PUT /v1/exchange-rates. Needed where there are several currencies.',
    ),
  conversion: list(Name).exactOptional().describe('Event names. Default: as in GET /v1/reports/segments.'),
  attribution: AttributionParam.describe('As in GET /v1/reports/segments.'),
  correction: z
    .enum(CORRECTIONS)
    .default('holm')
    .describe('Of the p values: holm keeps the chance of any false find, bh (Benjamini and Hochberg) the share of false finds.'),
  min_group: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Rows of fewer persons show no figures.'),
  bots: z.enum(BOTS_SHOWN).default('exclude').describe('Events that machines sent: left out, included, or alone.'),
  level: z.enum(CONFIDENCE_LEVELS).default('95').describe('Of the intervals, and of what counts as a difference, in percent.'),
  format: FormatParam,
})
export type LeaderboardParams = z.infer<typeof LeaderboardParams>
