import type { LogRecord } from '@weir/eventlog'
import { WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { Patience } from './patience.ts'
import { missingRows } from './presence.ts'
import type { LoadedTopic } from './tables.ts'

export interface StoreDeps {
  warehouse: Warehouse
  patience: Patience
  loaded: LoadedTopic
  /** A fresh id per insert, so that each can be stopped for itself. */
  newQueryId(): string
  /** Takes a row that the warehouse will never take. */
  poison(record: LogRecord, reason: string): Promise<void>
}

/**
 * Brings every record into the table exactly once, however long it takes.
 * No insert is repeated blindly: after any failure (and at first, when `uncertain`) the table is asked which rows it has.
 * A batch that is refused for its data, or is too much at once, is halved until the row at fault stands alone.
 */
export async function storeRows(deps: StoreDeps, records: readonly LogRecord[], uncertain: boolean): Promise<void> {
  let wanted = await withoutUnidentified(deps, records)
  let looked = !uncertain
  for (;;) {
    if (!looked) wanted = await lookUp(deps, wanted)
    if (wanted.length === 0) return
    const rows = wanted
    const failure = await insertOnce(deps, rows)
    if (!failure) return
    looked = false
    const [first] = rows
    if (failure.fault === 'data' && first && rows.length === 1) return deps.poison(first, failure.message)
    if (!canBeHalved(failure, rows)) continue
    const middle = Math.ceil(rows.length / 2)
    await storeRows(deps, rows.slice(0, middle), true)
    return storeRows(deps, rows.slice(middle), true)
  }
}

/** A row without an origin could never be found again. */
async function withoutUnidentified(deps: StoreDeps, records: readonly LogRecord[]): Promise<LogRecord[]> {
  const isIdentified = (record: LogRecord): boolean => deps.loaded.identity !== 'origin' || record.origin !== undefined
  for (const record of records) if (!isIdentified(record)) await deps.poison(record, 'the record has no origin')
  return records.filter(isIdentified)
}

async function lookUp({ warehouse, patience, loaded }: StoreDeps, records: readonly LogRecord[]): Promise<LogRecord[]> {
  return patience.until(() => missingRows(warehouse, loaded, records))
}

/** @returns why the rows may not all be there; the insert is over then, also at the other end. */
async function insertOnce(deps: StoreDeps, records: readonly LogRecord[]): Promise<WarehouseError | undefined> {
  const { warehouse, patience, loaded } = deps
  const queryId = deps.newQueryId()
  const lines = records.map((record) => record.value)
  try {
    await warehouse.insertLines(loaded.table, lines, { queryId })
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
