import type { Warehouse } from './port.ts'

/** One row of the table `segment_definitions`; `updated_at` as ClickHouse writes it. */
export interface SegmentRow {
  number: number
  id: string
  name: string
  version: number
  description: string
  rule: string
  purposes: readonly string[]
  min_size: number
  updated_at: string
  is_deleted: 0 | 1
}

type Found = Omit<SegmentRow, 'updated_at'> & { saved: string; seq: string }

/**
 * The valid rows, those of deleted segments among them, and the greatest `written` that any has.
 */
export async function readSegmentRows(warehouse: Warehouse): Promise<{ rows: SegmentRow[]; written: number }> {
  const found = await warehouse.query<Found>(
    `SELECT number, id, name, version, description, rule, purposes, min_size, toString(updated_at) AS saved, is_deleted,
      toString(written) AS seq FROM segment_definitions FINAL`,
    {},
    { maxSeconds: 30 },
  )
  return {
    rows: found.map(toRow),
    written: found.reduce((newest, { seq }) => Math.max(newest, Number(seq)), 0),
  }
}

/** The greatest `written` that any row has; 0 when there is none. */
export async function newestSegmentRow(warehouse: Warehouse): Promise<number> {
  const [found] = await warehouse.query<{ seq: string }>(
    'SELECT toString(max(written)) AS seq FROM segment_definitions',
    {},
    { maxSeconds: 30 },
  )
  return Number(found?.seq ?? 0)
}

function toRow(found: Found): SegmentRow {
  const { seq: _, saved, ...row } = found
  return { ...row, updated_at: saved }
}

/** @param written greater than that of the rows which these replace. */
export async function writeSegmentRows(warehouse: Warehouse, rows: readonly SegmentRow[], written: number): Promise<void> {
  if (rows.length === 0) return
  await warehouse.insertLines(
    'segment_definitions',
    rows.map((row) => Buffer.from(JSON.stringify({ ...row, written }))),
  )
}
