import { isObject } from '@weir/contracts'
import type { LogRecord, Origin } from '@weir/eventlog'
import type { Warehouse } from '@weir/warehouse'
import type { LoadedTable } from './tables.ts'

const LIMITS = { maxSeconds: 60, maxRows: 0 }
/** Ids travel in the URL, which may have 1 MiB. */
const IDS_PER_QUERY = 500

/**
 * @returns those of the records that are not in the table yet: the answer to "did that insert
 *   happen?", row by row. All of them, where a repeat does no harm.
 */
export async function missingRows(warehouse: Warehouse, table: LoadedTable, records: readonly LogRecord[]): Promise<LogRecord[]> {
  if (table.identity === 'version') return [...records]
  return table.identity === 'origin' ? missingByOrigin(warehouse, table, records) : missingById(warehouse, table, records)
}

async function missingByOrigin(warehouse: Warehouse, { name }: LoadedTable, records: readonly LogRecord[]): Promise<LogRecord[]> {
  const there = new Set<string>()
  for (const [part, [from, to]] of offsetRanges(records)) {
    const sql = `SELECT off, n FROM ${name} WHERE part = {part:UInt32} AND off >= {from:UInt64} AND off <= {to:UInt64}`
    for await (const rows of warehouse.stream<{ off: number; n: number }>(sql, { part, from, to }, LIMITS)) {
      for (const { off, n } of rows) there.add(`${part} ${off} ${n}`)
    }
  }
  return records.filter(({ origin }) => !origin || !there.has(`${origin.partition} ${origin.offset} ${origin.n}`))
}

function offsetRanges(records: readonly LogRecord[]): Map<number, [from: number, to: number]> {
  const ranges = new Map<number, [number, number]>()
  const origins = records.map((record) => record.origin).filter((origin): origin is Origin => origin !== undefined)
  for (const { partition, offset } of origins) {
    const [from, to] = ranges.get(partition) ?? [offset, offset]
    ranges.set(partition, [Math.min(from, offset), Math.max(to, offset)])
  }
  return ranges
}

async function missingById(warehouse: Warehouse, { name }: LoadedTable, records: readonly LogRecord[]): Promise<LogRecord[]> {
  const ids = records.map((record) => idOf(record))
  const there = new Set<string>()
  for (let i = 0; i < ids.length; i += IDS_PER_QUERY) {
    const asked = ids.slice(i, i + IDS_PER_QUERY).filter((id) => id !== undefined)
    const rows = await warehouse.query<{ id: string }>(
      `SELECT id FROM ${name} WHERE id IN {ids:Array(String)}`,
      { ids: asked },
      LIMITS,
    )
    for (const { id } of rows) there.add(id)
  }
  return records.filter((_, i) => ids[i] === undefined || !there.has(ids[i]))
}

function idOf({ value }: LogRecord): string | undefined {
  try {
    const row: unknown = JSON.parse(Buffer.from(value).toString())
    return isObject(row) && typeof row['id'] === 'string' ? row['id'] : undefined
  } catch {
    // Not JSON: it cannot be in the table, and the insert will refuse it.
    return undefined
  }
}
