/**
 * What segments are called, for whoever reads the numbers in `facts` and `memberships`. The loader
 * keeps it like the control plane: a newer row of a number takes the place of the older one, and a
 * deleted segment stays as a row that says so.
 */
export const segments = [
  `CREATE TABLE IF NOT EXISTS segment_definitions (
    number UInt32 COMMENT 'The number by which facts and memberships name the segment',
    id String COMMENT 'The id by which the API names it',
    name String COMMENT 'What people call it',
    version UInt32 COMMENT 'Counts changes of the rule and the purposes, from 1',
    description String COMMENT 'Free text, or empty',
    rule String COMMENT 'The rule, as JSON',
    purposes Array(String) COMMENT 'What a person must have allowed to be a member',
    min_size UInt32 COMMENT 'With fewer members it is neither shown nor exported; 0 where nothing was said',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it was saved last',
    is_deleted UInt8 COMMENT '1 after it was deleted',
    written UInt64 COMMENT 'The row with the greatest one is the valid one of its number'
  ) ENGINE = ReplacingMergeTree(written)
  ORDER BY number
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
  COMMENT 'Definitions of segments, as the control plane had them; read the view segments'`,
  `CREATE VIEW IF NOT EXISTS segments AS
    SELECT number, id, name, version, description, rule, purposes, min_size, updated_at
    FROM segment_definitions FINAL WHERE is_deleted = 0`,
]
