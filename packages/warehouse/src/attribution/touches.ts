// Held by services/reporting/src/reports/credit/credit.test.ts
import { INSTANT_MS_MIN } from '@weir/contracts'
import type { FactScope } from '../sql/facts.ts'
import { factsOf, visibleFacts } from '../sql/facts.ts'
import type { Sql } from '../sql/sql.ts'
import { bind, instant, join, sql } from '../sql/sql.ts'

/** What a conversion takes from an ad that it is credited to, as columns of facts. */
export const AD_COLUMNS = {
  campaign: sql`campaign_id`,
  adgroup: sql`adgroup_id`,
  ad: sql`ad_id`,
  creative: sql`creative_id`,
  placement: sql`placement`,
} as const

export const AD_TEXTS = join(
  Object.values(AD_COLUMNS).map((column) => sql`toString(${column}) AS ${column}`),
  ', ',
)

/** The same columns by their names. */
export const AD = join(Object.values(AD_COLUMNS), ', ')

/** A click that brought its person to a page so soon is the one that the page's hit tells of. */
const ARRIVAL_MS = 1_800_000

/**
 * The clicks that conversions of the scope can be credited to: `person`,
 * `event_time`, `eid`, `kind`, and the ad. Events AdClick, and landings: the first event of a
 * person that has a click id.
 * @param people a query of the ids of the people whose clicks these are; without it everybody.
 */
export function clickTouches(scope: FactScope, windowMs: number, people?: Sql): Sql {
  return sql`${adEvents(scope, sql`name = 'AdClick'`, windowMs, people)} UNION ALL
    SELECT person, event_time, eid, kind, ${AD} FROM (${landings(scope, windowMs)}) WHERE NOT is_arrival`
}

/** The same of what was only seen: events AdImpression and VideoView. */
export function viewTouches(scope: FactScope, windowMs: number, people?: Sql): Sql {
  return adEvents(scope, sql`name IN ('AdImpression', 'VideoView')`, windowMs, people)
}

function adEvents(scope: FactScope, kind: Sql, windowMs: number, people?: Sql): Sql {
  const theirs = people === undefined ? sql`` : sql` AND person IN (${people})`
  return sql`SELECT person, event_time, eid, name AS kind, ${AD} FROM ${factsOf(scope)}
    WHERE ${kind} AND ${visibleFacts({ ...scope, from: scope.from - windowMs, anonymous: false })}${theirs}`
}

/**
 * The landings among them, and those that only arrive (`is_arrival`): up to 30 min after a click,
 * which they are. Of all times, since a browser says for weeks by which click it came. The inner
 * query names rows by their sorting key, so that of the others nothing is read; they are few, so
 * those of other people are not left out here.
 */
export function landings(scope: FactScope, windowMs: number): Sql {
  // A constant to the engine: where no hit has a click id, clicks are not read for it.
  const isAny = sql`(SELECT count() FROM (SELECT 1 FROM facts WHERE notEmpty(click_ids) LIMIT 1)) > 0`
  const clicks = adEvents(scope, sql`name = 'AdClick' AND ${isAny}`, windowMs + ARRIVAL_MS)
  const past = visibleFacts({ ...scope, from: INSTANT_MS_MIN, anonymous: false })
  const url = sql`JSONExtractString(body, 'page', 'url')`
  const utm = (name: Sql): Sql => sql`decodeURLComponent(replaceAll(extractURLParameter(${url}, ${name}), '+', ' '))`
  const others = join(
    [AD_COLUMNS.adgroup, AD_COLUMNS.ad, AD_COLUMNS.creative, AD_COLUMNS.placement].map((one) => sql`toString(${one}) AS ${one}`),
    ', ',
  )
  const told = sql`SELECT person, event_time, eid, name, arrayJoin(click_ids) AS click_id,
      source, segments, experiment_id, arm, country, device, coalesce(nullIf(toString(campaign_id), ''), nullIf(${utm(sql`'utm_id'`)}, ''), ${utm(sql`'utm_campaign'`)}) AS campaign, ${others}
    FROM ${factsOf(scope)}
    WHERE (name, event_time, eid) IN (SELECT name, event_time, eid FROM facts WHERE notEmpty(click_ids) AND event_time < ${instant(scope.to)}) AND ${past}`
  const first = sql`SELECT * FROM (SELECT * FROM (${told}) ORDER BY event_time, eid LIMIT 1 BY person, click_id)
    WHERE name != 'AdClick' AND event_time >= ${instant(scope.from - windowMs)} ORDER BY eid LIMIT 1 BY person, eid`
  return sql`SELECT l.person AS person, l.event_time AS event_time, l.eid AS eid, 'landing' AS kind, l.campaign AS campaign_id, l.adgroup_id AS adgroup_id,
      l.ad_id AS ad_id, l.creative_id AS creative_id, l.placement AS placement, l.source AS source, l.segments AS segments, l.experiment_id AS experiment_id, l.arm AS arm, l.country AS country, l.device AS device,
      c.person != '' AND toUnixTimestamp64Milli(l.event_time) - toUnixTimestamp64Milli(c.event_time) <= ${bind('Int64', ARRIVAL_MS)} AS is_arrival
    FROM (${first}) AS l
    ASOF LEFT JOIN (SELECT person, event_time FROM (${clicks})) AS c ON c.person = l.person AND c.event_time <= l.event_time`
}
