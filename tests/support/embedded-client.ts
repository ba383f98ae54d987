import { identifierKey, personId } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { normalise } from '@weir/identity'
import { BROWSER_AGENT, eventually } from '@weir/testkit'

/** One HTTP answer. `body` is the parsed JSON, or the text of anything else. */
export interface Answer<T> {
  status: number
  headers: Headers
  body: T
}

/** The API as a caller sees it. The short forms throw on any status but 2xx. */
export interface Client {
  readonly url: string
  /** What every request carries. */
  readonly headers: Readonly<Record<string, string>>
  call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Answer<T>>
  get<T = unknown>(path: string): Promise<T>
  put<T = unknown>(path: string, body: unknown): Promise<T>
  post<T = unknown>(path: string, body: unknown, headers?: Record<string, string>): Promise<T>
  /** Sends events in the native form, up to 1,000 a request. @returns how many were accepted. */
  send(events: readonly object[]): Promise<number>
  /** Moves the manual clock and waits for what that sets off. @param now Unix ms. */
  setClock(now: number): Promise<void>
}

const BATCH = 1_000

/** What ingest answers, where it listens on an address of its own. */
export const INGEST_PATHS = /^\/(v1\/events|open_api|api\/v2)\b/

/** @param ingestUrl where hits go, when that is another process. */
export function openClient(url: string, key: string, ingestUrl = url): Client {
  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Answer<T>> => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const type = text === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch((INGEST_PATHS.test(path) ? ingestUrl : url) + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'user-agent': BROWSER_AGENT, ...type, ...headers },
      ...(text === undefined ? {} : { body: text }),
      ...(signal ? { signal } : {}),
    })
    const answer = await response.text()
    const isJson =
      /json$|json;/.test(response.headers.get('content-type') ?? '') && !/ndjson/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(answer) : answer) as T }
  }
  const must = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> => {
    const answer = await call<T>(method, path, body, headers)
    if (answer.status < 300) return answer.body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
  return {
    url,
    headers: { authorization: `Bearer ${key}` },
    call,
    get: (path) => must('GET', path),
    put: (path, body) => must('PUT', path, body),
    post: (path, body, headers) => must('POST', path, body, headers),
    async send(events) {
      let accepted = 0
      for (let at = 0; at < events.length; at += BATCH) {
        const { accepted: taken } = await must<{ accepted: number }>('POST', '/v1/events', events.slice(at, at + BATCH))
        accepted += taken
      }
      return accepted
    },
    async setClock(now) {
      await must('POST', '/v1/admin/clock', { now })
    },
  }
}

export interface Member {
  person: string
  since: string
  until: string | null
}

/** Everybody in the segment, walked page by page. */
export async function membersOf(client: Client, segment: string, pageSize = 1_000): Promise<Member[]> {
  const found: Member[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { members: Member[]; cursor: string | null } = await client.get(
      `/v1/segments/${segment}/members?limit=${pageSize}${from}`,
    )
    found.push(...page.members)
    cursor = page.cursor
  }
  return found
}

/** The rows of an export, head and empty last line left out. */
export async function exportedRows(
  client: Client,
  segment: string,
  format: 'csv' | 'ndjson' | 'tiktok_file',
  idTypes = '',
): Promise<string[]> {
  const ids = idTypes === '' ? '' : `&id_types=${idTypes}`
  const text = await client.get<string>(`/v1/segments/${segment}/export?format=${format}${ids}`)
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  return format === 'csv' ? lines.slice(1) : lines
}

/**
 * How many members every surface of the API shows at present. Whoever counts must come to the same
 * number.
 */
export interface Figures {
  members: number
  csv: number
  ndjson: number
  size: number
  segmentSize: number
  preview: number
}

/** @param asOf Unix ms, for the preview, which asks the warehouse. */
export async function figuresOf(client: Client, segment: string, asOf: number): Promise<Figures> {
  const definition = await client.get<{ size: number; rule: Condition; purposes?: readonly string[] }>(`/v1/segments/${segment}`)
  return {
    members: (await membersOf(client, segment)).length,
    csv: (await exportedRows(client, segment, 'csv')).length,
    ndjson: (await exportedRows(client, segment, 'ndjson')).length,
    size: (await client.get<{ size: number }>(`/v1/segments/${segment}/size`)).size,
    segmentSize: definition.size,
    preview: await previewOf(client, definition.rule, asOf, definition.purposes),
  }
}

/** How many people the rule selects at an instant (Unix ms). */
export async function previewOf(client: Client, rule: Condition, asOf: number, purposes?: readonly string[]): Promise<number> {
  const asked = { rule, as_of: asOf, ...(purposes ? { purposes } : {}) }
  return (await client.post<{ size: number }>('/v1/segments/preview', asked)).size
}

/** What {@link figuresOf} gives when all agree. */
export function allAt(size: number): Figures {
  return { members: size, csv: size, ndjson: size, size, segmentSize: size, preview: size }
}

/** The person id of somebody who is known by an external id. */
export function personOf(externalId: string): string {
  return personId(identifierKey({ type: 'external_id', value: normalise('external_id', externalId)! }))
}

/** A report per segment once nothing that came late, or was defined later, can change it. */
export async function finalReport<R extends { rows: unknown[] }>(client: Client, query: string): Promise<R> {
  return finalAnswer(client, `/v1/reports/segments?wait=true&${query}`)
}

/** The answer to GET of a report or a history, when it is final. */
export async function finalAnswer<R extends { rows: unknown[] }>(client: Client, path: string): Promise<R> {
  return eventually(
    async () => {
      const answer = await client.get<R & { final: boolean }>(path)
      return answer.final ? answer : undefined
    },
    60_000,
    200,
  )
}
