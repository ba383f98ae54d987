// Held by credit.test.ts
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'
import type { Attribution } from '../attribution.ts'
import { journeysSql } from './journeys-query.ts'
import type { Credit } from './models.ts'
import { repeatsSql } from './repeats-query.ts'
import { creditedSql } from './shares-query.ts'
import { AD, AD_COLUMNS, clickTouches, viewTouches } from './touches-query.ts'

const OWN = sql`name, event_time, eid, person, source, segments, experiment_id, arm, value, currency`
const NO_AD = sql`tuple('', '', '', '', '')`

/** Which events are conversions, and what they are credited to. */
export interface ConversionsQuery {
  scope: FactScope
  /** Canonical names. */
  names: readonly string[]
  attribution: Attribution
  credit: Credit
  /** Whether what several sources tell of is one conversion. */
  isOnce: boolean
}

/**
 * The conversions in the scope that the attribution counts, with the columns of the report's inner
 * rows and `credit`, the share that the ad has of them: time, person, source, segments and arm are
 * the conversion's own, the ad is one it is credited to (or its own with `none`). A conversion that
 * several touches share is several rows; its value is shared alike.
 */
export function conversionsSql(query: ConversionsQuery): Sql {
  const { scope, attribution, credit } = query
  const whole = sql`toDecimal128(1, 12) AS credit`
  if (attribution === 'none') return sql`SELECT ${OWN}, ${AD}, ${whole} FROM ${factsOf(scope)} WHERE ${those(query, scope)}`
  const { conversions, people } = candidatesSql(query)
  if (credit.model !== 'last_touch') return creditedSql(journeysSql({ scope, attribution, conversions, people }), credit)
  const { clickMs, viewMs } = attribution
  const clicked = withTouch(conversions, sql`click`, sql`${clickTouches(scope, clickMs ?? 0, people)}`, clickMs)
  const both = withTouch(clicked, sql`view`, viewTouches(scope, viewMs ?? 0, people), viewMs)
  const picked = join(
    Object.values(AD_COLUMNS).map((column, i) => sql`if(by_click, click_ad.${INDEX[i]!}, view_ad.${INDEX[i]!}) AS ${column}`),
    ', ',
  )
  return sql`SELECT ${OWN}, ${picked}, ${whole} FROM (${both}) WHERE by_click OR by_view`
}

/** The conversions that an ad could be credited with, and a query of the ids of their people. */
export function candidatesSql(query: ConversionsQuery): { conversions: Sql; people: Sql } {
  // Only a person can have seen an ad.
  const scope = { ...query.scope, anonymous: false }
  return {
    conversions: sql`SELECT ${OWN} FROM ${factsOf(scope)} WHERE ${those(query, scope)}`,
    people: sql`SELECT person FROM ${factsOf(scope)} WHERE ${named(query, scope)}`,
  }
}

function those({ names, isOnce, scope: { from, to, sources, bots } }: ConversionsQuery, scope: FactScope): Sql {
  const repeats = isOnce ? repeatsSql({ from, to, sources, anonymous: false, ...(bots && { bots }) }, names) : undefined
  const all = named({ names }, scope)
  return repeats === undefined ? all : sql`${all} AND eid NOT IN (SELECT eid FROM (${repeats}))`
}

function named({ names }: Pick<ConversionsQuery, 'names'>, scope: FactScope): Sql {
  return sql`name IN ${bind('Array(String)', names)} AND ${visibleFacts(scope)}`
}

/** Tuple elements by position. */
const INDEX = [sql`1`, sql`2`, sql`3`, sql`4`, sql`5`] as const

/**
 * Joins the newest touch at or before each conversion; of several at one instant the greatest key
 * counts. `by_X` says whether it lies within the window. Like every window it is half-open: a touch
 * exactly `windowMs` before is out.
 */
function withTouch(conversions: Sql, kind: Sql, touches: Sql, windowMs: number | undefined): Sql {
  if (windowMs === undefined) {
    return sql`SELECT *, ${NO_AD} AS ${kind}_ad, 0 AS by_${kind} FROM (${conversions})`
  }
  const newest = sql`SELECT person, event_time, tuple(${AD}) AS ad FROM (${touches}) ORDER BY eid DESC LIMIT 1 BY person, event_time`
  return sql`SELECT c.*, t.ad AS ${kind}_ad,
    t.person != '' AND toUnixTimestamp64Milli(t.event_time) > toUnixTimestamp64Milli(c.event_time) - ${bind('Int64', windowMs)} AS by_${kind}
    FROM (${conversions}) AS c ASOF LEFT JOIN (${newest}) AS t ON t.person = c.person AND t.event_time <= c.event_time`
}
