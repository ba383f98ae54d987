import type { ErasedMemberRow } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { Clock, ConfigView, Erased, KeepTimes, Logger, Registry } from '@weir/runtime'
import type { Warehouse } from '@weir/warehouse'

/** How long what is kept, and by whose clock. */
export interface RetentionOptions {
  clock: Pick<Clock, 'now'>
  keep: KeepTimes
  /**
   * Replaces records of removals in the log, where that can be done.
   * @returns how many were replaced.
   */
  closeRemovals?: (isClosed: (row: ErasedMemberRow) => boolean) => Promise<number>
}

/** What it takes to delete what is kept too long. */
export interface RetentionDeps extends RetentionOptions {
  config: ConfigView
  erased: Pick<Erased, 'open'>
  log: Pick<EventLog, 'partitions' | 'begin' | 'end' | 'read' | 'trim' | 'behind'>
  warehouse: Warehouse
  logger: Logger
  /** Runs work while nothing else writes to the tables or deletes from them. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  registry?: Registry | undefined
}
