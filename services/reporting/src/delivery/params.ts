import { DELIVERY_SOURCE_ID, isDay, SEGMENT_ID, WeirError } from '@weir/contracts'
import { z } from 'zod'
import { AttributionParam } from '../reports/attribution.ts'
import { FormatParam } from '../shared/csv-answer.ts'
import { list } from '../shared/lists.ts'
import { MoneyParam } from '../shared/money/param.ts'
import { FreshParams } from '../shared/time/freshness.ts'
import { DELIVERY_DIMENSIONS } from './dimensions.ts'
import { SIDE_METRICS } from './side-by-side.ts'

const SourceList = list(z.string().regex(DELIVERY_SOURCE_ID, 'this is no id of a delivery source'))
const Day = z.string().refine(isDay, 'expected a date, such as 2024-05-01')

/** Days of the accounts: `from` inclusive, `to` exclusive. */
const Days = {
  from: Day.exactOptional().describe('The first day, on the clocks of the accounts. Default: 30 days before `to`.'),
  to: Day.exactOptional().describe('The day after the last. Default: tomorrow.'),
}

/** The query string of `GET /v1/delivery`. */
export const ImportedParams = z.strictObject({ ...Days, ...FreshParams, sources: SourceList.exactOptional() })

/** The query string of `GET /v1/reports/delivery`. */
export const DeliveryReportParams = z.strictObject({
  ...Days,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone: days of our own events.'),
  sources: SourceList.exactOptional().describe('Delivery sources. Default: all.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .exactOptional()
    .describe('Segment ids; the rows are then per segment.'),
  group_by: list(z.enum(DELIVERY_DIMENSIONS), 8).exactOptional(),
  metrics: list(z.enum(SIDE_METRICS), SIDE_METRICS.length)
    .exactOptional()
    .describe('Default: impressions, clicks, conversions, spend, value, and ratios of them.'),
  conversion: list(z.string().min(1).max(256))
    .exactOptional()
    .describe('Event names of our own conversions, as in the report of segments.'),
  attribution: AttributionParam.describe('Of our own conversions.'),
  currency: MoneyParam,
  format: FormatParam,
})
export type DeliveryReportParams = z.infer<typeof DeliveryReportParams>

const DAY_MS = 86_400_000

/** The days asked for, with the defaults. @throws WeirError invalid_field for an empty range. */
export function daysOf({ from, to }: { from?: string; to?: string }, now: number): { from: string; to: string } {
  const next = to ?? dayOf(now + DAY_MS)
  const first = from ?? dayOf(Date.parse(`${next}T00:00:00Z`) - 30 * DAY_MS)
  if (first < next) return { from: first, to: next }
  const faults = [{ path: 'from', message: 'the range is empty: from must lie before to' }]
  throw new WeirError('invalid_field', 'the request has faults', { faults })
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
