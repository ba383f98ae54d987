import { commentOn, FACT_COLUMNS, MEMBERSHIP_COLUMNS, ORIGIN_COLUMNS } from './0004_comments.ts'

/**
 * Persons who turned out to be one, and views that read them as one. The tables keep what was
 * written, so a merge costs one small row and no mutation; whoever reads a view has the persons of
 * now. A join and no dictionary: a dictionary is loaded from time to time, and a report would count
 * a person twice until then.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS person_aliases (
    person String CODEC(ZSTD(1)),
    ordinal UInt32,
    into String CODEC(ZSTD(1)),
    into_ordinal UInt32,
    version UInt64,
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    cause String CODEC(ZSTD(1)),
    part UInt32,
    off UInt64 CODEC(Delta, ZSTD(1)),
    n UInt32,
    INDEX off_range off TYPE minmax GRANULARITY 1,
    INDEX into_bloom into TYPE bloom_filter GRANULARITY 1
  ) ENGINE = ReplacingMergeTree(version)
  ORDER BY person
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

/** Copies of a row meet within one partition: see 0002_final_views.ts. */
export const FINAL = 'do_not_merge_across_partitions_select_final = 1'

/**
 * Whoever has no alias keeps the id, so an absent row must read as empty texts, whatever the
 * reader's own settings are.
 */
export function asOnePerson(table: string, view = `${table}_final`, where = ''): string {
  return `CREATE OR REPLACE VIEW ${view} AS
    SELECT f.* REPLACE (if(a.absorbed_into = '', f.person, a.absorbed_into) AS person, if(a.absorbed_into = '', f.ordinal, a.absorbed_ordinal) AS ordinal),
      f.person AS written_person
    FROM ${table} AS f FINAL
    LEFT ANY JOIN (SELECT person AS absorbed, into AS absorbed_into, into_ordinal AS absorbed_ordinal FROM person_aliases FINAL) AS a
    ON f.person = a.absorbed${where === '' ? '' : ` WHERE ${where}`}
    SETTINGS ${FINAL}, join_use_nulls = 0`
}

export const WRITTEN =
  'The id that the row itself has: that of the person, or of one who was absorbed since; a filter by it uses the index'
export const PERSON =
  'The id of the person, of now: an absorbed person is the one who absorbed it; empty when it belongs to nobody'
const REASON = 'event, window (time passed), consent, definition or merge (the person turned out to be another)'

export const personAliases = [
  TABLE,
  asOnePerson('facts'),
  asOnePerson('memberships'),
  `CREATE VIEW IF NOT EXISTS facts_written AS SELECT * FROM facts FINAL SETTINGS ${FINAL}`,
  commentOn('person_aliases', 'Persons who turned out to be one; may hold a row twice: read it with FINAL', {
    person: 'The id of the person who was absorbed',
    ordinal: "That person's number within the partition",
    into: 'The id of the person who absorbed it: what either did, this one did',
    into_ordinal: "This person's number within the partition",
    version: 'How many persons the other had absorbed by then; of rows of one person the one with the greatest counts',
    at: 'The log time of the merge, UTC',
    cause: 'The eid of the event that linked the two',
    ...ORIGIN_COLUMNS,
  }),
  commentOn('memberships', 'Who entered and left which segment when, and why; may hold a row twice: read memberships_final', {
    reason: REASON,
  }),
  commentOn('facts_final', 'Every event, with what was true of the person immediately before it; merged persons are one', {
    ...FACT_COLUMNS,
    person: PERSON,
    written_person: WRITTEN,
  }),
  commentOn('memberships_final', 'Who entered and left which segment when, and why; merged persons are one', {
    ...MEMBERSHIP_COLUMNS,
    person: PERSON,
    reason: REASON,
    written_person: WRITTEN,
  }),
  commentOn('facts_written', 'Every event as it was written, for questions that are not about persons', FACT_COLUMNS),
]
