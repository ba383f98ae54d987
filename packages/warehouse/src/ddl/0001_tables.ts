/**
 * The tables of contracts' FactRow, MembershipRow and RejectedRow.
 * Replacing engines are the second line against repeats (the loader's lookup is the first): rows
 * with the same sorting key collapse under FINAL. fsync: an acknowledged row survives a power cut.
 * The person is not part of the key of `facts`: an event that belonged to nobody may find its
 * person when it is enriched. The minmax index on `off` serves the loader's question "which rows of
 * this range are there already?".
 */
export const tables = [
  `CREATE TABLE IF NOT EXISTS facts (
    event_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    source LowCardinality(String),
    channel LowCardinality(String),
    name LowCardinality(String),
    event_id String CODEC(ZSTD(1)),
    eid String CODEC(ZSTD(1)),
    person String CODEC(ZSTD(1)),
    ordinal UInt32,
    segments Array(UInt32) CODEC(ZSTD(1)),
    value Nullable(Decimal(18, 6)),
    currency LowCardinality(String),
    campaign_id LowCardinality(String),
    adgroup_id LowCardinality(String),
    ad_id LowCardinality(String),
    creative_id LowCardinality(String),
    placement LowCardinality(String),
    cost Nullable(Decimal(18, 6)),
    cost_currency LowCardinality(String),
    video_id String CODEC(ZSTD(1)),
    duration_ms Nullable(Float64),
    watched_ms Nullable(Float64),
    experiment_id LowCardinality(String),
    arm LowCardinality(String),
    consent_storage UInt8,
    consent_profiling UInt8,
    consent_personalised_ads UInt8,
    consent_measurement UInt8,
    consent_modelling UInt8,
    body String CODEC(ZSTD(1)),
    part UInt32,
    off UInt64 CODEC(Delta, ZSTD(1)),
    n UInt32,
    version UInt64,
    INDEX off_range off TYPE minmax GRANULARITY 1,
    INDEX person_bloom person TYPE bloom_filter GRANULARITY 4
  ) ENGINE = ReplacingMergeTree(version)
  PARTITION BY toYYYYMM(event_time)
  ORDER BY (name, event_time, eid)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  `CREATE TABLE IF NOT EXISTS memberships (
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    person String CODEC(ZSTD(1)),
    ordinal UInt32,
    segment LowCardinality(String),
    segment_number UInt32,
    version UInt32,
    op LowCardinality(String),
    reason LowCardinality(String),
    cause String CODEC(ZSTD(1)),
    part UInt32,
    off UInt64 CODEC(Delta, ZSTD(1)),
    n UInt32,
    INDEX off_range off TYPE minmax GRANULARITY 1
  ) ENGINE = ReplacingMergeTree
  ORDER BY (segment, person, at, part, off, n)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  `CREATE TABLE IF NOT EXISTS rejected (
    id String,
    rejected_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    channel LowCardinality(String),
    code LowCardinality(String),
    path String,
    message String,
    body String CODEC(ZSTD(1))
  ) ENGINE = ReplacingMergeTree
  ORDER BY (rejected_at, id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
] as const
