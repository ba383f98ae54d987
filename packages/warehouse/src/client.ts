import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { ClickHouseSettings } from '@clickhouse/client'
import { WarehouseError, toWarehouseError } from './errors.ts'
import type { Limits, Params, Warehouse } from './port.ts'

export interface WarehouseOptions {
  url: string
  username: string
  password: string
  database?: string
}

const IDENTIFIER = /^[A-Za-z_]\w{0,127}$/
const WRITE_SECONDS_MAX = 120
/** How long we wait beyond the limit that the engine enforces itself. */
const GRACE_MS = 10_000
/** A health check that takes longer is a bad sign by itself. */
const PING_MS_MAX = 5_000
const QUERY_BYTES_MAX = 4 * 2 ** 20
const CHUNK_BYTES = 256 * 1024

const INSERT_SETTINGS: ClickHouseSettings = {
  // A buffered insert would be acknowledged before it is stored.
  async_insert: 0,
  // Replicated tables would drop a block that looks like an earlier one, and say that it is stored.
  insert_deduplicate: 0,
  wait_end_of_query: 1,
  max_execution_time: WRITE_SECONDS_MAX,
  input_format_skip_unknown_fields: 0,
  input_format_null_as_default: 0,
  input_format_json_read_objects_as_strings: 1,
  date_time_input_format: 'basic',
  // A replay brings events of years in one insert; the default of 100 months would refuse some.
  max_partitions_per_insert_block: '1000',
}

/** Connects to ClickHouse or to our chDB child. Nothing is sent before the first call. */
export function openWarehouse({ url, username, password, database = 'default' }: WarehouseOptions): Warehouse {
  const client = createClient({
    url,
    username,
    password,
    database,
    request_timeout: 600_000,
    max_open_connections: 16,
    // Below every usual server's keep-alive (3 s and more), so that an insert does not meet a
    // closing socket.
    keep_alive: { enabled: true, idle_socket_ttl: 2_000, eagerly_destroy_stale_sockets: true },
    log: { level: ClickHouseLogLevel.OFF },
  })

  const select = async (sql: string, params: Params, limits: Limits) => {
    const abort_signal = AbortSignal.timeout(limits.maxSeconds * 1000 + GRACE_MS)
    const clickhouse_settings = { ...limitSettings(limits), ...(limits.readOnly && { readonly: '1' as const }) }
    return client.query({ query: sql, query_params: params, format: 'JSONEachRow', clickhouse_settings, abort_signal })
  }

  const command = async (sql: string, params: Params = {}): Promise<void> => {
    const abort_signal = AbortSignal.timeout(WRITE_SECONDS_MAX * 1000 + GRACE_MS)
    const clickhouse_settings: ClickHouseSettings = {
      max_execution_time: WRITE_SECONDS_MAX,
      max_query_size: String(QUERY_BYTES_MAX),
      wait_end_of_query: 1,
    }
    await client.command({ query: sql, query_params: params, clickhouse_settings, abort_signal }).catch(rethrow(true))
  }

  return {
    async query<T>(sql: string, params: Params, limits: Limits) {
      try {
        return await (await select(sql, params, limits)).json<T>()
      } catch (error) {
        throw toWarehouseError(error, false)
      }
    },
    async *stream<T>(sql: string, params: Params, limits: Limits) {
      try {
        const answer = await select(sql, params, { maxRows: 0, ...limits })
        for await (const rows of answer.stream<T>()) yield rows.map((row) => row.json<T>())
      } catch (error) {
        throw toWarehouseError(error, false)
      }
    },
    command,
    async insertLines(table, lines, { columns, queryId = randomUUID() } = {}) {
      if (lines.length === 0) return
      for (const name of [table, ...(columns ?? [])]) mustBeIdentifier(name)
      const query = `INSERT INTO ${table}${columns ? ` (${columns.join(', ')})` : ''} FORMAT JSONEachRow`
      // `exec` takes a stream of bytes as it is; `insert` would want objects and stringify them
      // again.
      const values = Readable.from(chunks(lines), { objectMode: false })
      const abort_signal = AbortSignal.timeout(WRITE_SECONDS_MAX * 1000 + GRACE_MS)
      try {
        const answer = await client.exec({ query, values, query_id: queryId, clickhouse_settings: INSERT_SETTINGS, abort_signal })
        for await (const _rest of answer.stream) void _rest
      } catch (error) {
        throw toWarehouseError(error, true)
      }
    },
    stopInsert: (id) => command('KILL QUERY WHERE query_id = {id:String} SYNC', { id }),
    stopInserts: (prefix) => command('KILL QUERY WHERE startsWith(query_id, {prefix:String}) SYNC', { prefix }),
    async ping() {
      // The client's own would wait as long as for an insert, and not notice that the database is
      // missing.
      const abort_signal = AbortSignal.timeout(PING_MS_MAX)
      const answer = await client.query({ query: 'SELECT 1', format: 'JSONEachRow', abort_signal }).catch(rethrow(false))
      await answer.text().catch(rethrow(false))
    },
    close: () => client.close(),
  }
}

/**
 * What queries set. A user that only reads needs `readonly = 2` (1 would refuse every setting) and
 * may be held by constraints on them, as long as these leave room for what is asked: 600 s for the
 * first computation of a segment, 0 rows (no limit) for exports.
 */
export const READING_SETTINGS = [
  'max_execution_time',
  'timeout_overflow_mode',
  'max_memory_usage',
  'max_query_size',
  'max_result_rows',
  'result_overflow_mode',
  'cancel_http_readonly_queries_on_client_close',
  'output_format_json_quote_64bit_integers',
] as const

function limitSettings({
  maxSeconds,
  maxRows = 1_000_000,
  maxMemoryBytes = 2 ** 31,
}: Limits): Pick<ClickHouseSettings, (typeof READING_SETTINGS)[number]> {
  return {
    max_execution_time: Math.max(1, Math.ceil(maxSeconds)),
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(maxMemoryBytes),
    // A rule of a thousand conditions is a long text.
    max_query_size: String(QUERY_BYTES_MAX),
    max_result_rows: String(maxRows),
    result_overflow_mode: 'throw',
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_quote_64bit_integers: 0,
  }
}

function* chunks(lines: readonly Uint8Array[]): Generator<Buffer> {
  const newline = Buffer.from('\n')
  let pieces: Uint8Array[] = []
  let bytes = 0
  for (const line of lines) {
    pieces.push(line, newline)
    bytes += line.length + 1
    if (bytes < CHUNK_BYTES) continue
    yield Buffer.concat(pieces, bytes)
    pieces = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(pieces, bytes)
}

/** @throws WarehouseError: names of tables, columns and databases cannot be bound as parameters. */
export function mustBeIdentifier(name: string): void {
  if (!IDENTIFIER.test(name)) {
    throw new WarehouseError(`not an identifier: ${name}`, { code: 'BAD_IDENTIFIER', fault: 'statement', outcomeUnknown: false })
  }
}

function rethrow(writes: boolean): (error: unknown) => never {
  return (error) => {
    throw toWarehouseError(error, writes)
  }
}
