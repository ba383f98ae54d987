/**
 * Changes of the identifiers of people who are in a segment, beside the changes of who is in it:
 * what a destination has of somebody has to follow. What was lost is personal data that is kept
 * nowhere else, for as long as a destination has to hear of it; by the clock of the server, since
 * log time may lie years back.
 */
export const identifierChanges = [
  `CREATE TABLE IF NOT EXISTS identifier_changes (
    segment_number UInt32 COMMENT 'The number of the segment; see the view segments',
    person String COMMENT 'The id of the person' CODEC(ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') COMMENT 'The log time at which it was written down, UTC' CODEC(Delta, ZSTD(1)),
    stored_at DateTime DEFAULT now() COMMENT 'When the row was stored',
    lost String COMMENT 'Identifiers that are known of the person no more, as JSON [[type, value]]; emptied 30 days after it was stored' CODEC(ZSTD(1)) TTL stored_at + INTERVAL 30 DAY,
    part UInt32 COMMENT 'With off and n what names the row: the partition of the log that it came of',
    off UInt64 COMMENT 'The offset of the record that it came of' CODEC(Delta, ZSTD(1)),
    n UInt32 COMMENT 'Its place among the rows of that record',
    INDEX off_range off TYPE minmax GRANULARITY 1
  ) ENGINE = ReplacingMergeTree
  ORDER BY (segment_number, part, off, n)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
  COMMENT 'Whose identifiers changed while they were in a segment; may hold a row twice'`,
]
