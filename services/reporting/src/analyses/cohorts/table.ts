// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, shareColumns, suppressedColumn } from '../shared/table.ts'
import type { LineColumn } from '../shared/table.ts'
import type { CohortRow } from './answer.ts'

interface PeriodLine {
  segment: string | null
  cohort: CohortRow
  period: CohortRow['periods'][number]
}

const isTotal = ({ cohort }: PeriodLine): boolean => cohort.cohort === null

const COLUMNS: readonly LineColumn<PeriodLine>[] = [
  ['total', isTotal],
  ['segment', ({ segment }) => segment],
  ['cohort', ({ cohort }) => cohort.cohort],
  ['cohort_persons', ({ cohort }) => cohort.persons],
  ['period', ({ period }) => period.period],
  ['persons', ({ period }) => period.persons],
  ...shareColumns<PeriodLine>('rate', ({ period }) => period.rate),
  ['of', ({ period }) => period.of],
  ['is_over', ({ period }) => period.is_over],
  suppressedColumn(({ period }) => period.persons === null),
]

/**
 * A line per segment, cohort and period; those of all cohorts together are marked as totals, and
 * come last, as in reports.
 */
export function cohortTable(rows: readonly { segment: string | null; cohorts: readonly CohortRow[] }[]): Cell[][] {
  const lines = rows.flatMap(({ segment, cohorts }) =>
    cohorts.flatMap((cohort) => cohort.periods.map((period) => ({ segment, cohort, period }))),
  )
  return lineTable(COLUMNS, [...lines.filter((line) => !isTotal(line)), ...lines.filter(isTotal)])
}
