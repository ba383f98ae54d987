import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readQuestion } from './questions.ts'
import type { ReportQuestion } from './questions.ts'

/** One row that the platform has: of an object on a day, or in an hour of it. */
export interface PlatformRow {
  /** `YYYY-MM-DD`, or `YYYY-MM-DD HH` */
  at: string
  /** By name, ids and names and metrics; a metric that is missing is answered as `-`. */
  fields: Readonly<Record<string, string>>
  deleted?: true
}

/** What goes wrong with a request: an HTTP status, a code of the platform's, or no answer. */
export type PlatformTrouble = { status: number } | { code: number; message?: string } | 'cut' | 'nonsense'

/**
 * TikTok's report API as its documentation describes it: strict about parameters, with HTTP 200 for
 * its failures too, pages, texts for numbers, `-` for nothing, and tokens that expire.
 */
export interface TiktokReports extends AsyncDisposable {
  /** The address in front of `/open_api`. */
  url: string
  /** The access token that is taken; others, and an empty one, have expired. */
  token: string
  rows: PlatformRow[]
  /** What becomes of the next requests, before they are looked at. */
  troubles: PlatformTrouble[]
  /** Query strings of requests that were answered with rows. */
  answered: URLSearchParams[]
  /** Why requests were refused with 40002. */
  refused: string[]
  /** Called after each answer with rows. */
  onAnswer: (query: URLSearchParams) => void
}

const PATH = '/open_api/v1.3/report/integrated/get/'
const CODES = { parameter: 40002, permission: 40001, token: 40105 }

/** @param advertiserId the account that the token is for. */
export async function startTiktokReports(advertiserId: string, token: string): Promise<TiktokReports> {
  const server = createServer((request, response) => answer(platform, advertiserId, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the platform has no port')
  const platform: TiktokReports = {
    url: `http://127.0.0.1:${address.port}`,
    token,
    rows: [],
    troubles: [],
    answered: [],
    refused: [],
    onAnswer: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return platform
}

function answer(platform: TiktokReports, advertiserId: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', platform.url)
  const send = (body: object, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ request_id: 'r-1', ...body }))
  }
  const trouble = platform.troubles.shift()
  if (trouble === 'cut') response.destroy()
  else if (trouble === 'nonsense') response.end('<html>Bad gateway</html>')
  else if (trouble && 'status' in trouble) send({ code: 50000, message: 'trouble' }, trouble.status)
  else if (trouble) send({ code: trouble.code, message: trouble.message ?? 'trouble', data: {} })
  else if (request.method !== 'GET' || pathname !== PATH) send({ code: 40400, message: 'no such path' }, 404)
  else if (platform.token === '' || request.headers['access-token'] !== platform.token)
    send({ code: CODES.token, message: 'Access token is incorrect or has been revoked', data: {} })
  else if (query.get('advertiser_id') !== advertiserId)
    send({ code: CODES.permission, message: 'No permission to operate advertiser', data: {} })
  else {
    const question = readQuestion(query)
    if (typeof question === 'string') {
      platform.refused.push(question)
      return send({ code: CODES.parameter, message: question, data: {} })
    }
    send({ code: 0, message: 'OK', data: pageOf(platform.rows, question) })
    platform.answered.push(query)
    platform.onAnswer(query)
  }
}

function pageOf(rows: readonly PlatformRow[], question: ReportQuestion): object {
  const { page, pageSize, deleted, from, to, dimensions } = question
  const isHourly = dimensions.includes('stat_time_hour')
  const found = rows.filter(
    (row) =>
      (deleted || row.deleted !== true) &&
      row.at.slice(0, 10) >= from &&
      row.at.slice(0, 10) <= to &&
      isHourly === row.at.includes(' ') &&
      // A row is of the question when it has exactly its dimensions.
      dimensions.every((name) => name.startsWith('stat_time_') || name in row.fields) &&
      ['age', 'gender', 'country_code'].every((name) => dimensions.includes(name) || !(name in row.fields)),
  )
  return {
    list: found.slice((page - 1) * pageSize, page * pageSize).map((row) => shown(row, question)),
    page_info: {
      page,
      page_size: pageSize,
      total_number: found.length,
      total_page: Math.ceil(found.length / pageSize),
    },
  }
}

function shown({ at, fields }: PlatformRow, { dimensions, metrics }: ReportQuestion): object {
  const time = at.includes(' ') ? `${at}:00:00` : `${at} 00:00:00`
  return {
    dimensions: Object.fromEntries(dimensions.map((name) => [name, name.startsWith('stat_time_') ? time : fields[name]])),
    metrics: Object.fromEntries(metrics.map((name) => [name, fields[name] ?? '-'])),
  }
}
