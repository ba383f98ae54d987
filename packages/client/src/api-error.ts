// Held by tests/e2e/client.e2e.test.ts
import type { components } from './api.ts'

type Problem = components['schemas']['Problem']

/**
 * A request that was refused, or that could not be served. `message` says what is wrong and mostly
 * what to do about it; `faults` name the fields.
 */
export class WeirApiError extends Error {
  override readonly name = 'WeirApiError'
  /** The HTTP status. */
  readonly status: number
  /** `internal` where the answer is none of Weir's, such as that of a proxy. */
  readonly code: Problem['code']
  readonly faults: readonly { path: string; message: string }[]
  /** Under which the log of the service has the request. */
  readonly requestId: string | undefined
  /** How long to wait before the next attempt, ms; undefined where another one makes no sense. */
  readonly retryAfterMs: number | undefined

  constructor(response: Response, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `the service answered ${response.status}`)
    this.status = response.status
    this.code = problem.code ?? 'internal'
    this.faults = problem.errors ?? []
    this.requestId = response.headers.get('x-request-id') ?? undefined
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    this.retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined
  }
}

/** What an answer that is no success says. */
export async function readError(response: Response): Promise<WeirApiError> {
  if (!isJson(response)) return new WeirApiError(response, {})
  try {
    // oxlint-disable-next-line no-unsafe-type-assertion -- each field may be missing
    return new WeirApiError(response, (await response.json()) as Partial<Problem>)
  } catch {
    // Cut off, or no JSON after all: the status says enough.
    return new WeirApiError(response, {})
  }
}

function isJson({ headers }: Response): boolean {
  return /^application\/(?:problem\+)?json/.test(headers.get('content-type') ?? '')
}
