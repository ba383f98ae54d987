/**
 * The changes of one segment in the order of the log, for the ledger: a page reads the rows of its
 * stretch and no others. A projection and no table of its own: it is written with the part that it
 * is of, so neither a lost answer nor a crash can leave a gap between the two.
 */
export const changesBySegment = [
  `ALTER TABLE memberships MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild'`,
  `ALTER TABLE memberships ADD PROJECTION IF NOT EXISTS by_segment (
    SELECT segment_number, part, off, n, person, at, recorded_at, op, reason
    ORDER BY segment_number, part, off, n
  )`,
  // Parts without it are read by the table's own order until it is made.
  `ALTER TABLE memberships MATERIALIZE PROJECTION by_segment`,
]
