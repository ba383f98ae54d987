/**
 * What was refused and why: the value of a record on `weir.rejected` and one row of the table
 * `rejected`.
 */
export interface RejectedRow {
  id: string
  rejected_at: string
  source: string
  channel: string
  code: string
  path: string
  message: string
  /**
   * The redacted body as JSON text (identifiers hashed, plain personal data removed), at most 32
   * KiB; '' when it was no JSON.
   */
  body: string
}

/**
 * The code of a test event: not refused, but kept where it does not count. `path` is its test code,
 * `message` its name.
 */
export const TEST_EVENT = 'test_event'

/**
 * The code of a row in which ingest says what it took for a source since the row before; `body` is
 * an {@link Activity}.
 */
export const ACTIVITY = 'activity'

/**
 * The code of a row in which ingest says that it refused a credential; `path` is the prefix, `body`
 * a {@link RefusedCredential}.
 */
export const REFUSED_CREDENTIAL = 'refused_credential'

/**
 * The code of a row in which reporting says who changed what; `path` is method and route,
 * `message` what was changed, `body` an {@link AuditNote}.
 */
export const AUDIT_TRAIL = 'audit_trail'

/** A change by a key, or an export. */
export interface AuditNote {
  /** The id under which the logs have the request. */
  request: string
  /** The id of the key. */
  actor: string
  /** The id of the browser's session, where it came from one. */
  session?: string
  status: number
}

/** Requests that ingest refused with 401 or 403 in one hour and one way. */
export interface RefusedCredential {
  /**
   * `sk_<id>` of the key shown; `none`, `not_ours` (nothing of it may be shown), or `other`: there
   * were too many.
   */
  prefix: string
  dialect: string
  status: number
  /** Of the errors table. */
  code: string
  /** 1: the first of the hour, told at once. More: all of the hour, told at its end. */
  count: number
}

/**
 * What one ingest process took for one source within an hour, since it said so last: counts of
 * events.
 */
export interface Activity {
  accepted: number
  /** Refusals of consent in rejected events: each is an event of its own, and counts as none. */
  heard: number
  /** Events ahead of their receipt by more than a second, and the largest lead, ms. */
  clock_ahead: number
  clock_ahead_max_ms: number
  /** Warnings by code. */
  warnings: Record<string, number>
}
