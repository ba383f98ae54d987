import type { Selector } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { eventTest } from '../../shared/sql/event-test.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, join, sql } from '../../shared/sql/sql.ts'
import { keysSql } from '../shared/keys-query.ts'

/** What journeys ask of the warehouse. */
export interface PathsQuery {
  scope: FactScope
  touchpoints: readonly { event: Selector; ends: boolean }[]
  gapMs: number
  steps: number
  repeats: boolean
  bySegment: boolean
  /** Numbers of the segments to tell apart. */
  segments: readonly number[]
}

/** How many persons took a path; touchpoints by their place in the question, from 1. */
export interface TakenPath {
  key: string
  path: number[]
  /** Whether it goes on after the last step that is looked at. */
  goesOn: boolean
  persons: number
}

/** How long it took from a step to the next: median and 90th percentile, ms. */
export interface LinkTime {
  key: string
  /** Of the first of the two, from 1. */
  step: number
  from: number
  to: number
  persons: number
  took: readonly [number, number]
}

const count = z.coerce.number()
const PathRow = z.object({ key: z.string(), path: z.array(count), more: count, persons: count })
const LinkRow = z.object({
  key: z.string(),
  step: count,
  from: count,
  to: count,
  persons: count,
  took: z.tuple([z.number(), z.number()]),
})

/** One row per person and group: the first path in the range, as (touchpoint, time). */
function firstPaths(query: PathsQuery): Sql {
  const { scope, touchpoints, gapMs, steps, repeats } = query
  const keys = keysSql(query.bySegment ? 'segment' : undefined, query.segments, { from: scope.from, to: scope.to, zone: 'UTC' })
  const tests = join(
    touchpoints.map(({ event }, i) => sql`${eventTest(event)}, ${bind('UInt32', i + 1)}`),
    ', ',
  )
  const events = sql`SELECT person, toUnixTimestamp64Milli(event_time) AS t, eid, toUInt32(multiIf(${tests}, 0)) AS touch, ${keys} AS keys
    FROM ${factsOf(scope)} WHERE ${visibleFacts({ ...scope, anonymous: false })} AND touch != 0`
  const people = sql`SELECT person, arraySort(e -> (e.1, e.2), groupArray((t, eid, touch, keys))) AS list FROM (${events}) GROUP BY person`
  const ending = bind(
    'Array(UInt32)',
    touchpoints.flatMap(({ ends }, i) => (ends ? [i + 1] : [])),
  )
  // The event before each, and of the first one itself.
  const before = sql`arrayPushFront(arrayPopBack(list), list[1])`
  const begins = sql`arrayMap((e, b, i) -> i > 1 AND (e.1 - b.1 > ${bind('Int64', gapMs)} OR has(${ending}, b.3)), list, ${before}, arrayEnumerate(list))`
  const first = sql`SELECT person, list[1].4 AS keys, arraySplit((e, s) -> s, list, ${begins})[1] AS own FROM (${people})`
  const kept = repeats
    ? sql`own`
    : sql`arrayFilter((e, b, i) -> i = 1 OR e.3 != b.3, own, arrayPushFront(arrayPopBack(own), own[1]), arrayEnumerate(own))`
  return sql`SELECT person, arrayJoin(keys) AS key, arraySlice(arrayMap(e -> (e.3, e.1), ${kept}), 1, ${bind('UInt32', steps)}) AS path, length(${kept}) > ${bind('UInt32', steps)} AS more
    FROM (${first})`
}

export function pathsSql(query: PathsQuery): Sql {
  return sql`SELECT key, arrayMap(s -> s.1, path) AS path, more, count() AS persons FROM (${firstPaths(query)})
    GROUP BY key, path, more ORDER BY key, persons DESC, path, more${EXACT_NUMBERS}`
}

export function linkTimesSql(query: PathsQuery): Sql {
  const pairs = sql`arrayJoin(arrayZip(arrayPopBack(path), arrayPopFront(path), arrayPopBack(arrayEnumerate(path))))`
  return sql`SELECT key, pair.3 AS step, pair.1.1 AS from, pair.2.1 AS to, count() AS persons, quantilesExactInclusive(0.5, 0.9)(pair.2.2 - pair.1.2) AS took
    FROM (SELECT key, ${pairs} AS pair FROM (${firstPaths(query)})) GROUP BY key, step, from, to${EXACT_NUMBERS}`
}

export async function queryPaths(warehouse: ReportReader, query: PathsQuery): Promise<TakenPath[]> {
  const rows = await warehouse.rows(pathsSql(query).render(), PathRow)
  return rows.map(({ more, ...row }) => ({ ...row, goesOn: more === 1 }))
}

export function queryLinkTimes(warehouse: ReportReader, query: PathsQuery): Promise<LinkTime[]> {
  return warehouse.rows(linkTimesSql(query).render(), LinkRow)
}
