import { commentOn, ORIGIN_COLUMNS } from './0004_comments.ts'

/** What is deleted leaves the disk in a minute; what takes its place is on the disk before. */
const AT_ONCE =
  'old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 5, max_cleanup_delay_period = 30'

/**
 * Who was erased and has to be deleted where they were handed out, until that is confirmed; and
 * what was deleted because it was old, with what was left of it. Identifiers are not compressed:
 * whoever looks into the files for what is left of somebody finds it.
 */
export const keeping = [
  `CREATE TABLE IF NOT EXISTS erased_members (
    segment_number UInt32,
    person String CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    erased_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    destinations Array(LowCardinality(String)),
    identifiers String CODEC(NONE),
    part UInt32,
    off UInt64 CODEC(Delta, ZSTD(1)),
    n UInt32
  ) ENGINE = ReplacingMergeTree
  ORDER BY (segment_number, part, off, n)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, ${AT_ONCE}`,
  commentOn('erased_members', 'Who was erased and is to be deleted where they were handed out; gone when that is confirmed', {
    segment_number: 'The number of the segment; see the view segments',
    person: 'A keyed digest of the id under which they were handed out',
    recorded_at: 'The log time at which it was written down, UTC',
    erased_at: 'The instant of the erasure, UTC',
    destinations: 'The consumers of the segment that have the person',
    identifiers: 'What was known of the person, as JSON [[type, value]]',
    ...ORIGIN_COLUMNS,
  }),
  `CREATE TABLE IF NOT EXISTS retention_runs (
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    class LowCardinality(String),
    before DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    deleted UInt64,
    bytes UInt64,
    remaining UInt64,
    held_by String CODEC(ZSTD(1))
  ) ENGINE = MergeTree
  ORDER BY (class, at)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('retention_runs', 'What was deleted because it was older than it is kept', {
    at: 'When, UTC',
    class: 'Of what: log, facts, memberships, consent_log, rejected, people, removals',
    before: 'Everything before this instant was to go, UTC',
    deleted: 'How many rows, records or people were deleted',
    bytes: 'How many bytes they had, uncompressed; 0 where that is not known',
    remaining: 'How many of them were found when it was looked again: 0 proves it',
    held_by: 'The segment whose window needs more, so that less was deleted; else empty',
  }),
]
