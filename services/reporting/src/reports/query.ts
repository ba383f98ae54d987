import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import type { FactScope } from '../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../shared/sql/facts.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql } from '../shared/sql/sql.ts'
import type { Offsets } from '../shared/time/offsets.ts'
import { offsetsIn } from '../shared/time/offsets.ts'
import { dayLabel } from '../shared/time/times.ts'
import type { Attribution } from './attribution.ts'
import type { Conversion, MoneyDay } from './conversion.ts'
import { conversionsSql } from './credit/conversions-query.ts'
import type { Credit } from './credit/models.ts'
import { sharesConversions } from './credit/models.ts'
import type { Dimension } from './dimensions.ts'
import { landings } from './credit/touches-query.ts'
import { dayNumberSql, dimensionSql } from './dimensions.ts'
import { moneySql } from './money-sql.ts'
import type { Sums } from './sums.ts'
import { roundedSums, SumColumns, SUMS_SQL } from './sums.ts'

/** What the metrics report asks of the warehouse. */
export interface MetricsQuery {
  scope: FactScope
  zone: string
  groupBy: readonly Dimension[]
  /** Numbers of the segments to report on; only used when grouped by segment. */
  segments: readonly number[]
  /** Canonical names. */
  conversions: readonly string[]
  attribution: Attribution
  /** Who of several touches has how much of a conversion; without it the last one has it. */
  credit?: Credit
  /** Whether each source's event of one conversion counts; without it they are one conversion. */
  isEachSource?: boolean
  /** Only what found its person in one of the segments: for totals over them. */
  isWithin?: boolean
  /** How money is made one currency. */
  convert?: Conversion
}

/** One group: the keys in the order of `groupBy`, and what was counted. */
export interface Group {
  keys: (string | number)[]
  sums: Sums
}

const LAST_TOUCH: Credit = { model: 'last_touch' }

/** More groups than this are refused rather than cut. */
export const GROUPS_MAX = 50_000

const Row = z.object({ keys: z.array(z.union([z.string(), z.number()])), ...SumColumns })

/** What people do with an ad, where the event names one: a page can be liked and shared, too. */
const ENGAGED = sql`(name IN ('Like', 'Comment', 'Share', 'Follow') AND (campaign_id != '' OR adgroup_id != '' OR ad_id != '' OR creative_id != ''))`

/**
 * Ad facts and whatever else was paid for. `what` is the event's name here, and '' (which no event
 * is called) for conversions.
 */
function adFacts({ scope, convert }: MetricsQuery, offsets: Offsets): Sql {
  return sql`SELECT name AS what, '' AS converted, event_time, person, source, segments, experiment_id, arm, ${moneySql(sql`cost`, sql`cost_currency`, offsets, convert)},
    campaign_id, adgroup_id, ad_id, creative_id, placement, video_id, duration_ms, watched_ms, toDecimal128(1, 12) AS credit, 0 AS is_landing
    FROM ${factsOf(scope)} WHERE (name IN ('AdImpression', 'AdClick', 'VideoView') OR cost IS NOT NULL OR ${ENGAGED}) AND ${visibleFacts(scope)}`
}

function conversionFacts(query: MetricsQuery, offsets: Offsets): Sql {
  const { scope, conversions: names, attribution, credit = LAST_TOUCH } = query
  return sql`SELECT '' AS what, name AS converted, event_time, person, source, segments, experiment_id, arm, ${moneySql(sql`value`, sql`currency`, offsets, query.convert)},
    campaign_id, adgroup_id, ad_id, creative_id, placement, '' AS video_id, NULL AS duration_ms, NULL AS watched_ms, credit, 0 AS is_landing
    FROM (${conversionsSql({ scope, names, attribution, credit, isOnce: query.isEachSource !== true })})`
}

/** Their events are there for what else they tell of, too: so these have no money. */
function landingFacts({ scope }: MetricsQuery): Sql {
  return sql`SELECT 'landing' AS what, '' AS converted, event_time, person, source, segments, experiment_id, arm, NULL AS money, '' AS money_currency,
    campaign_id, adgroup_id, ad_id, creative_id, placement, '' AS video_id, NULL AS duration_ms, NULL AS watched_ms, toDecimal128(1, 12) AS credit, 1 AS is_landing
    FROM (${landings(scope, 0)}) WHERE NOT is_arrival`
}

function rowsSql(query: MetricsQuery, offsets: Offsets): Sql {
  return sql`${adFacts(query, offsets)} UNION ALL ${conversionFacts(query, offsets)} UNION ALL ${landingFacts(query)}`
}

const MoneyDayRow = z.object({ currency: z.string(), day: z.coerce.number() })

/** The days on which there is money, by currency, in order. */
export async function queryMoneyDays(warehouse: ReportReader, query: MetricsQuery): Promise<MoneyDay[]> {
  const offsets = offsetsIn({ from: query.scope.from, to: query.scope.to, zone: query.zone })
  const statement = sql`SELECT DISTINCT money_currency AS currency, ${dayNumberSql(offsets)} AS day
    FROM (${rowsSql(query, offsets)}) WHERE money IS NOT NULL ORDER BY currency, day`
  const rows = await warehouse.rows(statement.render(), MoneyDayRow)
  return rows.map(({ currency, day }) => ({ currency, day: dayLabel(day) }))
}

/** The whole statement: keys and sums per group, in the order of the keys. */
export function metricsSql(query: MetricsQuery): Sql {
  const { rows, names, keys } = keyedSql(query)
  if (names === undefined) return sql`SELECT ${keys} AS keys, ${SUMS_SQL} FROM (${rows})`
  return sql`SELECT ${keys} AS keys, ${SUMS_SQL}
    FROM (${rows}) GROUP BY ${names} ORDER BY ${names} LIMIT ${bind('UInt32', GROUPS_MAX + 1)}`
}

/** The inner rows with the keys of their groups; without dimensions there are no names. */
export function keyedSql(query: MetricsQuery): { rows: Sql; names: Sql | undefined; keys: Sql } {
  const offsets = offsetsIn({ from: query.scope.from, to: query.scope.to, zone: query.zone })
  const all = rowsSql(query, offsets)
  const rows = query.isWithin ? sql`SELECT * FROM (${all}) WHERE hasAny(segments, ${bind('Array(UInt32)', query.segments)})` : all
  if (query.groupBy.length === 0) return { rows, names: undefined, keys: sql`[]` }
  const made = query.groupBy.map((dimension, i) => sql`${dimensionSql(dimension, query.segments, offsets)} AS ${KEY[i]!}`)
  const names = query.groupBy.map((_, i) => KEY[i]!)
  return {
    rows: sql`SELECT *, ${join(made, ', ')} FROM (${rows})`,
    names: join(names, ', '),
    keys: sql`[${join(
      names.map((name) => sql`toString(${name})`),
      ', ',
    )}]`,
  }
}

/** Grouping keys by position; there are as many as dimensions. */
const KEY = [
  sql`k0`,
  sql`k1`,
  sql`k2`,
  sql`k3`,
  sql`k4`,
  sql`k5`,
  sql`k6`,
  sql`k7`,
  sql`k8`,
  sql`k9`,
  sql`k10`,
  sql`k11`,
  sql`k12`,
] as const

/** Runs the report's query. */
export async function queryMetrics(warehouse: ReportReader, query: MetricsQuery): Promise<Group[]> {
  const rows = await warehouse.rows(metricsSql(query).render(), Row)
  const isRounded = query.credit !== undefined && sharesConversions(query.credit)
  return rows.map(({ keys, ...sums }) => ({ keys, sums: isRounded ? roundedSums(sums) : sums }))
}
