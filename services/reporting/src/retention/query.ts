import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import { bind, sql } from '../shared/sql/sql.ts'

const Count = z.coerce.number()
const Run = z.object({
  class: z.string(),
  at_ms: Count,
  before_ms: Count,
  deleted: Count,
  bytes: Count,
  remaining: Count,
  held_by: z.string(),
})

/** What one look has deleted of one class. Instants are Unix ms. */
export type StoredRun = z.infer<typeof Run>

const COLUMNS = sql`class, toUnixTimestamp64Milli(at) AS at_ms, toUnixTimestamp64Milli(before) AS before_ms, deleted, bytes, remaining, held_by`

/** The latest looks of each class, newest first. */
export function queryRuns(warehouse: ReportReader, limit: number): Promise<StoredRun[]> {
  const query = sql`SELECT ${COLUMNS} FROM retention_runs ORDER BY at DESC LIMIT ${bind('UInt32', limit)} BY class`
  return warehouse.rows(query.render(), Run)
}

/** When people were last seen: those of them (ids) who were at an instant (Unix ms) or later. */
export async function querySeen(warehouse: ReportReader, people: readonly string[], since: number): Promise<Set<string>> {
  const ids = bind('Array(String)', people)
  const query = sql`SELECT DISTINCT person FROM facts
    WHERE person IN ${ids} AND bot = '' AND received_at >= fromUnixTimestamp64Milli(${bind('Int64', since)}, 'UTC')`
  return new Set((await warehouse.rows(query.render(), z.object({ person: z.string() }))).map(({ person }) => person))
}
