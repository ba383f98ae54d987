// Held by rollups.test.ts
import type { FactScope } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'
import type { Rolled, RolledSpan } from './plan.ts'

/**
 * The cells that stand for the facts about ads of the hours that are rolled up, with the columns
 * that a report groups by; the event time is the beginning of the hour.
 */
export function cellsSql(
  { runs, hours }: Rolled,
  { groupBy, segments, scope }: { groupBy: readonly string[]; segments: readonly number[]; scope: FactScope },
): Sql {
  const whose = groupBy.includes('segment')
    ? sql`everybody = 0 AND segment_number IN ${bind('Array(UInt32)', segments)}`
    : sql`everybody = 1`
  const theirs = scope.sources === undefined ? sql`` : sql` AND source IN ${bind('Array(String)', scope.sources)}`
  return sql`SELECT *, [segment_number] AS segments FROM rollup_cells
    WHERE ${whose} AND event_time >= ${instant(hours.from)} AND event_time < ${instant(hours.to)}
      AND run IN ${bind('Array(UInt64)', runs)}${theirs}`
}

/** Whether an event time lies in one of the spans. */
export function inSpans(spans: readonly RolledSpan[]): Sql {
  const any = spans.map(({ from, to }) => sql`(event_time >= ${instant(from)} AND event_time < ${instant(to)})`)
  return any.length === 0 ? sql`0` : sql`(${join(any, ' OR ')})`
}
