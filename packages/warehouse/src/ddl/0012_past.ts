import { commentOn } from './0004_comments.ts'

/**
 * What corrects the segments that facts are stamped with: late events, merges, and segments that
 * were defined after the events. `past_people` and `past_intervals` hold one slice of people while
 * it is worked on, in memory only.
 */
export const past = [
  `CREATE TABLE IF NOT EXISTS past_people (person String, from_ms Int64) ENGINE = Memory`,
  commentOn('past_people', 'Used while facts are stamped anew, and empty otherwise', {
    person: 'The id of a person whose facts are stamped anew',
    from_ms: 'From this event time on, Unix ms',
  }),
  `CREATE TABLE IF NOT EXISTS past_intervals (
    person String, segment_number UInt32, from_ms Int64, from_eid String, to_ms Int64, to_eid String
  ) ENGINE = Memory`,
  commentOn('past_intervals', 'Used while facts are stamped anew, and empty otherwise', {
    person: 'The id of a person',
    segment_number: 'The number of a segment',
    from_ms: 'Since when the person was a member, Unix ms',
    from_eid: 'The event that began it, or empty when time did',
    to_ms: 'Until when, Unix ms; far in the future while it lasts',
    to_eid: 'The event that ended it, or empty when time did',
  }),
  `CREATE TABLE IF NOT EXISTS past_memberships (
    person String CODEC(ZSTD(1)),
    segment_number UInt32,
    entered_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    left_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    run UInt64
  ) ENGINE = ReplacingMergeTree(run)
  ORDER BY (segment_number, person, entered_at)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('past_memberships', 'Who would have been a member of a segment before it was defined; read it with FINAL', {
    person: 'The id of the person, as of when it was found out',
    segment_number: 'The number of the segment; see the view segments',
    entered_at: 'Since when, UTC; not before the past that the segment reports begins',
    left_at: 'Until when, UTC; the instant at which it was found out where it lasted',
    run: 'Which computation found it',
  }),
  `CREATE TABLE IF NOT EXISTS segment_pasts (
    segment_number UInt32,
    rule String,
    from_at DateTime64(3, 'UTC'),
    until_at DateTime64(3, 'UTC'),
    run UInt64
  ) ENGINE = ReplacingMergeTree(run)
  ORDER BY segment_number
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('segment_pasts', 'From when on facts are stamped with a segment; read it with FINAL', {
    segment_number: 'The number of the segment',
    rule: 'A hash of what decides about membership; empty of a segment that is gone',
    from_at: 'Facts from this event time on are stamped by this rule, UTC',
    until_at: 'Up to here they were stamped after it was defined, UTC; since then as they came',
    run: 'Which computation it was; of rows of one segment the greatest counts',
  }),
  `CREATE TABLE IF NOT EXISTS past_progress (
    kind LowCardinality(String),
    part UInt32,
    off Int64,
    at DateTime64(3, 'UTC'),
    run UInt64
  ) ENGINE = ReplacingMergeTree(run)
  ORDER BY (kind, part)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('past_progress', 'How far facts have been looked at for late events and merges; read it with FINAL', {
    kind: 'facts or aliases; run for the number of the newest computation; begun where it was begun with the first fact',
    part: 'The partition of the log',
    off: 'Offsets up to this one have been looked at',
    at: 'Facts that were accepted up to this instant are stamped for good, UTC',
    run: 'Which computation it was; the greatest counts',
  }),
  // A warehouse that has facts already has them stamped as they came.
  `INSERT INTO past_progress SELECT 'begun', 0, -1, toDateTime64(0, 3, 'UTC'), 1 WHERE (SELECT count() FROM facts) = 0`,
]
