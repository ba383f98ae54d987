// Held by tests/e2e/analyse.e2e.test.ts
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warehouse } from '../port.ts'
import { literal } from './literal.ts'

/** The views of analysts, with the column by whose months their files are cut. */
const VIEWS: readonly { name: string; by?: string }[] = [
  { name: 'analytics_segments' },
  { name: 'analytics_facts', by: 'event_time' },
  { name: 'analytics_memberships', by: 'at' },
  { name: 'analytics_delivery' },
  { name: 'analytics_rejected', by: 'rejected_at' },
]

const LIMITS = { maxSeconds: 600, maxRows: 100_000 }

/** A file of a snapshot. */
interface Part {
  view: string
  file: string
  where: string
  rows: number
}

/**
 * Writes the `analytics_*` views as Parquet: `FOLDER/analytics_facts/2024-05.parquet`, and for
 * views that have no months, or no rows, `all.parquet`. People have their pseudonyms there.
 * @param folder a path of the machine on which the engine (chDB) runs.
 * @param onProgress after each file: rows written so far, and of how many.
 * @returns the rows of each view.
 * @throws WarehouseError; then nothing of it is left.
 */
export async function writeSnapshot(
  warehouse: Warehouse,
  folder: string,
  onProgress: (written: number, total: number) => void,
): Promise<Map<string, number>> {
  const parts: Part[] = []
  for (const view of VIEWS) parts.push(...(await partsOf(warehouse, view)))
  const total = parts.reduce((sum, { rows }) => sum + rows, 0)
  const rows = new Map<string, number>()
  let written = 0
  try {
    for (const part of parts) {
      await mkdir(join(folder, part.view), { recursive: true })
      const to = `file(${literal(join(folder, part.view, part.file))}, 'Parquet')`
      await warehouse.command(
        `INSERT INTO FUNCTION ${to} SELECT * FROM ${part.view} WHERE ${part.where} SETTINGS output_format_parquet_string_as_string = 1`,
      )
      rows.set(part.view, (rows.get(part.view) ?? 0) + part.rows)
      onProgress((written += part.rows), total)
    }
  } catch (error) {
    for (const { name } of VIEWS) await rm(join(folder, name), { recursive: true, force: true })
    throw error
  }
  return rows
}

async function partsOf(warehouse: Warehouse, { name: view, by }: { name: string; by?: string }): Promise<Part[]> {
  const month = by === undefined ? '0' : `toYYYYMM(${by})`
  const found = await warehouse.query<{ month: number; n: string | number }>(
    `SELECT ${month} AS month, count() AS n FROM ${view} GROUP BY month ORDER BY month`,
    {},
    LIMITS,
  )
  if (by === undefined || found.length === 0) return [{ view, file: 'all.parquet', where: '1', rows: Number(found[0]?.n ?? 0) }]
  return found.map(({ month: at, n }) => {
    const [year, rest] = [Math.floor(at / 100), String(at % 100).padStart(2, '0')]
    return { view, file: `${year}-${rest}.parquet`, where: `${month} = ${at}`, rows: Number(n) }
  })
}
