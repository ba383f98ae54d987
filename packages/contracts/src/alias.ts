/**
 * One absorbed person, and one row of the table `person_aliases` (JSONEachRow, the value of a
 * record on `weir.memberships` with the key `into`): `person` with its `ordinal` is `into` with
 * `into_ordinal` from now on, in everything that was ever written of either. `version` is the
 * number of persons whom `into` has absorbed so far; of several rows of one `person` the greatest
 * counts. `at` is the log time of the merge (see times.ts for the form), `cause` the eid of the hit
 * that linked the two. (`part`, `off`, `n`) identify the row: a replay writes the same three
 * numbers.
 */
export interface AliasRow {
  person: string
  ordinal: number
  into: string
  into_ordinal: number
  version: number
  at: string
  cause: string
  part: number
  off: number
  n: number
}
