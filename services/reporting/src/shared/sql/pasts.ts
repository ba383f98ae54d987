// Held by ../since.test.ts and tests/e2e/reports-of-the-past.e2e.test.ts
import type { Sql } from './sql.ts'
import { bind, sql } from './sql.ts'

/** By number, how far the past of a segment reaches (Unix ms), and whether it was found out. */
export function pastsSql(numbers: readonly number[]): Sql {
  const isAsked = sql`segment_number IN ${bind('Array(UInt32)', numbers)}`
  return sql`SELECT segment_number AS number, max(reaches) AS until, max(found) AS is_found FROM (
      SELECT segment_number, toUnixTimestamp64Milli(left_at) AS reaches, 0 AS found FROM past_memberships WHERE ${isAsked}
      UNION ALL SELECT segment_number, toInt64(-1), rule != '' FROM segment_pasts FINAL WHERE ${isAsked}
    ) GROUP BY segment_number`
}

/** The beginning of each stay in the past that lasted at the instant at which the fold found it. */
export function beginningsSql(number: number, ids: readonly string[], froms: readonly number[]): Sql {
  const found = sql`transform(person, ${bind('Array(String)', ids)}, ${bind('Array(Int64)', froms)}, toInt64(-1))`
  return sql`SELECT person, toUnixTimestamp64Milli(min(entered_at)) AS began FROM past_memberships FINAL
    WHERE segment_number = ${bind('UInt32', number)} AND person IN ${bind('Array(String)', ids)} AND entered_at < left_at
      AND toUnixTimestamp64Milli(entered_at) <= ${found} AND ${found} <= toUnixTimestamp64Milli(left_at)
    GROUP BY person`
}
