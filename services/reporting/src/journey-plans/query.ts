// Held by conversion.test.ts
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import { bind, instant, sql } from '../shared/sql/sql.ts'
import type { Range } from '../shared/time/range.ts'

const Count = z.coerce.number()
const Row = z.object({ segment: z.string(), people: Count, converted: Count })
type Row = z.infer<typeof Row>

/**
 * How many people came to each segment in the range, each once, and how many of them came to the
 * goal after that, up to the end of the range. Of a person who is several, whatever any of them did
 * counts.
 * @param goal its segment; '' where there is none.
 */
export function queryConversion(
  warehouse: ReportReader,
  { segments, goal }: { segments: readonly string[]; goal: string },
  { from, to }: Range,
): Promise<Row[]> {
  const entries = sql`FROM memberships_final WHERE op = 'entered' AND at < ${instant(to)}`
  const text = sql`
    SELECT segment, count() AS people, countIf(goal_at >= first_at) AS converted
    FROM (
      SELECT segment, person, min(at) AS first_at ${entries} AND at >= ${instant(from)} AND segment IN ${bind('Array(String)', [...segments])}
      GROUP BY segment, person
    ) AS came
    LEFT JOIN (SELECT person, max(at) AS goal_at ${entries} AND segment = ${bind('String', goal)} GROUP BY person) AS reached
      ON came.person = reached.person
    GROUP BY segment`
  return warehouse.rows(text.render(), Row)
}
