import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerDone, answerError, answerStream } from './answer.ts'
import type { FaultKind, OrderedFaults } from './faults.ts'
import type { Inserts } from './inserts.ts'
import type { SessionPool } from './session-pool.ts'
import { isAuthorised, parseRequest, readText } from './request.ts'
import type { SqlRequest } from './request.ts'
import { ServerError } from './server-error.ts'
import type { EngineSession } from './sessions.ts'

export interface ServerParts {
  user: string
  password: string
  reads: SessionPool
  writes: SessionPool
  inserts: Inserts
  /** undefined outside tests. */
  faults: OrderedFaults | undefined
}

/**
 * The part of ClickHouse's HTTP interface that @clickhouse/client uses, on the loopback; port 0
 * takes a free one.
 */
export async function startChdbServer(parts: ServerParts, port: number): Promise<{ port: number; close(): Promise<void> }> {
  // A statement's parameters travel in the URL; ClickHouse allows 1 MiB there.
  const server = createServer({ maxHeaderSize: 1024 * 1024 + 16_384 }, (request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      if (response.headersSent) response.end()
      else answerError(response, error)
    })
  })
  server.keepAliveTimeout = 10_000
  server.requestTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has such an address.
  // oxlint-disable-next-line no-unsafe-type-assertion -- listening on TCP
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    async close() {
      server.close()
      server.closeIdleConnections()
      await Promise.all([parts.reads.drained(), parts.writes.drained()])
      server.closeAllConnections()
    },
  }
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  if (!isAuthorised(request, parts.user, parts.password)) {
    throw new ServerError(516, 'AUTHENTICATION_FAILED', 'Authentication failed: password is incorrect, or there is no such user')
  }
  const sql = parseRequest(url)
  response.setHeader('X-ClickHouse-Query-Id', sql.queryId)
  if (sql.urlQuery !== undefined && request.method === 'POST') return insert(parts, sql, request, response)
  await statement(parts, sql, sql.urlQuery ?? (await readText(request)), response)
}

async function insert(parts: ServerParts, sql: SqlRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let fault: FaultKind | undefined
  const before = async (): Promise<void> => {
    fault = parts.faults?.next()
    if (fault === 'hold') await parts.faults?.held()
    if (fault === 'fail') throw new ServerError(243, 'NOT_ENOUGH_SPACE', 'Not enough space (a fault ordered by a test)')
    if (fault === 'drop') throw new ServerError(210, 'NETWORK_ERROR', 'Dropped (a fault ordered by a test)')
  }
  try {
    const rows = await parts.inserts.insert(sql, request, before)
    if (fault === 'cut') request.socket.destroy()
    else answerDone(response, new Uint8Array(), { written_rows: String(rows) })
  } catch (error) {
    if (fault !== 'drop') throw error
    request.socket.destroy()
  }
}

const KILL = /^\s*KILL\s+QUERY\s+WHERE\s+(query_id\s*=\s*\{id:String\}|startsWith\(query_id,\s*\{prefix:String\}\))\s+SYNC\s*$/i

async function statement(
  parts: ServerParts,
  { database, settings, params }: SqlRequest,
  sql: string,
  response: ServerResponse,
): Promise<void> {
  const kill = KILL.exec(sql)
  if (kill) {
    await parts.inserts.stop(params.get('id'))
    return answerDone(response, new Uint8Array(), {})
  }
  const verb = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*\(?([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? ''
  const format = /\bFORMAT\s+(\w+)\s*;?\s*$/i.exec(sql)?.[1] ?? 'TabSeparated'
  response.setHeader('X-ClickHouse-Format', format)
  const asked = { sql, database, settings, params }
  if (verb === 'SELECT' || verb === 'WITH') return parts.reads.use((session) => stream(session, asked, format, response))
  const pool = ['SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'].includes(verb) ? parts.reads : parts.writes
  const result = await pool.use((session) => session.run(asked, (engine) => engine.queryAsync(sql, { format })))
  if (pool === parts.writes) parts.inserts.forgetColumns()
  answerDone(response, result.bytes(), { read_rows: String(result.rowsRead) })
}

async function stream(
  session: EngineSession,
  asked: Parameters<EngineSession['run']>[0],
  format: string,
  response: ServerResponse,
): Promise<void> {
  if (response.destroyed) return
  await session.run(asked, async (engine) => {
    const rows = engine.queryStream(asked.sql, { format })
    const stop = (): void => rows.cancel()
    response.once('close', stop)
    try {
      await answerStream(response, bytesOf(rows))
    } finally {
      response.off('close', stop)
    }
  })
}

async function* bytesOf(rows: AsyncIterable<{ raw(): Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const chunk of rows) yield chunk.raw()
}
