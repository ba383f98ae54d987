/** What was refused and why: the value of a record on `weir.rejected` and one row of the table `rejected`. */
export interface RejectedRow {
  id: string
  rejected_at: string
  source: string
  channel: string
  code: string
  path: string
  message: string
  /** The redacted body as JSON text (identifiers hashed, plain personal data removed), at most 32 KiB; '' when it was no JSON. */
  body: string
}

/** The code of a test event: not refused, but kept where nobody counts it. `path` is its test code, `message` its name. */
export const TEST_EVENT = 'test_event'

/** The code of a row in which ingest says what it took for a source since the row before; `body` is an {@link Activity}. */
export const ACTIVITY = 'activity'

/** What one ingest process took for one source within an hour, since it said so last: counts of events. */
export interface Activity {
  accepted: number
  /** Events ahead of their receipt by more than a second, and the largest lead, ms. */
  clock_ahead: number
  clock_ahead_max_ms: number
  /** Warnings by code. */
  warnings: Record<string, number>
}
