/**
 * The identifiers of somebody who is or was in a segment have changed, and one row of the table
 * `identifier_changes` (JSONEachRow, the value of a record on `weir.memberships` with the key
 * `lost`). `lost`: those that are known of the person no more, as JSON: `[[type, value]]`; the
 * warehouse keeps it for 30 days. `recorded_at` is log time (see times.ts for the form). (`part`,
 * `off`, `n`) identify the row: a replay writes the same three numbers.
 */
export interface IdentifierChangeRow {
  segment_number: number
  person: string
  recorded_at: string
  lost: string
  part: number
  off: number
  n: number
}
