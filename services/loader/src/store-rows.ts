import type { LogRecord } from '@weir/eventlog'
import { WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { Backoff } from './backoff.ts'
import { missingRows } from './existing-rows.ts'
import type { LoadedTable } from './tables.ts'

export interface StoreDeps {
  warehouse: Warehouse
  patience: Backoff
  table: LoadedTable
  /** A fresh id per insert, so that each can be stopped for itself. */
  newQueryId(): string
  /** Takes a row that the warehouse will never take. */
  poison(record: LogRecord, reason: string): Promise<void>
}

/**
 * Brings every record into the table exactly once, however long it takes.
 * No insert is repeated blindly: after any failure (and at first, when `uncertain`) the table is
 * asked which rows it has. A batch that is refused for its data, or is too much at once, is halved
 * until the row at fault stands alone.
 */
export async function storeRows(deps: StoreDeps, records: readonly LogRecord[], uncertain: boolean): Promise<void> {
  let wanted = await withoutUnusable(deps, records)
  let looked = !uncertain
  for (;;) {
    if (!looked) wanted = await lookUp(deps, wanted)
    if (wanted.length === 0) return
    const rows = wanted
    const failure = await insertOnce(deps, rows)
    if (!failure) return
    looked = false
    const [first] = rows
    if (failure.fault === 'data' && first && rows.length === 1) return deps.poison(first, whyRefused(failure))
    if (!canBeHalved(failure, rows)) continue
    const middle = Math.ceil(rows.length / 2)
    await storeRows(deps, rows.slice(0, middle), true)
    return storeRows(deps, rows.slice(middle), true)
  }
}

async function withoutUnusable(deps: StoreDeps, records: readonly LogRecord[]): Promise<LogRecord[]> {
  const usable: LogRecord[] = []
  for (const record of records) {
    const fault = faultOf(deps.table, record)
    if (fault === undefined) usable.push(record)
    else await deps.poison(record, fault)
  }
  return usable
}

const OPEN = 0x7b
const CLOSE = 0x7d
const NEWLINE = 0x0a

/**
 * What the warehouse would not refuse although it is no row: it skips an empty line, reads several
 * rows from an array or from several lines, and fills what is missing with defaults. (All else that
 * is wrong it says itself, and bytes are not parsed here.)
 */
function faultOf({ identity, field }: LoadedTable, { value, origin }: LogRecord): string | undefined {
  // It could never be found again.
  if (identity === 'origin' && origin === undefined) return 'the record has no origin'
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (bytes[0] !== OPEN || bytes.at(-1) !== CLOSE || bytes.includes(NEWLINE)) return 'the record is no line of JSON'
  return bytes.includes(field) ? undefined : 'the record is no row of this table'
}

async function lookUp({ warehouse, patience, table }: StoreDeps, records: readonly LogRecord[]): Promise<LogRecord[]> {
  return patience.until(() => missingRows(warehouse, table, records))
}

/** The warehouse's words up to where it begins to quote the row, which may hold anything. */
function whyRefused({ message, code }: WarehouseError): string {
  return message.split(/[:'"`(]/, 1)[0]?.trim() || code
}

/** @returns why the rows may not all be there; the insert is over then, also at the other end. */
async function insertOnce(deps: StoreDeps, records: readonly LogRecord[]): Promise<WarehouseError | undefined> {
  const { warehouse, patience, table } = deps
  const queryId = deps.newQueryId()
  const lines = records.map((record) => record.value)
  try {
    await warehouse.insertLines(table.name, lines, { queryId })
    patience.ok()
    return undefined
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    if (error.fault === 'data') return error
    if (!canBeHalved(error, records)) await patience.pause(error)
    await patience.until(() => warehouse.stopInsert(queryId))
    return error
  }
}

function canBeHalved({ fault }: WarehouseError, records: readonly LogRecord[]): boolean {
  return (fault === 'data' || fault === 'limit') && records.length > 1
}
