import { SCORED_EVENT } from '@weir/contracts'
import type { Selector } from '@weir/contracts'
import { affinityTextsSql, eventTestSql } from '@weir/segmentation'
import { bind, EXACT_NUMBERS, instant, join, sql, withParameters } from '@weir/warehouse'
import type { Sql, Warehouse } from '@weir/warehouse'
import { z } from 'zod'
import { VALUES_MAX } from './feature.ts'
import type { Feature, SeenValue } from './feature.ts'

const DAY_MS = 86_400_000
/** Shares of people are taken in millionths, as a preview takes them. */
const PARTS = 1_000_000
const LIMITS = { maxSeconds: 600 }

/**
 * What may be looked at: what persons did who granted modelling with it (codes 2, 4 and 6, see
 * consentCode). Whether they grant it now is asked elsewhere. Machines are in no such view.
 */
const MODELLABLE = sql`(person != '' AND consent_modelling IN (2, 4, 6))`

/** Of whom, and as of when, features are asked for. */
export interface FeatureQuestion {
  features: readonly Feature[]
  /** Unix ms: features are of [cut - lookback, cut). */
  cuts: readonly number[]
  lookbackMs: number
  /** Labels are of [cut, cut + horizon); without it all are 0. */
  label?: { conversion: Selector; horizonMs: number }
  /** Also people who only have a score in this trait are told of. */
  scored?: string
  /** Of the hash of a person, in millionths. */
  from: number
  to: number
}

const Row = z.object({
  person: z.string(),
  cut: z.coerce.number(),
  label: z.coerce.number(),
  is_known: z.coerce.number(),
  is_scored: z.coerce.number(),
  features: z.array(z.number().nullable()),
})
/**
 * A person at a cut. `is_known`: did something before it that may be looked at. `is_scored`: has a
 * score in the trait that was asked for.
 */
export type FeatureRow = z.infer<typeof Row>

/**
 * Features and labels of people as of cuts, in one pass over history. Its text depends on how many
 * features there are of which form, never on a value.
 */
export function featuresSql(question: FeatureQuestion): Sql {
  const { features, cuts, lookbackMs, label, scored, from, to } = question
  const { sql: texts, params } = affinityTextsSql('content_category')
  const horizon = label?.horizonMs ?? 0
  const test = label === undefined ? undefined : eventTestSql(label.conversion)
  const said = scored === undefined ? sql`''` : scoreSql(scored)
  return sql`
    SELECT person, cut, countIf(is_own AND t >= cut AND t < cut + ${bind('Int64', horizon)}) > 0 AS label,
      countIf(is_usable AND t < cut) > 0 AS is_known,
      argMaxIf(said, (t, eid), said != '') NOT IN ('', 'null') AS is_scored,
      [${join(
        features.map((feature) => measureSql(feature, lookbackMs)),
        ', ',
      )}] AS features
    FROM (
      SELECT person, eid, toUnixTimestamp64Milli(event_time) AS t, toString(name) AS event_name, toString(source) AS of_source,
        toString(device) AS on_device, toString(currency) AS in_currency, ifNull(toFloat64(value), 0) AS amount,
        toString(intDiv(toHour(event_time, 'UTC'), 6)) AS day_part, ${withParameters(texts, params)} AS categories,
        ${MODELLABLE} AS is_usable, (${test ? withParameters(test.sql, test.params) : sql`false`} AND is_usable) AS is_own,
        ${said} AS said, arrayJoin(${bind('Array(Int64)', cuts)}) AS cut
      FROM facts_final
      WHERE person != '' AND (${MODELLABLE} OR name = ${bind('String', SCORED_EVENT)})
        AND event_time < ${instant(Math.max(...cuts) + horizon)}
        AND cityHash64(person) % ${bind('UInt32', PARTS)} >= ${bind('UInt32', from)}
        AND cityHash64(person) % ${bind('UInt32', PARTS)} < ${bind('UInt32', to)}
    )
    GROUP BY person, cut
    HAVING is_known OR is_scored${EXACT_NUMBERS}`
}

