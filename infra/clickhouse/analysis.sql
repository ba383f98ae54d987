-- What analysts see: no identifier, nothing that a sender wrote freely, people under a pseudonym.
-- Run as the user `loader`, in the database that Weir uses (CLICKHOUSE_DATABASE), once its tables are there, and again after an upgrade
-- (docker-compose.yml does, as `analysis-views`):
--   clickhouse-client --user loader --database "$CLICKHOUSE_DATABASE" --queries-file analysis.sql
-- Tables without a database before them are those of that database; the views keep its name, whatever an analyst works in.
-- The views run with the rights of the loader: an analyst has none on the tables behind them. What they hold is said by the views
-- analytics_... of Weir's database (packages/warehouse/src/ddl/0014_analytics.ts); docs/how-to/analyse.md explains them.

CREATE DATABASE IF NOT EXISTS analysis;

-- Events with what was true immediately before. `person` is a pseudonym, and empty without consent to measurement.
CREATE OR REPLACE VIEW analysis.facts DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM analytics_facts;

-- Who entered and left which segment when, and why.
CREATE OR REPLACE VIEW analysis.memberships DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM analytics_memberships;

-- What ad platforms report of their delivery.
CREATE OR REPLACE VIEW analysis.delivery DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM analytics_delivery;

-- How much was refused, and what for; not what.
CREATE OR REPLACE VIEW analysis.rejected DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM analytics_rejected;

-- What the numbers in `segments` and `segment_number` are called.
CREATE OR REPLACE VIEW analysis.segments DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM analytics_segments;
