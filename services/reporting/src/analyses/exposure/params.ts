// Held by route.test.ts
import { Duration, durationMs, Name } from '@weir/contracts'
import { CONFIDENCE_LEVELS } from '@weir/statistics'
import { z } from 'zod'
import { EXPOSURE_WINDOW } from '../../reports/exposures-query.ts'
import { RangeParams } from '../../reports/params.ts'
import { FormatParam } from '../../shared/csv-answer.ts'
import { list } from '../../shared/lists.ts'
import { BOTS_SHOWN } from '../../shared/sql/facts.ts'
import { FreshParams } from '../../shared/time/freshness.ts'

/** Of what exposures are counted. */
export const EXPOSURE_UNITS = ['all', 'campaign', 'adgroup', 'ad', 'creative'] as const
export type ExposureUnit = (typeof EXPOSURE_UNITS)[number]

/** Which ads: each narrows it down. */
export const AdFilter = {
  campaign: Name.exactOptional(),
  adgroup: Name.exactOptional(),
  ad: Name.exactOptional(),
  creative: Name.exactOptional(),
}

const RESPONSE_MS_MAX = 90 * 86_400_000

/** The query string of `GET /v1/reports/exposure`. */
export const ExposureParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  ...AdFilter,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for dates in from and to.'),
  per: z
    .enum(EXPOSURE_UNITS)
    .default('campaign')
    .describe('What the n of a person is counted of: their impressions of one campaign ..., or of all ads.'),
  window: Duration.refine((text) => durationMs(text) <= RESPONSE_MS_MAX, 'expected at most 90d')
    .default(EXPOSURE_WINDOW)
    .describe('How long after an impression a click, play or conversion counts for it; exactly so long is too late.'),
  max_n: z.coerce.number().int().min(2).max(50).default(20).describe('From here on exposures are put together.'),
  conversion: list(Name).exactOptional().describe('Event names. Default: as in GET /v1/reports/segments.'),
  min_group: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Rows of fewer persons show no figures.'),
  bots: z.enum(BOTS_SHOWN).default('exclude').describe('Events that machines sent: left out, included, or alone.'),
  level: z.enum(CONFIDENCE_LEVELS).default('95').describe('Of intervals and of the test for fatigue, in percent.'),
  format: FormatParam,
  table: z.enum(['rows', 'recency']).default('rows').describe('Which of the two tables a CSV file has.'),
})
export type ExposureParams = z.infer<typeof ExposureParams>
