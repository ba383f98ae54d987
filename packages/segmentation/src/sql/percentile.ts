// Held by services/reporting/src/thresholds/compute.test.ts

import type { PercentileCondition, Purpose } from '@weir/contracts'
import { comparesAmounts, measureOf } from '../conditions/measures.ts'
import { reaching } from '../definition/thresholds.ts'
import { SUM_SCALE } from '../definition/values.ts'
import { createBindings } from './bindings.ts'
import { eventMeasureSql } from './event-measure.ts'
import { consentSql, peopleHistorySql } from './history.ts'
import type { RuleSql } from './to-sql.ts'

/** What people must have granted to be counted: a threshold is a statistic over everybody. */
const COUNTED_WITH: readonly Purpose[] = ['storage', 'measurement']

/** These are 0 of nothing, which every rule with a value of 0 or less would let in. */
const ADDITIVE: readonly string[] = ['count', 'active_days', 'distinct', 'sum']

/**
 * Compiles a query for the threshold of a condition at `asOf` (Unix ms): of the `people` counted
 * the measure of the k-th best, k being `top` of them rounded up (nearest rank). Where fewer have
 * anything to measure, it is the least that one of them has, so whoever did nothing never reaches
 * it. One row `value`, `reached` (people at or above it), `people`; none if nobody has anything to
 * measure. The measure is that of `toSql`; an amount between two ten-thousandths is rounded down.
 */
export function percentileSql(condition: PercentileCondition, asOf: number): RuleSql {
  const b = createBindings()
  const at = b.bind(asOf, 'Int64')
  const event = reaching(condition, 0)
  const { measure } = measureOf(event)
  const measured = eventMeasureSql(event, asOf, b)
  const isAmount = measure !== 'active_days' && comparesAmounts(measure)
  const gates = [`countIf(t <= ${at}) > 0`, ...COUNTED_WITH.map((purpose) => consentSql(purpose, at))].join(' AND ')
  const each = `SELECT person, toFloat64(${isAmount ? `floor(${measured})` : measured}) AS measured, ${gates} AS is_counted
    FROM (${peopleHistorySql(asOf, b)}) GROUP BY person`
  const groups = `SELECT measured, count() AS n FROM (${each}) WHERE is_counted GROUP BY measured`
  const ranks = `SELECT measured, sum(n) OVER (ORDER BY measured DESC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached,
    sum(n) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS people FROM (${groups})`
  // A share such as 0.07 of 100 people is a little more than 7 in binary.
  const wanted = `ceil(round(${b.bind(condition.top, 'Float64')} * people, 6))`
  const isSomething = ADDITIVE.includes(measure) ? 'measured > 0' : 'isNotNull(measured)'
  const sql = `
    SELECT ${isAmount ? `measured / ${SUM_SCALE}` : 'measured'} AS value, reached, people
    FROM (${ranks}) WHERE ${isSomething}
    ORDER BY reached < ${wanted}, if(reached < ${wanted}, -toInt64(reached), toInt64(reached)) LIMIT 1
    SETTINGS precise_float_parsing = 1`
  return { sql, params: b.params }
}
