import { fieldOf } from '@weir/contracts'
import { UsageError } from './usage-error.ts'

/**
 * The HTTP surface as the command line and the demo use it. Node's fetch keeps connections open
 * between calls.
 */
export interface ApiClient {
  readonly url: string
  /**
   * The answer's JSON.
   * @throws ApiError for any answer that is not 2xx; UsageError when nobody answers.
   */
  json<T>(method: string, path: string, body?: unknown): Promise<T>
  text(path: string): Promise<string>
  /** The answer as it comes, whatever its status. */
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<Response>
}

/** What the service refused, in its own words. */
export class ApiError extends UsageError {
  readonly status: number
  /** The body, when it was JSON. */
  readonly body: unknown
  constructor(status: number, message: string, body: unknown) {
    super(message)
    this.status = status
    this.body = body
  }
}

/** What ingest answers, where it listens on an address of its own. */
const INGEST_PATHS = /^\/(v1\/events|open_api|api\/v2)\b/
/** The same for requests that bring something. */
const INGEST_POSTS = /^\/v1\/delivery(\?|$)/

function isForIngest(method: string, path: string): boolean {
  return INGEST_PATHS.test(path) || (method === 'POST' && INGEST_POSTS.test(path))
}

/** @param ingestUrl where hits go, when that is another process. */
export function createApiClient(url: string, key: string | undefined, ingestUrl = url): ApiClient {
  const send: ApiClient['send'] = async (method, path, init = {}) => {
    const headers = { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...init.headers }
    try {
      return await fetch(`${isForIngest(method, path) ? ingestUrl : url}${path}`, {
        method,
        headers,
        ...(init.body === undefined ? {} : { body: init.body }),
      })
    } catch (error) {
      throw new UsageError(
        `cannot reach Weir at ${url} (${causeOf(error)}). Start it with "npm start", or name another with --url`,
        { cause: error },
      )
    }
  }
  const good = async (response: Response): Promise<Response> => {
    if (response.ok) return response
    throw await apiError(response)
  }
  return {
    url,
    send,
    async json<T>(method: string, path: string, body?: unknown) {
      const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      // What our own service answers; a page of another program is no JSON and fails here.
      // oxlint-disable-next-line no-unsafe-type-assertion -- our own service answers
      return (await (await good(await send(method, path, init))).json()) as T
    },
    text: async (path) => (await good(await send('GET', path))).text(),
  }
}

/** Reads the problem JSON of an answer. */
export async function apiError(response: Response): Promise<ApiError> {
  const text = await response.text()
  const body = parsed(text)
  return new ApiError(response.status, describeProblem(response.status, body, text), body)
}

/** One line for the problem and one for each fault it names. */
export function describeProblem(status: number, body: unknown, text = ''): string {
  const detail = fieldOf(body, 'detail')
  if (typeof detail !== 'string') return `the service answered ${status}: ${text.slice(0, 300)}`
  const errors = fieldOf(body, 'errors')
  const faults: unknown[] = Array.isArray(errors) ? errors : []
  const hint =
    status === 401 ? ' (give the key with --key or in WEIR_KEY; the first admin key is printed at the first start)' : ''
  return [
    `${detail}${hint}`,
    ...faults.map((fault) => `  ${String(fieldOf(fault, 'path'))}: ${String(fieldOf(fault, 'message'))}`),
  ].join('\n')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the text itself is shown.
    return undefined
  }
}

/** fetch says only "fetch failed"; the reason is in its cause, or in the first of several. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : error.message
}
