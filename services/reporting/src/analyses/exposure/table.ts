// Held by route.test.ts
import type { z } from 'zod'
import type { Cell } from '../../shared/csv.ts'
import { lineTable, shareColumns, suppressedColumn } from '../shared/table.ts'
import type { LineColumn } from '../shared/table.ts'
import type { ExposureFigures, NumberedRow, RecencyRow } from './answer.ts'

/** What a table has of some exposures. */
export const EXPOSURE_COLUMNS: readonly LineColumn<ExposureFigures>[] = [
  ['persons', ({ persons }) => persons],
  ['impressions', ({ impressions }) => impressions],
  ['clicks', ({ clicks }) => clicks],
  ['landings', ({ landings }) => landings],
  ['conversions', ({ conversions }) => conversions],
  ...shareColumns<ExposureFigures>('ctr', ({ ctr }) => ctr),
  ...shareColumns<ExposureFigures>('completion_rate', ({ completion_rate }) => completion_rate),
  ...shareColumns<ExposureFigures>('cvr', ({ cvr }) => cvr),
  ['spend', ({ spend }) => spend],
  ['marginal_cpa', ({ marginal_cpa }) => marginal_cpa],
  suppressedColumn(({ persons }) => persons === null),
]

const NUMBERED: readonly LineColumn<z.infer<typeof NumberedRow>>[] = [
  ['n', ({ n }) => n],
  ['and_more', ({ and_more }) => and_more],
  ...EXPOSURE_COLUMNS,
]

const RECENCY: readonly LineColumn<z.infer<typeof RecencyRow>>[] = [
  ['since_last', ({ since_last }) => since_last],
  ['before', ({ before }) => before],
  ...EXPOSURE_COLUMNS,
]

interface ExposureRows {
  rows: readonly z.infer<typeof NumberedRow>[]
  recency: readonly z.infer<typeof RecencyRow>[]
}

/** One of the two tables of exposures: a line per number, or per time since the one before. */
export function exposureTable({ rows, recency }: ExposureRows, table: 'rows' | 'recency'): Cell[][] {
  return table === 'rows' ? lineTable(NUMBERED, rows) : lineTable(RECENCY, recency)
}
