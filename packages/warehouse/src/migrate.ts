import { MIGRATIONS } from './ddl/index.ts'
import type { Warehouse } from './port.ts'

const RECORD = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number UInt32, name String, applied_at DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree ORDER BY number SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

/**
 * Brings the tables up to date. Can be called at every start, by several processes at once.
 * @returns the numbers applied now.
 */
export async function migrate(warehouse: Warehouse): Promise<number[]> {
  await warehouse.command(RECORD)
  const rows = await warehouse.query<{ number: number }>('SELECT DISTINCT number FROM schema_migrations', {}, { maxSeconds: 10 })
  const done = new Set(rows.map((row) => row.number))
  const missing = MIGRATIONS.filter((migration) => !done.has(migration.number))
  for (const { number, name, statements } of missing) {
    for (const statement of statements) await warehouse.command(statement)
    await warehouse.insertLines('schema_migrations', [Buffer.from(JSON.stringify({ number, name }))], {
      columns: ['number', 'name'],
    })
  }
  return missing.map((migration) => migration.number)
}
