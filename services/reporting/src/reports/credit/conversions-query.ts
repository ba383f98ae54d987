// Held by credit.test.ts
import { AD, CONVERSION_COLUMNS, repeatsSql, withLastTouch } from '@weir/warehouse'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, sql } from '../../shared/sql/sql.ts'
import type { Attribution } from '../attribution.ts'
import { journeysSql } from './journeys-query.ts'
import type { Credit } from './models.ts'
import { creditedSql } from './shares-query.ts'

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
 * rows and `credit`, the share that the ad has of them: time, person, source, segments, arm,
 * country and device are the conversion's own, the ad is one it is credited to (or its own with
 * `none`). A conversion that several touches share is several rows; its value is shared alike.
 */
export function conversionsSql(query: ConversionsQuery): Sql {
  const { scope, attribution, credit } = query
  const whole = sql`toDecimal128(1, 12) AS credit`
  if (attribution === 'none')
    return sql`SELECT ${CONVERSION_COLUMNS}, ${AD}, ${whole} FROM ${factsOf(scope)} WHERE ${those(query, scope)}`
  const { conversions, people } = candidatesSql(query)
  if (credit.model !== 'last_touch') return creditedSql(journeysSql({ scope, attribution, conversions, people }), credit)
  const all = candidatesSql({ ...query, isOnce: false }).conversions
  return sql`SELECT ${CONVERSION_COLUMNS}, ${AD}, ${whole} FROM (${withLastTouch(conversions, all, scope, attribution)})`
}

/** The conversions that an ad could be credited with, and a query of the ids of their people. */
export function candidatesSql(query: ConversionsQuery): { conversions: Sql; people: Sql } {
  // Only a person can have seen an ad.
  const scope = { ...query.scope, anonymous: false }
  return {
    conversions: sql`SELECT ${CONVERSION_COLUMNS} FROM ${factsOf(scope)} WHERE ${those(query, scope)}`,
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
