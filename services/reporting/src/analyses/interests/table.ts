// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, partLines, shareColumns, suppressedColumn } from '../shared/table.ts'
import type { LineColumn, PartLine } from '../shared/table.ts'
import type { InterestsRow } from './answer.ts'

type ValueLine = PartLine<InterestsRow, InterestsRow['values'][number]>

const COLUMNS: readonly LineColumn<ValueLine>[] = [
  ['segment', ({ row }) => row.segment],
  ['segment_persons', ({ row }) => row.persons],
  ['value', ({ part }) => part?.value],
  ['persons', ({ part }) => part?.persons],
  ...shareColumns<ValueLine>('share', ({ part }) => part?.share),
  ['everybody', ({ part }) => part?.everybody],
  ['index', ({ part }) => part?.index],
  ['index_low', ({ part }) => part?.index_low],
  ['index_high', ({ part }) => part?.index_high],
  suppressedColumn(({ part }) => part === undefined || part.persons === null),
]

/** A line per segment and value; a segment that is not told has one without a value. */
export function interestsTable(rows: readonly InterestsRow[]): Cell[][] {
  return lineTable(
    COLUMNS,
    partLines(
      rows,
      ({ persons }) => persons !== null,
      ({ values }) => values,
    ),
  )
}
