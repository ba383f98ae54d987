import { commentOn } from './0004_comments.ts'
import type { Comments } from './0004_comments.ts'

/** Written out: a count that is added later is another migration. */
const COUNTS: Comments = {
  impressions: 'Times that ads were shown',
  clicks: 'Clicks that lead to the destination',
  engagements: 'All clicks',
  conversions: 'What the ad group is optimised for, as the platform attributes it',
  purchases: 'Purchases, as the platform attributes them',
  results: 'Results of the objective',
  reach: 'People reached, as the platform estimates it; does not add up over rows',
  plays: 'Video plays, without replays',
  watched_2s: 'Plays of 2 s or more',
  watched_6s: 'Plays of 6 s or more',
  p25: 'Plays that reached a quarter of the video',
  p50: 'Plays that reached half of the video',
  p75: 'Plays that reached three quarters of the video',
  completions: 'Plays that reached the end of the video',
  likes: 'Likes',
  comments: 'Comments',
  shares: 'Shares',
  follows: 'New followers',
  profile_visits: 'Visits of the profile',
  landing_page_views: 'Views of the landing page',
  content_views: 'Views of content on the website',
  adds_to_cart: 'Additions to a cart',
  checkouts: 'Checkouts begun',
}

export const DELIVERY_COLUMNS: Comments = {
  source: 'The delivery source that it was imported from',
  platform: 'tiktok, meta or generic',
  account_id: 'The advertiser or ad account; empty when it is not known',
  level: 'What the row is about: account, campaign, adgroup or ad',
  entity: 'The id of what the row is about; names as JSON where the platform gave no id',
  grain: 'The span of time: hour, day, range or lifetime',
  starts: 'When the span begins, on the clocks of the account',
  ends: 'Its last day, inclusive',
  time_zone: 'The zone of the account; empty when it is not known',
  breakdown: 'The part of the audience, as a JSON object (age, gender, country ...); empty for all of it',
  campaign_id: 'Id of the campaign; empty when it is not known',
  campaign_name: 'Its name',
  adgroup_id: 'Id of the ad group (ad set); empty when it is not known',
  adgroup_name: 'Its name',
  ad_id: 'Id of the ad; empty when it is not known',
  ad_name: 'Its name',
  currency: 'Of spend and value; empty without either',
  spend: 'What was spent; null when it was not stated',
  value: 'What conversions were worth; null when it was not stated',
  ...Object.fromEntries(Object.entries(COUNTS).map(([name, what]) => [name, `${what}; null when it was not stated`])),
  imported_at: 'When it was imported',
  version: 'The number of its import: of rows about the same the greatest counts',
}

/**
 * What ad platforms report of their own delivery (contracts' DeliveryRow). What a row is about is
 * the sorting key, and FINAL keeps the row of the newest import. A key has its month in it, so
 * copies always meet within one partition. Reports read `delivery_final`.
 */
export const delivery = [
  `CREATE TABLE IF NOT EXISTS delivery (
    source LowCardinality(String),
    platform LowCardinality(String),
    account_id LowCardinality(String),
    level LowCardinality(String),
    entity String CODEC(ZSTD(1)),
    grain LowCardinality(String),
    starts DateTime('UTC') CODEC(Delta, ZSTD(1)),
    ends Date,
    time_zone LowCardinality(String),
    breakdown String CODEC(ZSTD(1)),
    campaign_id String CODEC(ZSTD(1)),
    campaign_name String CODEC(ZSTD(1)),
    adgroup_id String CODEC(ZSTD(1)),
    adgroup_name String CODEC(ZSTD(1)),
    ad_id String CODEC(ZSTD(1)),
    ad_name String CODEC(ZSTD(1)),
    currency LowCardinality(String),
    spend Nullable(Decimal(38, 12)),
    value Nullable(Decimal(38, 12)),
    ${Object.keys(COUNTS)
      .map((count) => `${count} Nullable(Float64) CODEC(ZSTD(1))`)
      .join(',\n    ')},
    imported_at DateTime64(3, 'UTC'),
    version UInt64
  ) ENGINE = ReplacingMergeTree(version)
  PARTITION BY toYYYYMM(starts)
  ORDER BY (source, level, grain, starts, ends, entity, breakdown)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  `CREATE VIEW IF NOT EXISTS delivery_final AS SELECT * FROM delivery FINAL SETTINGS do_not_merge_across_partitions_select_final = 1`,
  commentOn(
    'delivery',
    'What ad platforms report of their delivery; may hold rows that a later import has replaced',
    DELIVERY_COLUMNS,
  ),
  commentOn('delivery_final', 'What ad platforms report of their delivery, each row as it was last imported', DELIVERY_COLUMNS),
]
