import type { Experiment, ExperimentMetric } from '@weir/contracts'
import type { ArmMoments } from '@weir/experiments'
import { repeatsSql } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { eventTest } from '../../shared/sql/event-test.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, sql } from '../../shared/sql/sql.ts'

const DAY_MS = 86_400_000

/** What results ask of the warehouse. */
export interface ResultsQuery {
  experiment: Experiment
  /** Until when people and what they did count, Unix ms, exclusive. */
  until: number
}

type MetricEvents = Pick<ExperimentMetric, 'event'> & { sum?: string | undefined }

/**
 * Who was exposed, by what events said of it: once per person, at the first one. Persons who were
 * shown more than one arm (merged ones among them), or an arm that there is not, are `strays`.
 */
function exposedSql({ experiment, until }: ResultsQuery): Sql {
  const scope: FactScope = { from: Date.parse(experiment.starts_at), to: until, sources: undefined, anonymous: false }
  const known = bind(
    'Array(String)',
    experiment.arms.map(({ id }) => id),
  )
  // Names of their own inside: an alias of an aggregate would be taken for its column.
  return sql`SELECT person, min(t) AS shown, argMin(in_arm, (t, eid)) AS arm, argMin(of_source, (t, eid)) AS source,
      argMin(on_device, (t, eid)) AS device, uniqExact(in_arm) > 1 OR NOT has(${known}, arm) AS stray
    FROM (SELECT person, toUnixTimestamp64Milli(event_time) AS t, eid, toString(arm) AS in_arm, toString(source) AS of_source,
        toString(device) AS on_device
      FROM ${factsOf(scope)} WHERE experiment_id = ${bind('String', experiment.id)} AND arm != '' AND ${visibleFacts(scope)})
    GROUP BY person`
}

const SliceRow = z.object({
  by: z.enum(['all', 'day', 'source', 'device', 'stray']),
  key: z.string(),
  arm: z.string(),
  people: z.coerce.number(),
  since: z.coerce.number(),
})
/** People of an arm, in all and in parts; `since`: when the first one was exposed, Unix ms. */
export type SliceCount = z.infer<typeof SliceRow>

export function slicesSql(query: ResultsQuery): Sql {
  return sql`SELECT part.1 AS by, part.2 AS key, part.3 AS arm, count() AS people, min(shown) AS since
    FROM (SELECT shown, arrayJoin(if(stray, [('stray', '', '')],
        [('all', '', arm), ('day', toString(toDate(fromUnixTimestamp64Milli(shown, 'UTC'))), arm), ('source', source, arm), ('device', device, arm)])) AS part
      FROM (${exposedSql(query)}))
    GROUP BY by, key, arm ORDER BY by, key, arm`
}

const count = z.coerce.number()
const MomentsRow = z.object({
  arm: z.string(),
  units: count,
  metric: count,
  per: count,
  covariate: count,
  metricSquared: count,
  perSquared: count,
  covariateSquared: count,
  metricPer: count,
  metricCovariate: count,
})

/** What an event adds to a measure: 1, or its value in the currency. */
function amountSql({ sum }: MetricEvents): Sql {
  if (sum === undefined) return sql`toFloat64(1)`
  return sql`if(currency = ${bind('String', sum)}, ifNull(toFloat64(value), 0), 0)`
}

/**
 * What a metric's persons did from their first exposure on, for `window` days, and the same from
 * `lookback` days before it. What several sources tell of counts once, as in reports.
 */
