-- What analysts see: no identifier, nothing that a sender wrote freely, people under a pseudonym.
-- Run as the user `loader`, in the database that Weir uses (CLICKHOUSE_DATABASE), once its tables are there, and again after an upgrade
-- (docker-compose.yml does, as `analysis-views`):
--   clickhouse-client --user loader --database "$CLICKHOUSE_DATABASE" --queries-file analysis.sql
-- Tables without a database before them are those of that database; the views keep its name, whatever an analyst works in.
-- The views run with the rights of the loader: an analyst has none on the tables behind them.

CREATE DATABASE IF NOT EXISTS analysis;

-- A person's id can be computed by whoever knows an e-mail address, so its mere hash would be no pseudonym. The salt is made here,
-- and nobody can read it through the views. Dropping it gives everybody another pseudonym.
CREATE TABLE IF NOT EXISTS analysis_salt (salt String) ENGINE = MergeTree ORDER BY salt;
INSERT INTO analysis_salt SELECT lower(hex(randomString(32))) WHERE (SELECT count() FROM analysis_salt) = 0;

-- Events with what was true immediately before. `person` is empty without consent to measurement (codes 2 and 4 are granted).
CREATE OR REPLACE VIEW analysis.facts DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
  event_time, source, channel, name,
  if(
    person != '' AND consent_measurement IN (2, 4),
    lower(hex(substring(SHA256(concat((SELECT min(salt) FROM analysis_salt), person)), 1, 16))),
    ''
  ) AS person,
  segments, value, currency,
  campaign_id, adgroup_id, ad_id, creative_id, placement, cost, cost_currency,
  video_id, duration_ms, watched_ms, experiment_id, arm
FROM facts_final;

-- Who entered and left which segment when, and why.
CREATE OR REPLACE VIEW analysis.memberships DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
  at, segment, segment_number, version, op, reason,
  lower(hex(substring(SHA256(concat((SELECT min(salt) FROM analysis_salt), person)), 1, 16))) AS person
FROM memberships_final;

-- How much was refused, and what for; not what.
CREATE OR REPLACE VIEW analysis.rejected DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT rejected_at, source, channel, code
FROM rejected_final;

-- What the numbers in `segments` and `segment_number` are called.
CREATE OR REPLACE VIEW analysis.segments DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT number, id, name, version, updated_at
FROM segments;
