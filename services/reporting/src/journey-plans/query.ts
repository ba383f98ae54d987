// Held by conversion.test.ts and tests/e2e/journeys.e2e.test.ts
import { segmentNumber } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, instant, sql } from '../shared/sql/sql.ts'
import type { Range } from '../shared/time/range.ts'

const Count = z.coerce.number()
const Row = z.object({ segment: z.string(), people: Count, converted: Count })
type Row = z.infer<typeof Row>

/**
 * How many people came to each segment in the range, each once, and how many of them came to the
 * goal after that, up to the end of the range. Of the time before a segment was defined everything
 * counts that was found out since. Merged persons are one, who comes when the first of them does.
 * @param goal its segment; undefined where there is none.
 */
export function queryConversion(
  warehouse: ReportReader,
  { segments, goal }: { segments: readonly string[]; goal: string | undefined },
  { from, to }: Range,
): Promise<Row[]> {
  const text = sql`
    WITH came AS (${entriesSql(segments, to)})
    SELECT segment, count() AS people, countIf(goal_at >= first_at) AS converted
    FROM (SELECT segment, person, min(at) AS first_at FROM came WHERE at >= ${instant(from)} GROUP BY segment, person) AS first
    LEFT JOIN (SELECT person, max(at) AS goal_at FROM came WHERE segment = ${bind('String', goal ?? '')} GROUP BY person) AS reached
      ON first.person = reached.person
    GROUP BY segment`
  return warehouse.rows(text.render(), Row)
}

/**
 * Who entered which segment when, up to `to`: where the time begins in which any of the persons who
 * are one now was a member. Memberships that were recorded of the time before the definition, and
 * those with which it began, go on where the past ends, as in a segment's history. Whoever was
 * a member when that past begins came earlier: nobody knows when.
 */
function entriesSql(segments: readonly string[], to: number): Sql {
  const names = bind('Array(String)', [...segments])
  const numbers = bind('Array(UInt32)', segments.map(segmentNumber))
  const edge = sql`arrayJoin([(entered_at, toInt64(1)), (left_at, toInt64(-1))])`
  const pasts = sql`SELECT segment_number, from_at, until_at FROM segment_pasts FINAL WHERE segment_number IN ${numbers} AND from_at < until_at`
  const steps = sql`
    SELECT m.segment_number AS number, person, toInt64(if(op = 'entered', 1, -1)) AS step, greatest(m.at, known.until_at) AS at
    FROM memberships_final AS m LEFT ANY JOIN (${pasts}) AS known ON m.segment_number = known.segment_number
    WHERE segment IN ${names}
    UNION ALL
    SELECT number, if(into = '', person, into) AS person, edge.2 AS step, edge.1 AS at
    FROM (SELECT segment_number AS number, person, ${edge} AS edge FROM past_memberships FINAL WHERE segment_number IN ${numbers}) AS p
    LEFT ANY JOIN (SELECT person AS absorbed, into FROM person_aliases FINAL) AS a ON p.person = a.absorbed`
  const edges = sql`
    SELECT number, person, at, sum(step) OVER (PARTITION BY number, person ORDER BY at ROWS UNBOUNDED PRECEDING) AS now_in, now_in - step AS was_in
    FROM (SELECT number, person, at, sum(step) AS step FROM (${steps}) WHERE at < ${instant(to)} GROUP BY number, person, at HAVING step != 0)`
  return sql`
    SELECT transform(number, ${numbers}, ${names}, '') AS segment, person, at
    FROM (${edges})
    WHERE now_in > 0 AND was_in <= 0 AND (number, at) NOT IN (SELECT segment_number, from_at FROM (${pasts}))`
}
