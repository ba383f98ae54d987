// Held by services/reporting/src/reports/credit/credit.test.ts
import type { FactScope } from '../sql/facts.ts'
import { factsOf, visibleFacts } from '../sql/facts.ts'
import type { Sql } from '../sql/sql.ts'
import { bind, sql } from '../sql/sql.ts'

/** How long after the first one another source's event of the same id is the same conversion. */
export const REPEAT_MS = 172_800_000

/**
 * Conversions of the scope that another source had told already: `eid`, and `of`, the event that
 * they repeat. They have the name, the person, and the order id or event id of an event of another
 * source that happened at most 48 h before (ties by eid). Undefined where only one source can be
 * seen.
 */
export function repeatsSql(scope: FactScope, names: readonly string[]): Sql | undefined {
  if (scope.sources?.length === 1) return undefined
  const wide = visibleFacts({ ...scope, from: scope.from - REPEAT_MS, anonymous: false })
  const those = sql`name IN ${bind('Array(String)', names)} AND ${wide}`
  const told = sql`SELECT person, name, (toUnixTimestamp64Milli(event_time), eid, toString(source)) AS one,
      arrayJoin(arrayFilter(k -> k != '', [concat('event ', event_id), if(order_id = '', '', concat('order ', order_id))])) AS key
    FROM ${factsOf(scope)} WHERE ${those}`
  const groups = sql`SELECT arraySort(groupArray(one)) AS told FROM (${told}) GROUP BY person, name, key HAVING uniqExact(one.3) > 1`
  const firsts = sql`arrayFilter(y -> y.3 != x.3 AND (y.1, y.2) < (x.1, x.2) AND y.1 >= x.1 - ${bind('Int64', REPEAT_MS)}, told)`
  return sql`SELECT repeated.1 AS eid, min(repeated.2) AS of
    FROM (SELECT arrayJoin(arrayFilter(r -> r.2 != '', arrayMap(x -> (x.2, ${firsts}[1].2), told))) AS repeated FROM (${groups}))
    GROUP BY eid`
}
