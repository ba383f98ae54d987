import { TOPICS, loaderStatePartitions } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger } from '@weir/runtime'
import { createMemoryState } from '@weir/state/memory'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse, WarehouseOptions } from '@weir/warehouse'
import { sampleFact } from '@weir/warehouse/contract'
import { startLoader } from '../../src/index.ts'
import type { Loader, LoaderDeps } from '../../src/index.ts'

export const PARTITIONS = 2
export const logger = createLogger('loader-test', 'silent')

/**
 * A log with facts, the loader's state, and loaders that share them. The warehouse is each test's
 * own.
 */
export interface Loading {
  readonly log: EventLog
  start(warehouse: Warehouse, change?: Partial<LoaderDeps>): Loader
  /**
   * A loader that is given all partitions while the one before it still believes that they are its
   * own.
   */
  startRival(warehouse: Warehouse, change?: Partial<LoaderDeps>): Loader
  /** Appends the next `count` facts to each partition. */
  append(count: number): Promise<void>
  /** How many facts the log has. */
  appended(): number
}

export function startLoading(): Loading {
  const log = createMemoryLog({ partitions: PARTITIONS })
  const state = createMemoryState({ partitions: loaderStatePartitions(PARTITIONS) })
  let next = 0
  return {
    log,
    start: (warehouse, change = {}) => startLoader({ log, warehouse, state, logger, ...change }),
    startRival(warehouse, change = {}) {
      // Within a group the log would not give a partition to two.
      const rivals: EventLog = { ...log, consume: (options) => log.consume({ ...options, group: `${options.group}-rival` }) }
      return startLoader({ log: rivals, warehouse, state, logger, ...change })
    },
    async append(count) {
      const entries = Array.from({ length: PARTITIONS }, (_, partition) =>
        Array.from({ length: count }, (_unused, i) => fact(partition, next + i)),
      ).flat()
      next += count
      await log.append(TOPICS.facts, entries)
    },
    appended: () => next * PARTITIONS,
  }
}

function fact(partition: number, offset: number): LogEntry {
  const row = sampleFact({ part: partition, off: offset, n: 0, eid: `${partition}-${offset}`, version: 1 })
  return { partition, key: 'k', value: Buffer.from(JSON.stringify(row)), origin: { partition, offset, n: 0 } }
}

/**
 * A client of the warehouse, whose tables are there and keep every copy: merges would remove the
 * very repeats that we look for. They are forbidden in the table itself, so that a restarted server
 * does not begin with them; then there may be many parts.
 */
export async function openUnmerged(options: WarehouseOptions): Promise<Warehouse & AsyncDisposable> {
  const warehouse = openWarehouse(options)
  await migrate(warehouse)
  const settings = [
    'max_bytes_to_merge_at_max_space_in_pool = 1',
    'max_bytes_to_merge_at_min_space_in_pool = 1',
    'parts_to_delay_insert = 100000',
    'parts_to_throw_insert = 100000',
  ]
  await warehouse.command(`ALTER TABLE facts MODIFY SETTING ${settings.join(', ')}`)
  return { ...warehouse, [Symbol.asyncDispose]: () => warehouse.close() }
}

/**
 * Facts as they were inserted, how many of them are different, and how many a reader of the final
 * view sees.
 */
export interface Counts {
  rows: number
  different: number
  final: number
}

export async function countFacts(warehouse: Warehouse): Promise<Counts> {
  const sql = `SELECT count() AS rows, uniqExact((part, off, n)) AS different,
    (SELECT count() FROM facts_final) AS final FROM facts`
  const [row] = await warehouse.query<Counts>(sql, {}, { maxSeconds: 60 })
  return row ?? { rows: -1, different: -1, final: -1 }
}

/** What {@link countFacts} should say when nothing is lost and nothing doubled. */
export function exactly(rows: number): Counts {
  return { rows, different: rows, final: rows }
}
