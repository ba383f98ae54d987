// Held by ../funnel/route.test.ts
import { pathFaults, rangeFaults, SEGMENT_ID, WeirError } from '@weir/contracts'
import type { FieldFault, Selector } from '@weir/contracts'
import { CONFIDENCE_LEVELS } from '@weir/statistics'
import { z } from 'zod'
import { FACT_DIMENSIONS } from '../../reports/dimensions.ts'
import { RangeParams } from '../../reports/params.ts'
import { FormatParam } from '../../shared/csv-answer.ts'
import { FreshAnswer, FreshFields } from '../../shared/time/freshness.ts'
import { BOTS_SHOWN } from '../../shared/sql/facts.ts'

/** What every analysis that is asked for with a body takes. */
export const AnalysisFields = {
  ...RangeParams,
  ...FreshFields,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for days and for dates in from and to.'),
  segments: z
    .array(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .min(1)
    .max(100)
    .exactOptional()
    .describe('Segment ids, with group_by segment only. Default: all.'),
  min_group: z.int().min(0).max(1_000_000).default(0).describe('Figures of fewer persons are null.'),
  bots: z.enum(BOTS_SHOWN).default('exclude').describe('Events that machines sent: left out, included, or alone.'),
  level: z.enum(CONFIDENCE_LEVELS).default('95').describe('Of the intervals, in percent.'),
  format: FormatParam,
}

/** By what people are told apart: as it was at their first event. */
export const BreakdownField = z
  .enum(FACT_DIMENSIONS)
  .exactOptional()
  .describe('A row for each, as it was at the first event; of segments, those of which the person was a member just before it.')

/** What every analysis says of itself. */
export const AnalysisAnswer = {
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  final: z.boolean().describe('As in GET /v1/reports/segments'),
  final_until: z.string().nullable(),
  reports_from: z.record(z.string(), z.string().nullable()).exactOptional(),
}

/** A selector of events with the place at which it stands in the body. */
export interface PlacedSelector {
  at: string
  event: Selector
}

/** With a hundred the engine took 40 s to understand a statement, before its time limit counts. */
export const TESTS_MAX = 40

/**
 * @throws WeirError invalid_field for paths that lead into no section of an event, ranges the
 *   wrong way round, and for more
 *   tests than {@link TESTS_MAX} in all.
 */
export function mustLead(selectors: readonly PlacedSelector[]): void {
  let tests = 0
  const tooMany = selectors.find(({ event }) => (tests += event.where?.length ?? 0) > TESTS_MAX)
  if (tooMany) {
    const message = `all selectors together have more than ${TESTS_MAX} tests: leave some out`
    throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: `${tooMany.at}.where`, message }] })
  }
  const faults: FieldFault[] = selectors.flatMap(({ at, event }) =>
    [...pathFaults({ event, within: 'all' }), ...rangeFaults({ event, within: 'all' })].map(({ path, message }) => ({
      path: path.replace(/^rule\.event/, at),
      message,
    })),
  )
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
}
