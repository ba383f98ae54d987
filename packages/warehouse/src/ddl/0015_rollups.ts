import { keysOf, recordOf } from '@weir/contracts'
import { AD_COUNTS } from '../rollups/sums.ts'
import { commentOn } from './0004_comments.ts'

/**
 * Every column that a report can tell apart: a row with another value has another digest. A hash of
 * NULL is NULL, which a sum leaves out, so what may be NULL is a text or none.
 */
const told = (column: string): string => `ifNull(toString(${column}), '-')`
const DIGESTED = `name, event_time, eid, version, source, person, segments, currency, campaign_id, adgroup_id, ad_id, creative_id, placement,
      cost_currency, video_id, experiment_id, arm, consent_measurement, bot, ${['value', 'cost', 'duration_ms', 'watched_ms'].map(told).join(', ')}`

/**
 * Sums of a day's facts about ads, and by what it is known whether they still are. The projection
 * is in every part of `facts`: it comes, is rewritten and goes with its rows, so no day changes
 * unnoticed.
 */
export const rollups = [
  `ALTER TABLE facts MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild'`,
  `ALTER TABLE facts ADD PROJECTION IF NOT EXISTS by_day (
    SELECT toDate32(event_time) AS day, count(), sum(sipHash64(${DIGESTED})) GROUP BY day
  )`,
  `ALTER TABLE facts MATERIALIZE PROJECTION by_day`,
  `CREATE VIEW IF NOT EXISTS fact_days AS
    SELECT toDate32(event_time) AS day, count() AS facts, sum(sipHash64(${DIGESTED})) AS digest FROM facts GROUP BY day`,
  commentOn('fact_days', 'By day (UTC) how many facts are stored, and a digest of them: it is another when any of them is', {
    day: 'The day of event_time, UTC',
    facts: 'How many rows are stored, repeats included',
    digest: 'The sum of the digests of all rows',
  }),
  `CREATE TABLE IF NOT EXISTS rollup_days (
    day Date32,
    facts UInt64,
    digest UInt64,
    run UInt64,
    cells UInt64,
    made_at DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(run)
  ORDER BY day
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('rollup_days', 'Which days are rolled up, and from which facts; read it with FINAL', {
    day: 'The day of event_time, UTC',
    facts: 'facts of fact_days when it was rolled up; 0 while that is being done',
    digest: 'digest of fact_days when it was rolled up: the cells count while the two are equal',
    run: 'Which cells are its own; of rows of one day the greatest counts',
    cells: 'How many cells it has',
    made_at: 'When, UTC',
  }),
  `CREATE TABLE IF NOT EXISTS rollup_cells (
    run UInt64,
    day Date32,
    event_time DateTime64(3, 'UTC'),
    everybody UInt8,
    segment_number UInt32,
    source LowCardinality(String),
    campaign_id LowCardinality(String),
    adgroup_id LowCardinality(String),
    ad_id LowCardinality(String),
    impressions UInt64,
    clicks UInt64,
    plays UInt64,
    plays_with_duration UInt64,
    p25 UInt64,
    p50 UInt64,
    p75 UInt64,
    completions UInt64,
    plays_with_watch_time UInt64,
    watched_2s UInt64,
    watched_6s UInt64,
    likes UInt64,
    comments UInt64,
    shares UInt64,
    follows UInt64,
    interactions UInt64,
    watched_us Int128,
    spend Map(String, Decimal(38, 6)),
    PROJECTION by_run (SELECT run, count() GROUP BY run)
  ) ENGINE = MergeTree
  PARTITION BY toYYYYMM(day)
  ORDER BY (everybody, segment_number, event_time, run)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn(
    'rollup_cells',
    'Sums of facts about ads, without machines, by hour, segment and ad; only those of a run in rollup_days count',
    {
      run: 'Which making of its day it belongs to',
      day: 'The day of event_time, UTC',
      event_time: 'The beginning of the hour, UTC',
      everybody: '1 in rows over everybody, 0 in rows over one segment',
      segment_number: 'The number of the segment in which the events found their people',
      source: 'The code of the source',
      campaign_id: 'The campaign that the events name',
      adgroup_id: 'The ad group',
      ad_id: 'The ad',
      ...recordOf(keysOf(AD_COUNTS), (name) => `How many: ${name}, as in reports`),
      watched_us: 'How long plays were watched, whole microseconds',
      spend: 'By currency, what the events cost',
    },
  ),
  `CREATE VIEW IF NOT EXISTS rolled_days AS
    SELECT f.day AS day, f.facts AS facts, f.digest AS digest, if(r.facts = f.facts AND r.digest = f.digest, r.run, 0) AS run, r.made_at AS made_at
    FROM fact_days AS f LEFT JOIN (
      SELECT d.day AS day, d.facts AS facts, d.digest AS digest, d.made_at AS made_at, if(d.cells = c.stored, d.run, 0) AS run
      FROM (SELECT * FROM rollup_days FINAL) AS d LEFT JOIN (SELECT run, count() AS stored FROM rollup_cells GROUP BY run) AS c ON c.run = d.run
    ) AS r ON r.day = f.day
    SETTINGS join_use_nulls = 0`,
  commentOn('rolled_days', 'The days (UTC) that have facts, and which cells are the sums of these now', {
    day: 'The day of event_time, UTC',
    facts: 'How many rows of facts are stored, repeats included',
    digest: 'The sum of the digests of all rows',
    run: 'Which cells count; 0 when the facts are others than those that were rolled up, or a cell is missing',
    made_at: 'When it was rolled up last, UTC',
  }),
]
