import { commentOn, FACT_COLUMNS, ORIGIN_COLUMNS } from './0004_comments.ts'
import { asOnePerson, FINAL, PERSON, WRITTEN } from './0005_person_aliases.ts'

/**
 * What was said of consent, with its proof, as chains of hashes: one per partition, in the order of
 * `seq`. Facts say by which signal each purpose was decided, and which of them machines did; the
 * views are made anew, for a view has the columns that there were. What machines did is in
 * `facts_with_bots`, and in no view that questions about people read.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS consent_log (
    seq UInt64 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    source LowCardinality(String),
    channel LowCardinality(String),
    person String CODEC(ZSTD(1)),
    eid String CODEC(ZSTD(1)),
    codes LowCardinality(String),
    decided_by LowCardinality(String),
    proof String CODEC(ZSTD(1)),
    previous String CODEC(ZSTD(1)),
    hash String CODEC(ZSTD(1)),
    part UInt32,
    off UInt64 CODEC(Delta, ZSTD(1)),
    n UInt32,
    INDEX off_range off TYPE minmax GRANULARITY 1,
    INDEX person_bloom person TYPE bloom_filter GRANULARITY 4
  ) ENGINE = ReplacingMergeTree
  ORDER BY (part, seq, off, n)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

const CONSENT_BY =
  'By which signal each purpose was decided, in the order storage, profiling, personalised ads, measurement, modelling: e entry, t TCF, g GPP, u US Privacy, m Google consent mode, s platform, c GPC, l limited data use, o opt-out, x not understood, b basis of the source, - not spoken of; empty in rows of before'
const BOT = 'user_agent or data_centre where a machine did it, else empty'
/** Columns of facts, with those of this migration. */
export const ALL_COLUMNS = { ...FACT_COLUMNS, consent_by: CONSENT_BY, bot: BOT }

export const consentAndBots = [
  TABLE,
  `ALTER TABLE facts ADD COLUMN IF NOT EXISTS consent_by LowCardinality(String) DEFAULT '' AFTER consent_modelling,
    ADD COLUMN IF NOT EXISTS bot LowCardinality(String) DEFAULT '' AFTER consent_by`,
  asOnePerson('facts', 'facts_final', "f.bot = ''"),
  asOnePerson('facts', 'facts_with_bots'),
  `CREATE OR REPLACE VIEW facts_written AS SELECT * FROM facts FINAL SETTINGS ${FINAL}`,
  `ALTER TABLE facts COMMENT COLUMN consent_by '${CONSENT_BY}', COMMENT COLUMN bot '${BOT}'`,
  commentOn(
    'facts_final',
    'Every event of people, with what was true of the person immediately before it; merged persons are one',
    {
      ...ALL_COLUMNS,
      person: PERSON,
      written_person: WRITTEN,
    },
  ),
  commentOn('facts_with_bots', 'The same with the events of machines, which are in no segment', {
    ...ALL_COLUMNS,
    person: PERSON,
    written_person: WRITTEN,
  }),
  commentOn('facts_written', 'Every event as it was written, for questions that are not about persons', ALL_COLUMNS),
  commentOn('consent_log', 'What was said of consent, with its proof: a chain of hashes per part', {
    seq: 'Its place in the chain of its part, from 1',
    at: 'Since when it counts, UTC',
    received_at: 'When it was accepted, UTC',
    source: 'The code of the source that sent it',
    channel: 'pixel or server',
    person: 'The id of the person who said it, as of then; see person_aliases',
    eid: 'The event that said it',
    codes:
      'What was said of storage, profiling, personalised ads, measurement, modelling: a digit each, as in the columns of facts',
    decided_by: CONSENT_BY,
    proof: 'What was sent, as JSON, without personal data; empty where the basis of the source decided all',
    previous: 'The hash of the record before; 64 zeros for the first',
    hash: 'SHA-256 of what the record says, its place and the hash of the record before',
    ...ORIGIN_COLUMNS,
  }),
]
