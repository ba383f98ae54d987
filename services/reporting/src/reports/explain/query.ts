// Held by route.test.ts
import { AD, AD_TEXTS, landings, repeatsSql } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, MEASURABLE, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'
import type { Attribution } from '../attribution.ts'
import { candidatesSql } from '../credit/conversions-query.ts'
import { journeysSql } from '../credit/journeys-query.ts'
import type { Credit } from '../credit/models.ts'
import { sharedSql } from '../credit/shares-query.ts'

/** The conversions to explain. */
export interface ExplainQuery {
  scope: FactScope
  /** Canonical names. */
  names: readonly string[]
  attribution: Exclude<Attribution, 'none'>
  isOnce: boolean
}

const Text = z.string()
const Ms = z.coerce.number()
const ConversionRow = z.object({
  t: Ms,
  eid: Text,
  event_id: Text,
  name: Text,
  source: Text,
  person: Text,
  value: z.number().nullable(),
  currency: Text,
})
export type ConversionRow = z.infer<typeof ConversionRow>

/** A page of conversions, oldest first, from behind a place on. */
export async function queryConversions(
  warehouse: ReportReader,
  { scope, names }: ExplainQuery,
  { eventId, after, limit }: { eventId: string | undefined; after: { at: number; eid: string } | undefined; limit: number },
): Promise<ConversionRow[]> {
  const asked = [
    sql`name IN ${bind('Array(String)', names)}`,
    visibleFacts(scope),
    ...(eventId === undefined ? [] : [sql`event_id = ${bind('String', eventId)}`]),
    ...(after === undefined ? [] : [sql`(event_time, eid) > (${instant(after.at)}, ${bind('String', after.eid)})`]),
  ]
  const statement = sql`SELECT toUnixTimestamp64Milli(event_time) AS t, eid, event_id, toString(name) AS name, toString(source) AS source, person,
      toFloat64(value) AS value, toString(currency) AS currency
    FROM ${factsOf(scope)} WHERE ${join(asked, ' AND ')} ORDER BY event_time, eid LIMIT ${bind('UInt32', limit)}`
  return warehouse.rows(statement.render(), ConversionRow)
}

/** By eid the event of another source that each repeats, of those that do. */
export async function queryRepeats(
  warehouse: ReportReader,
  { scope, names, isOnce }: ExplainQuery,
): Promise<Map<string, string>> {
  const repeats = isOnce ? repeatsSql(scope, names) : undefined
  if (repeats === undefined) return new Map()
  const rows = await warehouse.rows(sql`SELECT eid, of FROM (${repeats})`.render(), z.object({ eid: Text, of: Text }))
  return new Map(rows.map(({ eid, of }) => [eid, of]))
}

const CreditRow = z.object({
  eid: Text,
  by_click: z.coerce.boolean(),
  touches: z.array(Text),
  shares: z.array(z.array(Ms)),
})
export type CreditRow = z.infer<typeof CreditRow>

/** Shares of one model each, by its place among the models; there are six. */
const SHARES = [sql`s0`, sql`s1`, sql`s2`, sql`s3`, sql`s4`, sql`s5`] as const

/**
 * Of these conversions the touches that count, in order, and for each model (in the order of
 * `credits`) their shares in units: by the same expressions as reports.
 */
export async function queryCredits(
  warehouse: ReportReader,
  query: ExplainQuery,
  credits: readonly Credit[],
  eids: readonly string[],
): Promise<CreditRow[]> {
  const { scope, attribution } = query
  const { conversions, people } = candidatesSql({ ...query, credit: { model: 'last_touch' } })
  const these = sql`SELECT * FROM (${conversions}) WHERE eid IN ${bind('Array(String)', eids)}`
  const all = credits.reduce(
    (rows: Sql, credit, i) => sql`SELECT * EXCEPT shares, shares AS ${SHARES[i]!} FROM (${sharedSql(rows, credit)})`,
    journeysSql({ scope, attribution, conversions: these, people }),
  )
  const lists = join(
    credits.map((_, i) => SHARES[i]!),
    ', ',
  )
  const statement = sql`SELECT eid, by_click, arrayMap(x -> x.2, counted) AS touches, [${lists}] AS shares FROM (${all})`
  return warehouse.rows(statement.render(), CreditRow)
}

const TouchRow = z.object({
  t: Ms,
  eid: Text,
  person: Text,
  kind: Text,
  campaign_id: Text,
  adgroup_id: Text,
  ad_id: Text,
  creative_id: Text,
  placement: Text,
  is_arrival: z.coerce.boolean(),
  is_machine: z.coerce.boolean(),
  is_measurable: z.coerce.boolean(),
})
export type TouchRow = z.infer<typeof TouchRow>

/** All that these people did with ads in the scope, whether it counts or not, oldest first. */
export async function queryTouches(warehouse: ReportReader, scope: FactScope, people: readonly string[]): Promise<TouchRow[]> {
  const theirs = sql`person IN ${bind('Array(String)', people)}`
  const range = sql`event_time >= ${instant(scope.from)} AND event_time < ${instant(scope.to)}`
  const seen = sql`SELECT person, event_time, eid, toString(name) AS kind, ${AD_TEXTS}, false AS is_arrival, bot != '' AS is_machine, ${MEASURABLE} AS is_measurable
    FROM facts_with_bots WHERE name IN ('AdClick', 'AdImpression', 'VideoView') AND ${range} AND ${theirs}`
  const landed = sql`SELECT person, event_time, eid, kind, ${AD}, is_arrival, false AS is_machine, true AS is_measurable FROM (${landings(scope, 0)}) WHERE ${theirs}`
  const statement = sql`SELECT toUnixTimestamp64Milli(event_time) AS t, * EXCEPT event_time FROM (${seen} UNION ALL ${landed}) ORDER BY t, eid`
  return warehouse.rows(statement.render(), TouchRow)
}
