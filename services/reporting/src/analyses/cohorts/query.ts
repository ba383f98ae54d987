import type { Selector } from '@weir/contracts'
import { z } from 'zod'
import { dayNumberSql } from '../../reports/dimensions.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { eventTest } from '../../shared/sql/event-test.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, sql } from '../../shared/sql/sql.ts'
import { offsetsIn } from '../../shared/time/offsets.ts'
import { keysSql } from '../shared/keys-query.ts'
import type { CohortUnit } from './input.ts'

/** What retention asks of the warehouse. */
export interface CohortQuery {
  /** In which the first event lies. */
  scope: FactScope
  /** Up to where people may come back, Unix ms, exclusive. */
  until: number
  zone: string
  first: Selector
  returning: Selector
  unit: CohortUnit
  periods: number
  isRolling: boolean
  bySegment: boolean
  /** Numbers of the segments to tell apart. */
  segments: readonly number[]
}

/** The persons of one cohort, and who of them came back by period, the cohort's own first. */
export interface Cohort {
  key: string
  /** The unit in which they began (see calendar.ts). */
  cohort: number
  persons: number
  returned: number[]
}

const Row = z.object({
  key: z.string(),
  cohort: z.coerce.number(),
  persons: z.coerce.number(),
  returned: z.array(z.coerce.number()),
})

/** As unitOf of calendar.ts says it. */
function unitSql(unit: CohortUnit, day: Sql): Sql {
  if (unit === 'day') return sql`toInt64(${day})`
  if (unit === 'week') return sql`toInt64(floor((${day} + 3) / 7))`
  const date = sql`addDays(toDate32('1970-01-01'), ${day})`
  return sql`toInt64(toYear(${date}) * 12 + toMonth(${date}) - 1)`
}

export function cohortsSql(query: CohortQuery): Sql {
  const { scope, until, zone, periods } = query
  const seen = visibleFacts({ ...scope, to: until, anonymous: false })
  const offsets = offsetsIn({ from: scope.from, to: until, zone })
  const keys = keysSql(query.bySegment ? 'segment' : undefined, query.segments, { from: scope.from, to: scope.to, zone })
  const events = sql`SELECT person, toUnixTimestamp64Milli(event_time) AS t, eid, ${unitSql(query.unit, dayNumberSql(offsets))} AS unit,
      ${eventTest(query.first)} AND t < ${bind('Int64', scope.to)} AS begins, ${eventTest(query.returning)} AS returns,
      if(begins, ${keys}, []) AS keys
    FROM ${factsOf(scope)} WHERE ${seen} AND (begins OR returns)`
  const people = sql`SELECT person, minIf((t, eid), begins) AS start, argMinIf((unit, keys), (t, eid), begins) AS origin,
      groupUniqArrayIf((t, eid, unit), returns) AS back
    FROM (${events}) GROUP BY person HAVING countIf(begins) > 0`
  const came = sql`SELECT arrayJoin(origin.2) AS key, origin.1 AS cohort,
      arrayFilter(c -> c <= ${bind('Int64', periods)}, arrayDistinct(arrayMap(e -> e.3 - origin.1, arrayFilter(e -> (e.1, e.2) > start, back)))) AS came
    FROM (${people})`
  const has = query.isRolling ? sql`notEmpty(came) AND arrayMax(came) >= i` : sql`has(came, toInt64(i))`
  const flags = sql`arrayMap(i -> toUInt64(${has}), range(${bind('UInt32', periods + 1)}))`
  return sql`SELECT key, cohort, count() AS persons, sumForEach(${flags}) AS returned
    FROM (${came}) GROUP BY key, cohort ORDER BY key, cohort${EXACT_NUMBERS}`
}

/** Runs the query of retention, cohorts in order. */
export function queryCohorts(warehouse: ReportReader, query: CohortQuery): Promise<Cohort[]> {
  return warehouse.rows(cohortsSql(query).render(), Row)
}
