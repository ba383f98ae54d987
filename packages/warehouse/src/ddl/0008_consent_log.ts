import { commentOn, ORIGIN_COLUMNS } from './0004_comments.ts'
import { asOnePerson, FINAL } from './0005_person_aliases.ts'

/**
 * What was said of consent, with its proof, as chains of hashes: one per partition, in the order of
 * `seq`. Facts say besides by which signal each purpose was decided; views are made anew, for they
 * have the columns that there were.
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

export const LETTERS =
  'By which signal each purpose was decided, in the order storage, profiling, personalised ads, measurement, modelling: e entry, t TCF, g GPP, u US Privacy, m Google consent mode, s platform, c GPC, l limited data use, o opt-out, x not understood, b basis of the source, - not spoken of'

export const consentLog = [
  TABLE,
  `ALTER TABLE facts ADD COLUMN IF NOT EXISTS consent_by LowCardinality(String) DEFAULT '' AFTER consent_modelling`,
  asOnePerson('facts'),
  `CREATE OR REPLACE VIEW facts_written AS SELECT * FROM facts FINAL SETTINGS ${FINAL}`,
  commentOn('consent_log', 'What was said of consent, with its proof: a chain of hashes per part', {
    seq: 'Its place in the chain of its part, from 1',
    at: 'Since when it counts, UTC',
    received_at: 'When it was accepted, UTC',
    source: 'The code of the source that sent it',
    channel: 'pixel or server',
    person: 'The id of the person who said it, as of then; see person_aliases',
    eid: 'The event that said it',
    codes: 'What was said of storage, profiling, personalised ads, measurement, modelling, one digit each: as the columns of facts',
    decided_by: LETTERS,
    proof: 'What was sent, as JSON, without personal data; empty where the basis of the source decided all',
    previous: 'The hash of the record before; 64 zeros for the first',
    hash: 'SHA-256 of what the record says, its place and the hash of the record before',
    ...ORIGIN_COLUMNS,
  }),
  ...['facts', 'facts_final', 'facts_written'].map((table) => `ALTER TABLE ${table} COMMENT COLUMN consent_by '${LETTERS}'`),
]
