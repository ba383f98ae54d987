// Held by route.test.ts
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import type { Range } from '../../shared/time/range.ts'
import { NO_SHARE, ShareAnswer, shareOf } from '../shared/share.ts'
import { unitLabel, unitStart } from './calendar.ts'
import type { CohortUnit } from './input.ts'
import type { Cohort } from './query.ts'

/** The people who began in one unit as they are told. */
export const CohortRow = z.object({
  cohort: z.string().nullable().describe('The first day of the unit in which they began; null for all together'),
  persons: z.int().nullable().describe('Null, as all else, where they are fewer than min_group'),
  periods: z.array(
    z.object({
      period: z.int().describe('0 is the unit of the first event'),
      persons: z.int().nullable().describe('Who came back'),
      rate: ShareAnswer.describe('As a share of the cohort'),
      of: z.int().nullable().describe('The persons of whom it is a share: of all together, those whose period is over'),
      is_over: z
        .boolean()
        .describe('Whether the period (rolling: the last one asked for) is over; false where more can come back'),
    }),
  ),
})
export type CohortRow = z.infer<typeof CohortRow>

interface CohortOptions {
  range: Range
  unit: CohortUnit
  periods: number
  isRolling: boolean
  level: ConfidenceLevel
  minGroup: number
  /** Unix ms. */
  now: number
}

/** All cohorts together, then each. */
export function cohortRows(cohorts: readonly Cohort[], options: CohortOptions): CohortRow[] {
  return [together(cohorts, options), ...cohorts.map((cohort) => cohortRow(cohort, options))]
}

function isOver({ cohort }: Cohort, period: number, { unit, range, now, periods, isRolling }: CohortOptions): boolean {
  return unitStart(cohort + (isRolling ? periods : period) + 1, unit, range.zone) <= now
}

/**
 * Of each period only the cohorts of which it is over: the others would make it look as if people
 * stayed away. A cohort that is not told is not in it either, for it could be worked out.
 */
function together(cohorts: readonly Cohort[], options: CohortOptions): CohortRow {
  const told = cohorts.filter(({ persons }) => persons >= options.minGroup)
  const hidden = new Map(told.map((cohort) => [cohort, hiddenPeriods(cohort, options)]))
  return {
    cohort: null,
    persons: sum(told.map(({ persons }) => persons)),
    periods: periodsOf(options).map((period) => {
      const over = told.filter((cohort) => isOver(cohort, period, options) && !hidden.get(cohort)?.has(period))
      const [part, whole] = [sum(over.map(({ returned }) => returned[period] ?? 0)), sum(over.map(({ persons }) => persons))]
      return {
        period,
        persons: part,
        rate: shareOf(part, whole, options.level),
        of: whole,
        is_over: cohorts.every((cohort) => isOver(cohort, period, options)),
      }
    }),
  }
}

function cohortRow(cohort: Cohort, options: CohortOptions): CohortRow {
  const isTold = cohort.persons >= options.minGroup
  const hidden = hiddenPeriods(cohort, options)
  return {
    cohort: unitLabel(cohort.cohort, options.unit),
    persons: isTold ? cohort.persons : null,
    periods: periodsOf(options).map((period) => {
      const is_over = isOver(cohort, period, options)
      if (!isTold || hidden.has(period)) return { period, persons: null, rate: NO_SHARE, of: null, is_over }
      const persons = cohort.returned[period] ?? 0
      return { period, persons, rate: shareOf(persons, cohort.persons, options.level), of: cohort.persons, is_over }
    }),
  }
}

/**
 * The periods in which few came back, or few did not: either tells the other. Who came in a period
 * or later are those of the next one and who came last in this one, so these may not be few either.
 */
function hiddenPeriods({ persons, returned }: Cohort, options: CohortOptions): ReadonlySet<number> {
  const isFew = (few: number): boolean => few > 0 && few < options.minGroup
  const hidden = new Set<number>()
  let later = 0
  for (const period of periodsOf(options).toReversed()) {
    const came = returned[period] ?? 0
    if ([came, persons - came, ...(options.isRolling ? [came - later] : [])].some(isFew)) hidden.add(period)
    else later = came
  }
  return hidden
}

function periodsOf({ periods }: CohortOptions): number[] {
  return Array.from({ length: periods + 1 }, (_, period) => period)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
