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
