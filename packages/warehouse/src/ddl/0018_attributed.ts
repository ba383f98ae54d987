import { commentOn } from './0004_comments.ts'

const told = (column: string): string => `ifNull(toString(${column}), '-')`
/** Every column that reports and attribution tell apart; of bodies those with a click id. */
const DIGEST = `sipHash64(name, event_time, eid, version, source, person, segments, currency, campaign_id, adgroup_id, ad_id, creative_id, placement,
      cost_currency, video_id, experiment_id, arm, consent_measurement, bot, ${['value', 'cost', 'duration_ms', 'watched_ms'].map(told).join(', ')},
      event_id, order_id, click_ids, country, device, if(empty(click_ids), '', body))`
/** What the projection of `facts` by day adds up. */
export const DAY_SUMS = `count(), sum(${DIGEST}), sumIf(${DIGEST}, name IN ('Purchase', 'Lead', 'CompleteRegistration', 'Subscribe')),
      sumIf(${DIGEST}, name = 'AdClick'), sumIf(${DIGEST}, name IN ('AdImpression', 'VideoView')), sumIf(${DIGEST}, notEmpty(click_ids))`
const [COUNT, ALL, CONVERSIONS, CLICKS, VIEWS, ARRIVALS] = DAY_SUMS.split(/,\s+(?=sum(?:If)?\()/)

const AD = 'campaign, ad group, ad, creative and placement'

/**
 * Conversions with the newest touches before them, day by day, and by what it is known whether they
 * still are. The projection of 0015 is made anew with what that takes, so that an insert makes one.
 */
export const attributed = [
  `ALTER TABLE facts DROP PROJECTION IF EXISTS by_day`,
  `ALTER TABLE facts ADD PROJECTION IF NOT EXISTS by_day_and_kind (SELECT toDate32(event_time) AS day, ${DAY_SUMS} GROUP BY day)`,
  `ALTER TABLE facts MATERIALIZE PROJECTION by_day_and_kind`,
  `CREATE OR REPLACE VIEW fact_days AS
    SELECT toDate32(event_time) AS day, ${COUNT} AS facts, ${ALL} AS digest, ${CONVERSIONS} AS conversions, ${CLICKS} AS clicks, ${VIEWS} AS views,
      ${ARRIVALS} AS arrivals
    FROM facts GROUP BY day`,
  commentOn('fact_days', 'By day (UTC) how many facts are stored, and digests of them: they are others when any of them is', {
    day: 'The day of event_time, UTC',
    facts: 'How many rows are stored, repeats included',
    digest: 'The sum of the digests of all rows',
    conversions: 'The same of conversions',
    clicks: 'The same of clicks on ads',
    views: 'The same of impressions and plays',
    arrivals: 'The same of hits that have a click id',
  }),
  `CREATE VIEW IF NOT EXISTS touch_days AS
    SELECT day, sipHash64(repeated, clicked, seen, arrived) AS digest
    FROM (
      SELECT day,
        sum(conversions) OVER (ORDER BY number ASC RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS repeated,
        sum(clicks) OVER (ORDER BY number ASC RANGE BETWEEN 29 PRECEDING AND CURRENT ROW) AS clicked,
        sum(views) OVER (ORDER BY number ASC RANGE BETWEEN 7 PRECEDING AND CURRENT ROW) AS seen,
        sum(arrivals) OVER (ORDER BY number ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS arrived
      FROM (SELECT day, toInt32(day) AS number, conversions, clicks, views, arrivals FROM fact_days)
    )`,
  commentOn('touch_days', 'By day (UTC) a digest of all facts that decide to what its conversions are credited', {
    day: 'The day of event_time, UTC',
    digest:
      'Of its conversions and those of two days before (repeats), clicks of 29 days before, views of 7, and all hits with click ids until then',
  }),
  `CREATE VIEW IF NOT EXISTS alias_groups AS
    SELECT one AS person, sum(pair) AS digest
    FROM (SELECT arrayJoin([a.person, a.into]) AS one, sipHash64(a.person, a.into, a.version) AS pair FROM person_aliases AS a FINAL WHERE a.into != '')
    GROUP BY one`,
  commentOn('alias_groups', 'Persons who absorbed others or were absorbed, each with a digest of whom or by whom', {
    person: 'The id of the person',
    digest: 'The sum of the digests of all pairs that it is in',
  }),
  `CREATE TABLE IF NOT EXISTS attributed_days (
    day Date32,
    digest UInt64,
    run UInt64,
    rows UInt64,
    people UInt64,
    counts UInt8,
    made_at DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(run)
  ORDER BY day
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('attributed_days', 'The conversions of which days are attributed, and by which facts; read it with FINAL', {
    day: 'The day of event_time, UTC',
    digest: 'digest of touch_days when that was done: it counts while the two are equal',
    run: 'Which rows are its own; of rows of one day the greatest counts',
    rows: 'How many rows of attributed_facts it has',
    people: 'How many of attributed_people',
    counts: '0 while it is being done',
    made_at: 'When, UTC',
  }),
  `CREATE TABLE IF NOT EXISTS attributed_people (
    run UInt64,
    day Date32,
    person String CODEC(ZSTD(1)),
    aliases UInt64
  ) ENGINE = ReplacingMergeTree
  PARTITION BY toYYYYMM(day)
  ORDER BY (day, run, person)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn('attributed_people', 'Who converted or came by a click on a day, and from which aliases that was made', {
    run: 'Which making of its day it belongs to',
    day: 'The day of event_time, UTC',
    person: 'The id of the person when it was made',
    aliases: 'digest of alias_groups when it was made, 0 where the person had none',
  }),
  `CREATE TABLE IF NOT EXISTS attributed_facts (
    run UInt64,
    day Date32,
    is_landing UInt8,
    is_repeat UInt8,
    name LowCardinality(String),
    event_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    eid String CODEC(ZSTD(1)),
    person String CODEC(ZSTD(1)),
    source LowCardinality(String),
    segments Array(UInt32) CODEC(ZSTD(1)),
    experiment_id LowCardinality(String),
    arm LowCardinality(String),
    country String CODEC(ZSTD(1)),
    device String CODEC(ZSTD(1)),
    value Nullable(Decimal(18, 6)),
    currency LowCardinality(String),
    click_ms Int64 CODEC(Delta, ZSTD(1)),
    click_ad Tuple(String, String, String, String, String) CODEC(ZSTD(1)),
    view_ms Int64 CODEC(Delta, ZSTD(1)),
    view_ad Tuple(String, String, String, String, String) CODEC(ZSTD(1))
  ) ENGINE = ReplacingMergeTree
  PARTITION BY toYYYYMM(day)
  ORDER BY (event_time, run, is_landing, eid)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  commentOn(
    'attributed_facts',
    'Conversions with the newest touches of their people before them, and landings; only those of a run in attributed_days count',
    {
      run: 'Which making of its day it belongs to',
      day: 'The day of event_time, UTC',
      is_landing: '1 in rows of landings, which are clicks that only a page tells of; 0 in rows of conversions',
      is_repeat: '1 where another source had told of the conversion before',
      name: 'The canonical name of the event',
      event_time: 'When it happened, UTC',
      eid: 'The key of the event',
      person: 'The id of the person when it was made',
      source: 'The code of the source',
      segments: 'The numbers of the segments in which it found its person',
      experiment_id: 'The experiment that it names',
      arm: 'The arm of the experiment',
      country: 'The country that it states',
      device: 'The platform of the device that it states',
      value: 'What it was worth',
      currency: 'In which currency',
      click_ms: 'When the newest click was, Unix ms; far before all times where there is none within 28 days before the day',
      click_ad: `The ad of it: ${AD}; of a landing that of the landing itself`,
      view_ms: 'The same of the newest view within 7 days before the day',
      view_ad: `The ad of it: ${AD}`,
    },
  ),
]
