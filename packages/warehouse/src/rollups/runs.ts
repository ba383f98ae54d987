// Held by services/reporting/src/reports/rollups/rollups.test.ts
import { randomInt } from 'node:crypto'
import type { Warehouse } from '../port.ts'

const LIMITS = { maxSeconds: 300 }
/** A run is a count and, below it, a random number: two makers never have the same. */
const RUN_STEP = 2 ** 20
/** So many at most are taken at once. */
const RUNS_MAX = 32

/** Tables whose rows belong to runs. */
export type RunTable = 'rollup_days' | 'rollup_cells' | 'attributed_days' | 'attributed_people' | 'attributed_facts'

/** So many runs (32 at most) that are greater than all in these tables. */
export async function nextRuns(warehouse: Warehouse, tables: readonly RunTable[], count: number): Promise<number[]> {
  const all = tables.map((table) => `SELECT run FROM ${table}`).join(' UNION ALL ')
  const [row] = await warehouse.query<{ run: string }>(`SELECT toString(max(run)) AS run FROM (${all})`, {}, LIMITS)
  const first = (Math.floor(Number(row?.run ?? 0) / RUN_STEP) + 1) * RUN_STEP + randomInt(RUN_STEP / RUNS_MAX) * RUNS_MAX
  return Array.from({ length: Math.min(count, RUNS_MAX) }, (_, i) => first + i)
}

/** Deletes the rows of these runs. */
export async function deleteRowsOf(warehouse: Warehouse, tables: readonly RunTable[], runs: readonly number[]): Promise<void> {
  if (runs.length === 0) return
  const list = runs.map((run) => Math.trunc(run)).join(', ')
  for (const table of tables)
    await warehouse.command(`ALTER TABLE ${table} DELETE WHERE run IN (${list}) SETTINGS mutations_sync = 1`)
}
