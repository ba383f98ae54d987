import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { affinityTexts } from '../../shared/sql/affinity-texts.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, sql } from '../../shared/sql/sql.ts'

/** What interests ask of the warehouse. */
export interface InterestsQuery {
  scope: FactScope
  /** As in an affinity condition: a field of `properties.contents`, or a path. */
  by: string
  /** Numbers of the segments. */
  segments: readonly number[]
  /** So many values, those of most persons. */
  top: number
}

/** Persons with a value, of a segment or of all. */
export interface Interest {
  /** Number of the segment; 0 for everybody. */
  segment: number
  /** Null for persons with any value. */
  value: string | null
  persons: number
}

const Row = z.object({ segment: z.coerce.number(), value: z.string().nullable(), persons: z.coerce.number() })

export function interestsSql({ scope, by, segments, top }: InterestsQuery): Sql {
  const own = sql`arrayIntersect(segments, ${bind('Array(UInt32)', segments)})`
  const events = sql`SELECT person, arrayPushFront(${own}, toUInt32(0)) AS keys, ${affinityTexts(by)} AS texts
    FROM ${factsOf(scope)} WHERE ${visibleFacts({ ...scope, anonymous: false })} AND notEmpty(texts)`
  const most = sql`SELECT arrayJoin(texts) AS text FROM (${events}) GROUP BY text ORDER BY uniqExact(person) DESC, text LIMIT ${bind('UInt32', top)}`
  const valued = sql`SELECT person, keys, arrayJoin(texts) AS text FROM (${events})`
  return sql`SELECT segment, value, persons FROM (
      SELECT arrayJoin(keys) AS segment, toNullable(text) AS value, uniqExact(person) AS persons FROM (${valued}) WHERE text IN (${most}) GROUP BY segment, value
      UNION ALL SELECT arrayJoin(keys) AS segment, NULL AS value, uniqExact(person) AS persons FROM (${events}) GROUP BY segment
    ) ORDER BY segment, persons DESC, value${EXACT_NUMBERS}`
}

/** Persons by segment and value, the most frequent values first. */
export function queryInterests(warehouse: ReportReader, query: InterestsQuery): Promise<Interest[]> {
  return warehouse.rows(interestsSql(query).render(), Row)
}
