/**
 * The warehouse: ClickHouse over HTTP, whether a server or our chDB child. One SQL text for both.
 * Values reach SQL only as bound parameters (`{name:Type}`). Every call rejects with a
 * WarehouseError.
 */
export interface Warehouse {
  /** All rows of a query. */
  query<T>(sql: string, params: Params, limits: Limits): Promise<T[]>
  /**
   * The rows of a query in batches of the size in which they arrive; memory does not grow with
   * their number.
   */
  stream<T>(sql: string, params: Params, limits: Limits): AsyncIterable<T[]>
  /** A statement without an answer (DDL, INSERT ... SELECT). */
  command(sql: string, params?: Params): Promise<void>
  /**
   * Inserts ready-made JSON lines (JSONEachRow, one object per entry, no newline in it) in one
   * statement; the bytes are passed on as they are. A nested object lands as its text in a String
   * column; unknown fields are refused. Resolves when the rows are stored. After a failure, look
   * which rows are there before you try again; if `outcomeUnknown`, call `stopInsert` first.
   */
  insertLines(table: string, lines: readonly Uint8Array[], options?: InsertOptions): Promise<void>
  /** Returns when the insert with this id is over and can no longer add rows. */
  stopInsert(queryId: string): Promise<void>
  /** The same for all inserts whose id starts with the prefix (those of an earlier owner). */
  stopInserts(prefix: string): Promise<void>
  /** @throws WarehouseError when it does not answer or refuses the credentials. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type Params = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>

export interface Limits {
  /** The query is stopped after so long, s. */
  maxSeconds: number
  /** More rows in the answer are an error (never a cut answer). Default 1,000,000. */
  maxRows?: number
  /** Default 2 GiB. */
  maxMemoryBytes?: number
  /**
   * Refuses statements that change something: for queries that people write. chDB's sessions stay
   * so: close the engine afterwards.
   */
  readOnly?: true
}

export interface InsertOptions {
  /** The columns that the lines may have; default: all of the table. */
  columns?: readonly string[]
  /** Names the insert for `stopInsert`; default: random. */
  queryId?: string
}
