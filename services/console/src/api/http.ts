/** A fault of a request, as the service names it. */
export interface ProblemField {
  path: string
  message: string
}

/** What the service refused (RFC 9457), in its own words. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly ProblemField[]
  constructor(status: number, code: string, message: string, fields: readonly ProblemField[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
  }
}

interface ProblemBody {
  code?: string
  detail?: string
  title?: string
  errors?: ProblemField[]
}

export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export interface CallOptions {
  query?: QueryValues
  body?: unknown
  signal?: AbortSignal
}

/** Sent with what changes something: a page of another site cannot read it. */
let csrfToken: string | undefined
/** Called when the service no longer knows the session. */
let onSignedOut: () => void = () => {}

export function setCsrfToken(token: string | undefined): void {
  csrfToken = token
}

export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

export function tellSignedOut(): void {
  onSignedOut()
}

/** @returns a path below the service with its query string; what is undefined is left out. */
export function addressOf(path: string, query: QueryValues = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    params.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}

/**
 * One request of the API. The session's cookie goes with it.
 * @throws ProblemError for any answer that is not 2xx, and when nobody answers.
 */
export async function call<T>(method: string, path: string, { query, body, signal }: CallOptions = {}): Promise<T> {
  const response = await send(method, addressOf(path, query), body, signal)
  if (!response.ok) throw await problemOf(response, path)
  const text = await response.text()
  return text === '' ? JSON.parse('null') : JSON.parse(text)
}

async function send(method: string, address: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' || csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
  }
  try {
    return await fetch(address, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ProblemError(0, 'unreachable', 'Weir does not answer. Is it running?')
  }
}

async function problemOf(response: Response, path: string): Promise<ProblemError> {
  const text = await response.text()
  const body = readProblem(text)
  if (response.status === 401 && path !== '/v1/session') onSignedOut()
  const detail = body.detail ?? body.title ?? `HTTP ${response.status}`
  return new ProblemError(response.status, body.code ?? 'unknown', detail, body.errors ?? [])
}

function readProblem(text: string): ProblemBody {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    // Not JSON: the status says what there is to say.
    return {}
  }
}
