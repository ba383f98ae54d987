/**
 * The errors table: every code the HTTP surface can answer, its status, its title, and TikTok's
 * code for the same fault in the Events API dialect (business-api.tiktok.com portal; 0 ok, 40001 no
 * permission, 40002 bad parameter, 40100 rate limited, 40105 bad token).
 */
export const ERRORS = {
  invalid_json: { status: 400, title: 'The body is not valid JSON', tiktok: 40002 },
  invalid_field: { status: 400, title: 'A field is missing or has the wrong form', tiktok: 40002 },
  invalid_encoding: { status: 400, title: 'The body could not be decompressed', tiktok: 40002 },
  too_many_events: { status: 400, title: 'Too many events in one request', tiktok: 40002 },
  too_deep: { status: 400, title: 'The body is nested too deeply', tiktok: 40002 },
  forbidden_key: { status: 400, title: 'The body contains a forbidden key', tiktok: 40002 },
  event_in_future: { status: 400, title: 'The event lies in the future', tiktok: 40002 },
  event_too_old: { status: 400, title: 'The event is older than the retention', tiktok: 40002 },
  unknown_source: { status: 403, title: 'The source is not known', tiktok: 40001 },
  origin_not_allowed: { status: 403, title: 'The origin is not on the list of the source', tiktok: 40001 },
  bad_token: { status: 401, title: 'The key is missing or not valid', tiktok: 40105 },
  bad_csrf: { status: 403, title: 'The CSRF token is missing or not valid', tiktok: 40001 },
  missing_scope: { status: 403, title: 'The key does not have the scope', tiktok: 40001 },
  not_found: { status: 404, title: 'There is no such thing', tiktok: 40002 },
  method_not_allowed: { status: 405, title: 'The method is not allowed here', tiktok: 40002 },
  conflict: { status: 409, title: 'The request conflicts with what is there', tiktok: 40002 },
  too_large: { status: 413, title: 'The body is too large', tiktok: 40002 },
  unsupported_media_type: { status: 415, title: 'The content type is not supported', tiktok: 40002 },
  rate_limited: { status: 429, title: 'Too many requests', tiktok: 40100 },
  unavailable: { status: 503, title: 'A part that this needs is not available', tiktok: 50000 },
  internal: { status: 500, title: 'Something went wrong on our side', tiktok: 50000 },
} as const
export type ErrorCode = keyof typeof ERRORS
// Written out above: there is a first one.
// oxlint-disable-next-line no-unsafe-type-assertion -- written out above
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

export interface FieldFault {
  path: string
  message: string
}

/** RFC 9457 problem details, with our code and the faults by path. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  errors?: FieldFault[]
}

/**
 * An expected failure that an edge turns into an answer. `detail` is for the caller: it never holds
 * a secret or personal data.
 */
export class WeirError extends Error {
  override readonly name = 'WeirError'
  readonly code: ErrorCode
  readonly faults: FieldFault[]
  constructor(code: ErrorCode, detail: string, options: { faults?: FieldFault[]; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.faults = options.faults ?? []
  }
}

/**
 * Something that this process needs does not answer just now, or answers something that a fresh
 * start puts right. What was asked is not at fault: waiting and trying again is right.
 */
export class OutageError extends Error {
  override readonly name: string = 'OutageError'
}

/**
 * What is stored is not what was written. All of a state follows from the log, so that can be made
 * anew.
 */
export class DamageError extends Error {
  override readonly name = 'DamageError'
}

export function problem(error: WeirError): Problem {
  const row = ERRORS[error.code]
  return {
    type: `urn:weir:error:${error.code}`,
    title: row.title,
    status: row.status,
    code: error.code,
    detail: error.message,
    ...(error.faults.length > 0 ? { errors: error.faults } : {}),
  }
}
