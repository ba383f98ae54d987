/**
 * Why a membership changed. `window`: time passed; `definition`: the segment was edited or deleted;
 * `merge`: two persons were found to be one.
 */
export type ChangeReason = 'event' | 'window' | 'consent' | 'definition' | 'merge' | 'split'

/**
 * One membership change, and one row of the table `memberships` (JSONEachRow, the value of a record
 * on `weir.memberships`). `at` is the exact instant it took effect, `recorded_at` the log time at
 * which it was written down (see times.ts for the form). `cause` is the eid of the event behind it,
 * or ''. (`part`, `off`, `n`) identify the row: a replay writes the same three numbers.
 */
export interface MembershipRow {
  at: string
  recorded_at: string
  person: string
  ordinal: number
  segment: string
  segment_number: number
  version: number
  op: 'entered' | 'left'
  reason: ChangeReason
  cause: string
  part: number
  off: number
  n: number
}
