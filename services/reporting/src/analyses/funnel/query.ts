import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { eventTest } from '../../shared/sql/event-test.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, join, sql } from '../../shared/sql/sql.ts'
import { keysSql } from '../shared/keys-query.ts'
import { attemptsSql, countedSql } from './attempts-query.ts'
import type { FunnelQuery } from './question.ts'

/** What reached one step of a group. Times in ms; of the first step they are 0. */
export interface FunnelStep {
  key: string
  /** From 1. */
  step: number
  attempts: number
  persons: number
  /** Median and 90th percentile of the time since the step before, and since the first. */
  sincePrevious: readonly [number, number]
  sinceFirst: readonly [number, number]
}

const Times = z.tuple([z.number(), z.number()])
const Row = z.object({
  key: z.string(),
  step: z.coerce.number(),
  attempts: z.coerce.number(),
  persons: z.coerce.number(),
  since_previous: Times,
  since_first: Times,
})

export function funnelSql(query: FunnelQuery): Sql {
  const { steps, exclude, scope, order, windowMs } = query
  const tests = [...steps, ...exclude.map(({ event }) => event)]
  const bits = join(
    tests.map((selector, i) => sql`if(${eventTest(selector)}, ${bind('UInt32', 2 ** i)}, 0)`),
    ', ',
  )
  const seen = visibleFacts({ ...scope, to: scope.to + windowMs + 1, anonymous: false })
  const keys = keysSql(query.groupBy, query.segments, { from: scope.from, to: scope.to, zone: query.zone })
  const events = sql`SELECT person, toUnixTimestamp64Milli(event_time) AS t, eid, toUInt32(arraySum([${bits}])) AS h,
      if(bitAnd(h, ${bind('UInt32', 2 ** steps.length - 1)}) = 0, [], ${keys}) AS keys
    FROM ${factsOf(scope)} WHERE ${seen}${order === 'adjacent' ? sql`` : sql` AND h != 0`}`
  const people = sql`SELECT person, arraySort(e -> (e.1, e.2), groupArray((t, eid, h, keys))) AS list FROM (${events}) GROUP BY person`
  const arrays = sql`SELECT person, arrayMap(e -> e.1, list) AS ts, arrayMap(e -> e.3, list) AS hs, arrayMap(e -> e.4, list) AS ks, arrayEnumerate(list) AS ps FROM (${people})`
  const one = sql`SELECT person, arrayJoin(${countedSql(query)}) AS attempt FROM (${attemptsSql(query, arrays)})`
  const keyed = sql`SELECT person, attempt.4 AS reached, arrayJoin(attempt.6) AS key FROM (${one})`
  const stepped = sql`SELECT person, key, reached, arrayJoin(arrayEnumerate(reached)) AS step FROM (${keyed})`
  return sql`SELECT key, step, count() AS attempts, uniqExact(person) AS persons,
      quantilesExactInclusive(0.5, 0.9)(reached[step] - reached[greatest(step, 2) - 1]) AS since_previous,
      quantilesExactInclusive(0.5, 0.9)(reached[step] - reached[1]) AS since_first
    FROM (${stepped}) GROUP BY key, step ORDER BY key, step${EXACT_NUMBERS}`
}

/** Runs the funnel's query; a step that nothing reached has no row. */
export async function queryFunnel(warehouse: ReportReader, query: FunnelQuery): Promise<FunnelStep[]> {
  const rows = await warehouse.rows(funnelSql(query).render(), Row)
  return rows.map(({ since_previous: sincePrevious, since_first: sinceFirst, ...row }) => ({ ...row, sincePrevious, sinceFirst }))
}
