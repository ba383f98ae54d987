import { ABOUT_ADS, AD, landings } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import type { FactScope } from '../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../shared/sql/facts.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql, withParameters } from '../shared/sql/sql.ts'
import type { Offsets } from '../shared/time/offsets.ts'
import { offsetsIn } from '../shared/time/offsets.ts'
import { dayLabel } from '../shared/time/times.ts'
import type { Attribution } from './attribution.ts'
import type { Conversion, MoneyDay } from './conversion.ts'
import { conversionsSql } from './credit/conversions-query.ts'
import type { Credit } from './credit/models.ts'
import { sharesConversions } from './credit/models.ts'
import type { Dimension } from './dimensions.ts'
import { dayNumberSql, dimensionSql, segmentSetSql } from './dimensions.ts'
import { withExposures } from './exposures-query.ts'
import { moneySql } from './money-sql.ts'
import { BIT_SEGMENTS_MAX, personsBySegmentSql } from './persons-query.ts'
import { attributedConversionsSql, attributedLandingsSql } from './rollups/attributed-query.ts'
import { cellsSql, inSpans } from './rollups/cells-query.ts'
import type { Rolled, RolledSpan } from './rollups/plan.ts'
import type { NeededSums, Sums } from './sums.ts'
import {
  cellPartsSql,
  conversionPartsSql,
  hasSums,
  MERGED_SQL,
  partsSql,
  PERSON_SUMS,
  personPartsSql,
  roundedSums,
  SumColumns,
  sumsSql,
} from './sums.ts'

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
  /** Which sums the answer is made of; without it all. */
  needed?: NeededSums
  /** What is read from rollups, and not from facts about ads. */
  rolled?: Rolled
  /** Which conversions and landings are read from those that are attributed. */
  attributed?: Rolled
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

const LANDING_COLUMNS = sql`event_time, eid, person, source, segments, experiment_id, arm, country, device, ${AD}`
const NO_TIME = sql`CAST(NULL, 'Nullable(Float64)')`
const IS_ABOUT_ADS = withParameters(ABOUT_ADS, {})

/**
 * Ad facts and whatever else was paid for. `what` is the event's name here, and '' (which no event
 * is called) for conversions.
 */
function adFacts({ scope, convert, rolled }: MetricsQuery, offsets: Offsets): Sql {
  return sql`SELECT name AS what, toLowCardinality('') AS converted, event_time, eid, person, source, segments, experiment_id, arm, country, device, ${moneySql(sql`cost`, sql`cost_currency`, offsets, convert)},
    campaign_id, adgroup_id, ad_id, creative_id, placement, video_id, duration_ms, watched_ms, toDecimal128(1, 12) AS credit, 0 AS is_landing
    FROM ${factsOf(scope)} WHERE ${IS_ABOUT_ADS} AND ${visibleFacts(scope)}${rolled === undefined ? sql`` : sql` AND ${inSpans(rolled.left)}`}`
}

function conversionFacts(query: MetricsQuery, offsets: Offsets): Sql {
  return sql`SELECT toLowCardinality('') AS what, name AS converted, event_time, eid, person, source, segments, experiment_id, arm, country, device, ${moneySql(sql`value`, sql`currency`, offsets, query.convert)},
    campaign_id, adgroup_id, ad_id, creative_id, placement, '' AS video_id, ${NO_TIME} AS duration_ms, ${NO_TIME} AS watched_ms, credit, 0 AS is_landing
    FROM (${creditedConversions(query)})`
}

/** Their events are there for what else they tell of, too: so these have no money. */
function landingFacts(query: MetricsQuery): Sql {
  return sql`SELECT toLowCardinality('landing') AS what, toLowCardinality('') AS converted, event_time, eid, person, source, segments, experiment_id, arm, country, device, NULL AS money, '' AS money_currency,
    campaign_id, adgroup_id, ad_id, creative_id, placement, '' AS video_id, ${NO_TIME} AS duration_ms, ${NO_TIME} AS watched_ms, toDecimal128(1, 12) AS credit, 1 AS is_landing
    FROM (${clickLandings(query)})`
}

function creditedConversions({ scope, conversions: names, attribution, credit = LAST_TOUCH, ...query }: MetricsQuery): Sql {
  const isOnce = query.isEachSource !== true
  const ofFacts = (span: RolledSpan): Sql => conversionsSql({ scope: { ...scope, ...span }, names, attribution, credit, isOnce })
  if (query.attributed === undefined || attribution === 'none') return ofFacts(scope)
  const stored = attributedConversionsSql(query.attributed, { names, windows: attribution, isOnce })
  return join([stored, ...query.attributed.left.map(ofFacts)], ' UNION ALL ')
}

function clickLandings({ scope, attributed }: MetricsQuery): Sql {
  const ofFacts = (span: RolledSpan): Sql =>
    sql`SELECT ${LANDING_COLUMNS} FROM (${landings({ ...scope, ...span }, 0)}) WHERE NOT is_arrival`
  if (attributed === undefined) return ofFacts(scope)
  return join([attributedLandingsSql(attributed), ...attributed.left.map(ofFacts)], ' UNION ALL ')
}

function rowsSql(query: MetricsQuery, offsets: Offsets): Sql {
  // Where all about ads is in cells, not even the plan of reading facts is made.
  const ads = hasAdFacts(query) ? [adFacts(query, offsets)] : []
  return join([...ads, conversionFacts(query, offsets), landingFacts(query)], ' UNION ALL ')
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
  if (query.rolled !== undefined || isBySet(query)) return mergedSql(query)
  const { rows, names, keys } = keyedSql(query)
  const sums = sumsSql(query.needed)
  if (names === undefined) return sql`SELECT ${keys} AS keys, ${sums} FROM (${rows})`
  return sql`SELECT ${keys} AS keys, ${sums}
    FROM (${rows}) GROUP BY ${names} ORDER BY ${names} LIMIT ${bind('UInt32', GROUPS_MAX + 1)}`
}

