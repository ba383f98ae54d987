import type { FaultKind } from '@weir/warehouse/chdb'

/**
 * A ClickHouse with an empty database for one test file: `await using clickhouse = await
 * startClickHouse()`.
 */
export interface ClickHouse extends AsyncDisposable {
  /**
   * `http://host:port`; with the fields below what `openWarehouse` wants. A restart keeps them all.
   */
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  /**
   * Ends the server as a power cut would, with SIGKILL.
   * @throws Error for a server that was not started here.
   */
  kill(): Promise<void>
  /** Starts a killed server again on its old data, and waits until it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
  /**
   * The next `times` inserts go wrong in this way.
   * @returns how many ordered faults have happened since the last start.
   */
  fault?: (kind: FaultKind, times?: number) => Promise<number>
  /** Lets held inserts go on. @returns as `fault`. */
  release?: () => Promise<number>
  fired?: () => Promise<number>
}

/** One whose inserts can be made to go wrong. */
export type FaultyClickHouse = ClickHouse & Required<Pick<ClickHouse, 'fault' | 'release' | 'fired'>>
