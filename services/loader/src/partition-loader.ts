import { randomBytes } from 'node:crypto'
import { TOPICS } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Erased } from '@weir/runtime'
import type { Lease } from '@weir/state'
import { decodeOrigins, encodeOrigins, takeOrigin, watchForRollback } from '@weir/stream'
import type { Warehouse } from '@weir/warehouse'
import type { Backoff } from './backoff.ts'
import { poisonRow } from './dead-letter.ts'
import { isErased } from './erased-rows.ts'
import { storeRows } from './store-rows.ts'
import type { StoreDeps } from './store-rows.ts'
import { tableOf } from './tables.ts'
import type { LoadedTable, LoadedTopic } from './tables.ts'

export interface PartitionDeps {
  log: EventLog
  warehouse: Warehouse
  patience: Backoff
  loaded: LoadedTopic
  partition: number
  lease: Lease
  /** Who was erased: their rows are not loaded again. */
  erased: Pick<Erased, 'some' | 'covers'>
  /** A batch is inserted when it has so many rows or bytes, or is so old. */
  max: { rows: number; bytes: number; ageMs: number }
  /** Told of rows that have come to be in a table. */
  onLoaded(table: string, rows: number): void
  /** Told of each row of a table that went to `weir.rejected`. */
  onPoison(table: string, record: LogRecord, reason: string): void
}

/**
 * Loads one topic partition: rows gather, are stored, and then the position is committed with the
 * marks. One call at a time.
 */
export interface PartitionLoader {
  /** Offset of the last record that is in the warehouse and committed; -1 at first. */
  position(): number
  /** @param hurry stores at once instead of gathering more. */
  take(records: readonly LogRecord[], hurry: boolean): Promise<void>
  flush(): Promise<void>
  /** For how long the oldest row in hand has been there, ms; 0 when there is none. */
  waitingMs(): number
}

export async function openPartitionLoader(deps: PartitionDeps): Promise<PartitionLoader> {
  const { log, warehouse, patience, loaded, partition, lease, max } = deps
  let position = await lease.position()
  const marks = decodeOrigins(await lease.meta())
  // What was in the log before we came may have been inserted by somebody who did not live to
  // commit it.
  const certainFrom = await log.end(loaded.topic, partition)
  let strangersStopped = certainFrom <= position + 1
  let rows: LogRecord[] = []
  let bytes = 0
  let since = 0
  let seen = position

  const idPrefix = `weir-loader/${loaded.table.name}/${partition}/`
  const ours = `${idPrefix}${randomBytes(8).toString('hex')}/`
  let inserts = 0
  const newQueryId = (): string => `${ours}${inserts++}`
  const store = async (table: LoadedTable, records: readonly LogRecord[], uncertain: boolean): Promise<void> => {
    let poisoned = 0
    const poison: StoreDeps['poison'] = async (record, reason) => {
      const row = poisonRow(loaded.topic, partition, record, reason)
      await log.append(TOPICS.rejected, [{ partition: 0, key: row.source, value: Buffer.from(JSON.stringify(row)) }])
      poisoned++
      deps.onPoison(table.name, record, reason)
    }
    await storeRows({ warehouse, patience, table, newQueryId, poison }, records, uncertain)
    deps.onLoaded(table.name, records.length - poisoned)
  }

  const gather = (record: LogRecord): void => {
    seen = record.offset
    if (!takeOrigin(marks, record.origin) || isErased(deps.erased, record)) return
    if (rows.length === 0) since = performance.now()
    rows.push(record)
    bytes += record.value.length
  }
  const isDue = (): boolean =>
    rows.length >= max.rows || bytes >= max.bytes || (rows.length > 0 && performance.now() - since >= max.ageMs)

  /** What fell back has to be loaded again, and will be found in the warehouse. */
  const look = watchForRollback(async () => {
    const stored = await lease.position()
    return stored === position ? undefined : `the stored position is ${stored}, and ${position} was committed`
  })
  const flush = async (): Promise<void> => {
    if (seen === position) return look()
    const [first] = rows
    const uncertain = first !== undefined && first.offset < certainFrom
    if (uncertain && !strangersStopped) {
      await patience.until(() => warehouse.stopInserts(idPrefix))
      strangersStopped = true
    }
    for (const [table, records] of byTable(loaded, rows)) await store(table, records, uncertain)
    await lease.commit({ expect: position, position: seen, meta: encodeOrigins(marks) })
    position = seen
    rows = []
    bytes = 0
  }

  return {
    position: () => position,
    async take(records, hurry) {
      for (const record of records) {
        if (record.offset <= seen) continue
        gather(record)
        if (isDue()) await flush()
      }
      if (hurry) await flush()
    },
    flush,
    waitingMs: () => (rows.length === 0 ? 0 : performance.now() - since),
  }
}

/** The rows in hand, each table's in the order of the log. */
function byTable(loaded: LoadedTopic, rows: readonly LogRecord[]): Map<LoadedTable, readonly LogRecord[]> {
  if (loaded.others.length === 0) return new Map(rows.length > 0 ? [[loaded.table, rows]] : [])
  const found = new Map<LoadedTable, LogRecord[]>()
  for (const row of rows) {
    const table = tableOf(loaded, row.value)
    const same = found.get(table) ?? []
    if (same.length === 0) found.set(table, same)
    same.push(row)
  }
  return found
}
