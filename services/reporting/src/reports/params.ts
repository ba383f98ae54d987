import { canonicalName, DEFAULT_CONVERSIONS, INSTANT_MS_MAX, INSTANT_MS_MIN, SEGMENT_ID, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { CONFIDENCE_LEVELS } from '@weir/statistics'
import { z } from 'zod'
import { FormatParam } from '../shared/csv-answer.ts'
import { list } from '../shared/lists.ts'
import { ConvertedMoneyParam } from '../shared/money/param.ts'
import { BOTS_SHOWN } from '../shared/sql/facts.ts'
import { FreshParams } from '../shared/time/freshness.ts'
import type { Range } from '../shared/time/range.ts'
import { daysBefore, EDGE_EXPECTED, edgeMs, endOfDay, zoneName } from '../shared/time/times.ts'
import { AttributionParam } from './attribution.ts'
import { CreditParams, MODELS } from './credit/models.ts'
import { DIMENSIONS } from './dimensions.ts'
import { METRICS } from './catalogue.ts'
import { GROUPS_MAX } from './query.ts'

/** The two ends of a range in a query string; {@link rangeOf} reads them. */
export const RangeParams = {
  from: z
    .string()
    .max(40)
    .exactOptional()
    .describe('Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`.'),
  to: z
    .string()
    .max(40)
    .exactOptional()
    .describe('Exclusive: an instant, or a date (its start in tz). Default: the end of the present day.'),
}

/** The query string of `GET /v1/reports/segments`. */
export const ReportParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for days and for dates in from and to.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .exactOptional()
    .describe('Segment ids; the rows are then per segment.'),
  group_by: list(z.enum(DIMENSIONS), DIMENSIONS.length).exactOptional(),
  metrics: list(z.enum(METRICS), METRICS.length).exactOptional().describe('Default: all.'),
  conversion: list(z.string().min(1).max(256))
    .exactOptional()
    .describe(`Event names. Default: ${DEFAULT_CONVERSIONS.join(', ')}.`),
  attribution: AttributionParam.describe('Windows such as 7d_click,1d_view (the default), or none: every conversion counts.'),
  model: z
    .enum([...MODELS, 'all'])
    .default('last_touch')
    .describe('Which touches have how much of a conversion. all: the rows of every model, told apart by `model`.'),
  ...CreditParams,
  across_sources: z
    .enum(['once', 'each'])
    .default('once')
    .describe('Whether a conversion that several sources tell of (the same person, and order id or event id) counts once.'),
  min_group: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Rows of fewer persons show no metrics.'),
  bots: z.enum(BOTS_SHOWN).default('exclude').describe('Events that machines sent: left out, included, or alone.'),
  currency: ConvertedMoneyParam,
  intervals: z
    .enum(CONFIDENCE_LEVELS)
    .exactOptional()
    .describe('Beside each rate and ratio its interval of so many percent (..._low, ..._high).'),
  compare: z
    .enum(['previous'])
    .exactOptional()
    .describe(
      'Beside each metric that of the period of the same length before (previous_...), and the change as a share of it (change_...).',
    ),
  totals: z.enum(['true', 'false']).default('false').describe('Everything together as well, its reach counted and not added up.'),
  sort: list(z.string().max(100), 10)
    .exactOptional()
    .describe('Columns to sort by, as -spend_EUR,campaign; - for the greatest first.'),
  limit: z.coerce.number().int().min(1).max(GROUPS_MAX).exactOptional().describe('So many rows, after sorting.'),
  rollups: z
    .enum(['use', 'skip'])
    .default('use')
    .describe('skip: everything is added up from facts, also what is rolled up. The answer is the same.'),
  source: z.enum(['observed']).default('observed').describe('Where the numbers come from: the events that Weir received.'),
  format: FormatParam,
})
export type ReportParams = z.infer<typeof ReportParams>

/** @returns canonical names of the conversion events. */
export function conversionNames(params: Pick<ReportParams, 'conversion'>): string[] {
  return [...new Set((params.conversion ?? DEFAULT_CONVERSIONS).map(canonicalName))]
}

/** The range with its defaults. @throws WeirError invalid_field with all faults. */
export function rangeOf(params: { from?: string; to?: string; tz: string }, now: number): Range {
  const faults: FieldFault[] = []
  const zone = zoneName(params.tz)
  if (zone === undefined) faults.push({ path: 'tz', message: 'this is no IANA time zone' })
  const edge = (path: 'from' | 'to', missing: () => number): number => {
    const text = params[path]
    const ms = text === undefined ? missing() : edgeMs(text, zone ?? 'UTC')
    if (ms === undefined) faults.push({ path, message: EDGE_EXPECTED })
    else if (ms < INSTANT_MS_MIN || ms > INSTANT_MS_MAX)
      faults.push({ path, message: 'expected an instant between 1906 and 2259' })
    return ms ?? 0
  }
  const to = edge('to', () => endOfDay(now, zone ?? 'UTC'))
  const from = edge('from', () => daysBefore(to, 30, zone ?? 'UTC'))
  if (faults.length === 0 && from >= to) faults.push({ path: 'from', message: 'the range is empty: from must lie before to' })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  return { from, to, zone: zone ?? 'UTC' }
}
