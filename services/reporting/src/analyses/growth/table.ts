// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, partLines, suppressedColumn } from '../shared/table.ts'
import type { LineColumn, PartLine } from '../shared/table.ts'

interface GrowthDay {
  day: string
  size: number | null
  joined: number | null
  left: number | null
}

interface GrowthRow {
  segment: string
  below_min_size?: true
  days: readonly GrowthDay[]
}

const COLUMNS: readonly LineColumn<PartLine<GrowthRow, GrowthDay>>[] = [
  ['segment', ({ row }) => row.segment],
  ['day', ({ part }) => part?.day],
  ['size', ({ part }) => part?.size],
  ['joined', ({ part }) => part?.joined],
  ['left', ({ part }) => part?.left],
  suppressedColumn(({ part }) => part === undefined || part.size === null),
]

/** A line per segment and day; a segment below its min_size has one without a day. */
export function growthTable(rows: readonly GrowthRow[]): Cell[][] {
  return lineTable(
    COLUMNS,
    partLines(
      rows,
      ({ below_min_size }) => below_min_size !== true,
      ({ days }) => days,
    ),
  )
}