export function momentsSql(query: ResultsQuery, metric: ExperimentMetric): Sql {
  const { experiment, until } = query
  const from = Date.parse(experiment.starts_at) - experiment.lookback * DAY_MS
  const scope: FactScope = { from, to: until, sources: undefined, anonymous: false }
  const per = metric.kind === 'ratio' ? metric.per : undefined
  const repeats = repeatsSql(scope, namesOf(metric))
  const once = repeats === undefined ? sql`` : sql` AND eid NOT IN (SELECT eid FROM (${repeats}))`
  const own: MetricEvents = metric.kind === 'share' ? { event: metric.event } : metric
  const events = sql`SELECT person, toUnixTimestamp64Milli(event_time) AS t,
      if(${eventTest(own.event)}, ${amountSql(own)}, 0) AS amount, ${eventTest(own.event)} AS is_y,
      ${per ? sql`if(${eventTest(per.event)}, ${amountSql(per)}, 0)` : sql`0`} AS divisor, ${per ? eventTest(per.event) : sql`false`} AS is_d
    FROM ${factsOf(scope)} WHERE ${visibleFacts(scope)} AND (is_y OR is_d)${once}`
  const after = sql`t >= shown AND t < shown + ${bind('Int64', experiment.window * DAY_MS)}`
  const before = sql`t < shown AND t >= shown - ${bind('Int64', experiment.lookback * DAY_MS)}`
  const capped = (sum: Sql): Sql => (metric.kind === 'share' ? sql`least(${sum}, 1)` : sum)
  const people = sql`SELECT e.arm AS in_arm, e.person AS whose, ${capped(sql`sumIf(amount, is_y AND ${after})`)} AS y,
      ${capped(sql`sumIf(amount, is_y AND ${before})`)} AS x, ${per ? sql`sumIf(divisor, is_d AND ${after})` : sql`toFloat64(1)`} AS d
    FROM (SELECT * FROM (${exposedSql(query)}) WHERE NOT stray) AS e LEFT JOIN (${events}) AS f ON e.person = f.person
    GROUP BY in_arm, whose`
  return sql`SELECT in_arm AS arm, count() AS units, sum(y) AS metric, sum(d) AS per, sum(x) AS covariate, sum(y * y) AS metricSquared,
      sum(d * d) AS perSquared, sum(x * x) AS covariateSquared, sum(y * d) AS metricPer, sum(y * x) AS metricCovariate
    FROM (${people}) GROUP BY in_arm ORDER BY in_arm${EXACT_NUMBERS}`
}

const SpendRow = z.object({ in_arm: z.string(), in_currency: z.string(), spent: count })
export interface ArmSpend {
  arm: string
  currency: string
  spent: number
}

/** What was paid for what people were shown as part of an arm, whoever they are. */
export function spendSql({ experiment, until }: ResultsQuery): Sql {
  const scope: FactScope = { from: Date.parse(experiment.starts_at), to: until, sources: undefined, anonymous: true }
  return sql`SELECT toString(arm) AS in_arm, toString(cost_currency) AS in_currency, sum(toFloat64(cost)) AS spent
    FROM ${factsOf(scope)} WHERE experiment_id = ${bind('String', experiment.id)} AND arm != '' AND cost IS NOT NULL AND ${visibleFacts(scope)}
    GROUP BY in_arm, in_currency ORDER BY in_arm, in_currency`
}

export function querySlices(warehouse: ReportReader, query: ResultsQuery): Promise<SliceCount[]> {
  return warehouse.rows(slicesSql(query).render(), SliceRow)
}

/** By arm; an arm of whom nobody was exposed is not there. */
export async function queryArms(
  warehouse: ReportReader,
  query: ResultsQuery,
  metric: ExperimentMetric,
): Promise<Map<string, ArmMoments>> {
  const rows = await warehouse.rows(momentsSql(query, metric).render(), MomentsRow)
  return new Map(rows.map(({ arm, ...moments }) => [arm, moments]))
}

export async function querySpend(warehouse: ReportReader, query: ResultsQuery): Promise<ArmSpend[]> {
  const rows = await warehouse.rows(spendSql(query).render(), SpendRow)
  return rows.map(({ in_arm: arm, in_currency: currency, spent }) => ({ arm, currency, spent }))
}

function namesOf(metric: ExperimentMetric): string[] {
  const selectors = metric.kind === 'ratio' ? [metric.event, metric.per.event] : [metric.event]
  return [...new Set(selectors.flatMap(({ name, names }) => names ?? (name === undefined ? [] : [name])))]
}