/**
 * The same from parts: of facts, of the cells of rollups where there are some, and of persons, who
 * are in no other part.
 */
function mergedSql(query: MetricsQuery): Sql {
  const parts = [
    ...(hasSums(query.needed) ? [factPartsSql(query)] : []),
    ...(hasSums(query.needed) && query.rolled ? [cellPartsOf(query, query.rolled)] : []),
    ...(PERSON_SUMS.some((sum) => query.needed?.has(sum) ?? true) ? [personPartsOf(query)] : []),
  ]
  const { names, keys } = keyedSql(query)
  const all = join(parts, ' UNION ALL ')
  if (names === undefined) return sql`SELECT ${keys} AS keys, ${MERGED_SQL} FROM (${all}) AS p`
  return sql`SELECT ${keys} AS keys, ${MERGED_SQL}
    FROM (${all}) AS p GROUP BY ${names} ORDER BY ${names} LIMIT ${bind('UInt32', GROUPS_MAX + 1)}`
}

/**
 * Parts of facts. Facts of several segments are added up by the segments that they have in common
 * first, and once for each of these then. Of conversions alone there are too few for that to pay.
 */
function factPartsSql(query: MetricsQuery): Sql {
  if (!hasAdFacts(query)) return partsOf(keyedSql(query), conversionPartsSql(query.needed))
  const parts = partsSql(query.needed)
  if (!isBySet(query)) return partsOf(keyedSql(query), parts)
  const set = KEY[query.groupBy.indexOf('segment')]!
  return sql`SELECT * FROM (${partsOf(keyedSql({ ...query, isWithin: true }, { segment: 'set' }), parts)}) ARRAY JOIN ${set}`
}

function cellPartsOf(query: MetricsQuery, rolled: Rolled): Sql {
  return partsOf(keyedSql(query, { rows: cellsSql(rolled, query) }), cellPartsSql(query.needed))
}

/** No cell tells of persons: they are counted in facts. */
function personPartsOf(given: MetricsQuery): Sql {
  const query = { ...given }
  delete query.rolled
  const at = query.groupBy.indexOf('segment')
  if (at === -1 || query.segments.length > BIT_SEGMENTS_MAX) return partsOf(keyedSql(query), personPartsSql())
  const { rows } = keyedSql(query, { segment: 'none' })
  return personsBySegmentSql(rows, KEY.slice(0, query.groupBy.length), at, query.segments)
}

function partsOf({ rows, names }: KeyedRows, parts: Sql): Sql {
  if (names === undefined) return sql`SELECT ${parts} FROM (${rows}) AS c`
  return sql`SELECT ${names}, ${parts} FROM (${rows}) AS c GROUP BY ${names}`
}

/** Whether facts about ads are read, and not all of them in cells. */
function hasAdFacts({ rolled }: MetricsQuery): boolean {
  return rolled === undefined || rolled.left.length > 0
}

/**
 * Whether segments' groups are added up from parts: amounts at rates and shared credit do not add
 * up to the last digit.
 */
function isBySet({ groupBy, needed, convert, credit = LAST_TOUCH }: MetricsQuery): boolean {
  return groupBy.includes('segment') && needed !== undefined && convert === undefined && !sharesConversions(credit)
}

/** Rows with the keys of their groups; without dimensions there are no names. */
interface KeyedRows {
  rows: Sql
  names: Sql | undefined
  keys: Sql
}

/**
 * The inner rows with the keys of their groups.
 * @param rows other rows with the columns that groups are made of.
 * @param segment whether a row has its key `segment` once for each of its segments, as the set of
 *   those that are reported on, or not at all.
 */
export function keyedSql(
  query: MetricsQuery,
  { rows: given, segment = 'each' }: { rows?: Sql; segment?: 'each' | 'set' | 'none' } = {},
): KeyedRows {
  const offsets = offsetsIn({ from: query.scope.from, to: query.scope.to, zone: query.zone })
  const told = given ?? rowsSql(query, offsets)
  const all = query.groupBy.includes('exposure') ? withExposures(told, query.attribution !== 'none') : told
  const rows = query.isWithin ? sql`SELECT * FROM (${all}) WHERE hasAny(segments, ${bind('Array(UInt32)', query.segments)})` : all
  const named = query.groupBy
    .map((dimension, i) => ({ dimension, name: KEY[i]! }))
    .filter(({ dimension }) => dimension !== 'segment' || segment !== 'none')
  if (named.length === 0) return { rows, names: undefined, keys: sql`[]` }
  const made = named.map(({ dimension, name }) => {
    const isSet = dimension === 'segment' && segment === 'set'
    return sql`${isSet ? segmentSetSql(query.segments) : dimensionSql(dimension, query.segments, offsets)} AS ${name}`
  })
  return {
    rows: sql`SELECT *, ${join(made, ', ')} FROM (${rows})`,
    names: join(
      named.map(({ name }) => name),
      ', ',
    ),
    keys: sql`[${join(
      named.map(({ name }) => sql`toString(${name})`),
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
  sql`k13`,
  sql`k14`,
  sql`k15`,
] as const

/** Runs the report's query. */
export async function queryMetrics(warehouse: ReportReader, query: MetricsQuery): Promise<Group[]> {
  const rows = await warehouse.rows(metricsSql(query).render(), Row)
  const isRounded = query.credit !== undefined && sharesConversions(query.credit)
  return rows.map(({ keys, ...sums }) => ({ keys, sums: isRounded ? roundedSums(sums) : sums }))
}
