import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ServerError } from './server-error.ts'

/** A request to ClickHouse's HTTP interface, as @clickhouse/client sends it. */
export interface SqlRequest {
  queryId: string
  /** SQL in the URL; the body is then the data of an INSERT. */
  urlQuery: string | undefined
  /** What names without a database mean. */
  database: string
  settings: Map<string, string>
  params: Map<string, string>
}

const QUERY_TEXT_BYTES_MAX = 4 * 1024 * 1024
const NAME = /^[A-Za-z_]\w{0,127}$/

/** Settings of the HTTP layer, which the engine does not know. */
const HTTP_ONLY = new Set([
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'enable_http_compression',
  'buffer_size',
  'session_id',
  'role',
  'default_format',
  'compress',
  'decompress',
  'cancel_http_readonly_queries_on_client_close',
])

/** @throws ServerError when a name is malformed. */
export function parseRequest(url: URL): SqlRequest {
  const request: SqlRequest = { queryId: '', urlQuery: undefined, database: 'default', settings: new Map(), params: new Map() }
  for (const [name, value] of url.searchParams) {
    if (name === 'query') request.urlQuery = value
    else if (name === 'query_id') request.queryId = value
    else if (name === 'database') request.database = databaseName(value)
    else if (!NAME.test(name)) throw new ServerError(115, 'UNKNOWN_SETTING', 'A setting has a malformed name')
    else if (name.startsWith('param_')) request.params.set(name.slice(6), value)
    else if (!HTTP_ONLY.has(name)) request.settings.set(name, value)
  }
  return request
}

/** Whether there is such a database the engine will say. */
function databaseName(value: string): string {
  if (!NAME.test(value)) throw new ServerError(81, 'UNKNOWN_DATABASE', `Database ${value} does not exist`)
  return value
}

/** Compares in constant time. Takes Basic authorisation and the X-ClickHouse headers. */
export function isAuthorised(request: IncomingMessage, user: string, password: string): boolean {
  const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const given = basic
    ? Buffer.from(basic, 'base64').toString()
    : `${String(request.headers['x-clickhouse-user'])}:${String(request.headers['x-clickhouse-key'])}`
  return timingSafeEqual(digest(given), digest(`${user}:${password}`))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The whole body as text. */
export async function readText(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > QUERY_TEXT_BYTES_MAX) throw new ServerError(307, 'TOO_MANY_BYTES', 'The statement is too long')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}
