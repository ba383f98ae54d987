import { DELIVERY_COUNTS, recordOf } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql } from '../shared/sql/sql.ts'
import type { DeliveryDimension } from './dimensions.ts'
import { isBreakdown } from './dimensions.ts'
import type { DeliveryTotals } from './metrics.ts'

/** What a report asks of the imported rows. */
export interface DeliveryQuery {
  /** The first day and the day after the last, `YYYY-MM-DD` on the clocks of the accounts. */
  from: string
  to: string
  groupBy: readonly Exclude<DeliveryDimension, 'segment'>[]
  sources: readonly string[] | undefined
}

/** One group: its keys in the order of `groupBy`, and what was delivered. */
export interface DeliveryGroup {
  keys: string[]
  sums: DeliveryTotals
}

/** Rows of one kind, and how many of them the report is made of. */
export interface KindRead {
  source: string
  level: string
  grain: string
  breakdown: string
  rows: number
  read: number
}

/** More groups than this are refused rather than cut. */
export const DELIVERY_GROUPS_MAX = 50_000

const Stated = z.coerce.number().nullable()
const Money = z.record(z.string(), z.coerce.number())
const Row = z.object({ keys: z.array(z.string()), ...recordOf(DELIVERY_COUNTS, () => Stated), spend: Money, value: Money })
const Kind = z.object({
  source: z.string(),
  level: z.string(),
  grain: z.string(),
  breakdown: z.string(),
  rows: z.coerce.number(),
  read: z.coerce.number(),
})

const named = (id: Sql, name: Sql): Sql => sql`if(${id} != '', ${id}, ${name})`
const CAMPAIGN = named(sql`campaign_id`, sql`campaign_name`)
const ADGROUP = named(sql`adgroup_id`, sql`adgroup_name`)

/** A thing is called by its id; by its name where the platform told none. */
function dimensionSql(dimension: DeliveryQuery['groupBy'][number]): Sql {
  switch (dimension) {
    case 'day':
      return sql`toString(toDate(starts))`
    case 'hour':
      return sql`formatDateTime(starts, '%Y-%m-%dT%H:00:00')`
    case 'source':
      return sql`toString(source)`
    case 'account':
      return sql`toString(account_id)`
    case 'campaign':
      return CAMPAIGN
    case 'adgroup':
      return ADGROUP
    case 'ad':
      return named(sql`ad_id`, sql`ad_name`)
    default:
      return sql`JSONExtractString(breakdown, ${bind('String', dimension)})`
  }
}

/** Whether a row can tell the dimensions apart. */
function fits(groupBy: DeliveryQuery['groupBy']): Sql {
  const conditions = groupBy.flatMap((dimension): Sql[] => {
    if (dimension === 'campaign') return [sql`${CAMPAIGN} != ''`]
    if (dimension === 'adgroup') return [sql`${ADGROUP} != ''`]
    if (dimension === 'ad') return [sql`level = 'ad'`]
    if (dimension === 'account') return [sql`account_id != ''`]
    if (dimension === 'hour') return [sql`grain = 'hour'`]
    return isBreakdown(dimension) ? [sql`has(parts, ${bind('String', dimension)})`] : []
  })
  return join([sql`grain IN ('day', 'hour')`, ...conditions], ' AND ')
}

/**
 * Rows of several levels, or split in several ways, are about the same delivery. Of each source and
 * day one kind is read, the least of these: not split further than asked, of the widest level (the
 * lower ones lack what was deleted), by day.
 */
const RANK = sql`concat(leftPad(toString(length(parts)), 2, '0'),
  transform(toString(level), ['account', 'campaign', 'adgroup', 'ad'], ['0', '1', '2', '3'], '9'),
  if(grain = 'day', '0', '1'), arrayStringConcat(parts, ','))`

function rowsOf({ from, to, sources, groupBy }: DeliveryQuery): Sql {
  const [first, next] = [bind('String', from), bind('String', to)]
  const where = join(
    [
      sql`(grain = 'lifetime' OR (starts < toDateTime(${next}, 'UTC') AND ends >= toDate(${first}) AND (grain = 'range' OR starts >= toDateTime(${first}, 'UTC'))))`,
      ...(sources === undefined ? [] : [sql`source IN ${bind('Array(String)', sources)}`]),
    ],
    ' AND ',
  )
  return sql`SELECT *, toDate(starts) AS of_day, arraySort(JSONExtractKeys(breakdown)) AS parts, ${RANK} AS rank, ${fits(groupBy)} AS is_fit
    FROM delivery_final WHERE ${where}`
}

function isRead(query: DeliveryQuery): Sql {
  return sql`is_fit AND (source, of_day, rank) IN (
    SELECT source, of_day, min(rank) FROM (${rowsOf(query)}) WHERE is_fit GROUP BY source, of_day)`
}

/** A sum of nothing is null. Reach does not add up: it is told of single rows only. */
const SUMS = sql`
  sum(impressions) AS impressions, sum(clicks) AS clicks, sum(engagements) AS engagements, sum(conversions) AS conversions,
  sum(purchases) AS purchases, sum(results) AS results, if(count() = 1, any(reach), NULL) AS reach, sum(plays) AS plays,
  sum(watched_2s) AS watched_2s, sum(watched_6s) AS watched_6s, sum(p25) AS p25, sum(p50) AS p50, sum(p75) AS p75,
  sum(completions) AS completions, sum(likes) AS likes, sum(comments) AS comments, sum(shares) AS shares, sum(follows) AS follows,
  sum(profile_visits) AS profile_visits, sum(landing_page_views) AS landing_page_views, sum(content_views) AS content_views,
  sum(adds_to_cart) AS adds_to_cart, sum(checkouts) AS checkouts,
  sumMapIf(map(toString(currency), assumeNotNull(spend)), isNotNull(spend)) AS spend,
  sumMapIf(map(toString(currency), assumeNotNull(value)), isNotNull(value)) AS value`

/** What was delivered, by group, in the order of the keys. */
export async function queryDelivery(warehouse: ReportReader, query: DeliveryQuery): Promise<DeliveryGroup[]> {
  const keys = join([sql`''`, ...query.groupBy.map(dimensionSql)], ', ')
  const text = sql`SELECT group_keys AS keys, ${SUMS} FROM (
      SELECT *, arraySlice([${keys}], 2) AS group_keys FROM (${rowsOf(query)}) WHERE ${isRead(query)})
    GROUP BY group_keys ORDER BY group_keys LIMIT ${bind('UInt32', DELIVERY_GROUPS_MAX + 1)}`
  const rows = await warehouse.rows(text.render(), Row)
  return rows.map(({ keys: group, ...sums }) => ({ keys: group, sums }))
}

/** Of which rows the report is made, and which it leaves out. */
export async function queryKinds(warehouse: ReportReader, query: DeliveryQuery): Promise<KindRead[]> {
  const text = sql`SELECT source, level, grain, arrayStringConcat(parts, ',') AS breakdown, count() AS rows, countIf(${isRead(query)}) AS read
    FROM (${rowsOf(query)}) GROUP BY source, level, grain, breakdown ORDER BY source, level, grain, breakdown`
  return warehouse.rows(text.render(), Kind)
}
