// Held by route.test.ts
import { Selector } from '@weir/contracts'
import { z } from 'zod'
import { AnalysisFields } from '../shared/body.ts'

export const COHORT_UNITS = ['day', 'week', 'month'] as const
export type CohortUnit = (typeof COHORT_UNITS)[number]
/** Whether a period counts who came in it, or who came in it or in a later one. */
export const COHORT_MODES = ['exact', 'rolling'] as const

export const PERIODS_MAX = 100

/** The body of `POST /v1/reports/retention`. */
export const CohortInput = z.strictObject({
  ...AnalysisFields,
  first: Selector.describe('The event that begins it: the first one of a person in the range.'),
  returning: Selector.exactOptional().describe('The event that counts as coming back. Default: as first.'),
  unit: z.enum(COHORT_UNITS).default('day').describe('Of cohorts and periods, on the calendar of tz; weeks begin on Monday.'),
  periods: z.int().min(1).max(PERIODS_MAX).default(8).describe('How many periods after the first one.'),
  mode: z
    .enum(COHORT_MODES)
    .default('exact')
    .describe('exact: came in that period. rolling: came in that period or in a later one, up to the last one asked for.'),
  group_by: z
    .enum(['segment'])
    .exactOptional()
    .describe('Rows by the segments of which the person was a member just before the first event.'),
})