/** The raw score that an event sets; empty where it sets none. */
function scoreSql(trait: string): Sql {
  const key = bind('String', trait)
  const sets = sql`name = ${bind('String', SCORED_EVENT)} AND JSONHas(body, 'traits', ${key})`
  return sql`if(${sets}, JSONExtractRaw(body, 'traits', ${key}), '')`
}

function measureSql({ measure, of, value, days }: Feature, lookbackMs: number): Sql {
  const reach = days === undefined ? lookbackMs : Math.min(lookbackMs, days * DAY_MS)
  const has = of === undefined || value === undefined ? sql`` : sql` AND ${hasSql(of, value)}`
  const counts = sql`is_usable AND t < cut AND t >= cut - ${bind('Int64', reach)}${has}`
  switch (measure) {
    case 'count':
      return sql`toFloat64(countIf(${counts}))`
    case 'active_days':
      return sql`toFloat64(uniqExactIf(intDiv(t, 86400000), ${counts}))`
    case 'distinct':
      return of === 'category'
        ? sql`toFloat64(uniqExactArrayIf(categories, ${counts}))`
        : sql`toFloat64(uniqExactIf(event_name, ${counts}))`
    case 'sum':
      return sql`sumIf(amount, ${counts})`
    case 'recency':
      return sql`if(countIf(${counts}) = 0, nan, (cut - maxIf(t, ${counts})) / 86400000)`
    case 'age':
      return sql`if(countIf(${counts}) = 0, nan, (cut - minIf(t, ${counts})) / 86400000)`
  }
}

function hasSql(of: SeenValue['of'], value: string): Sql {
  const text = bind('String', value)
  switch (of) {
    case 'name':
      return sql`event_name = ${text}`
    case 'category':
      return sql`has(categories, ${text})`
    case 'source':
      return sql`of_source = ${text}`
    case 'device':
      return sql`on_device = ${text}`
    case 'hour':
      return sql`day_part = ${text}`
    case 'currency':
      return sql`in_currency = ${text}`
  }
}

/** The rows of a question, as they arrive. @throws WarehouseError. */
export async function* queryFeatures(warehouse: Warehouse, question: FeatureQuestion): AsyncGenerator<FeatureRow[]> {
  const { text, params } = featuresSql(question).render()
  for await (const rows of warehouse.stream<unknown>(text, params, LIMITS)) yield z.array(Row).parse(rows)
}

const Known = z.object({ people: z.coerce.number(), first: z.coerce.number() })

/** How many people did something before an instant that may be looked at, and since when. */
export async function queryKnown(warehouse: Warehouse, before: number): Promise<z.infer<typeof Known>> {
  const { text, params } = sql`SELECT uniq(person) AS people, toUnixTimestamp64Milli(min(event_time)) AS first FROM facts_final
    WHERE ${MODELLABLE} AND event_time < ${instant(before)}`.render()
  const [row] = await warehouse.query<unknown>(text, params, LIMITS)
  return Known.parse(row)
}

const Seen = z.object({ of: z.enum(['name', 'category', 'source', 'device', 'currency']), value: z.string() })

/** Which values most people's events have, in [from, to): those that get features of their own. */
export async function querySeenValues(warehouse: Warehouse, from: number, to: number): Promise<SeenValue[]> {
  const { sql: texts, params: ofTexts } = affinityTextsSql('content_category')
  const most = Math.max(...Object.values(VALUES_MAX))
  const { text, params } = sql`
    SELECT part.1 AS of, part.2 AS value, uniq(person) AS people
    FROM (SELECT person, arrayJoin(arrayConcat([('name', toString(name)), ('source', toString(source)), ('device', toString(device)),
        ('currency', toString(currency))], arrayMap(c -> ('category', c), ${withParameters(texts, ofTexts)}))) AS part
      FROM facts_final WHERE ${MODELLABLE} AND event_time >= ${instant(from)} AND event_time < ${instant(to)})
    WHERE value != '' GROUP BY of, value ORDER BY people DESC, value LIMIT ${bind('UInt32', most)} BY of`.render()
  const rows = z.array(Seen).parse(await warehouse.query<unknown>(text, params, LIMITS))
  const places = new Map<string, number>()
  return rows.filter(({ of }) => {
    const place = places.get(of) ?? 0
    places.set(of, place + 1)
    return place < VALUES_MAX[of]!
  })
}
