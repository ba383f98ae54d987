// Held by services/reporting/src/reports/rollups/attributed.test.ts
import { bind, sql } from '../sql/sql.ts'
import type { Sql } from '../sql/sql.ts'

/** How far back touches of attributed conversions reach, ms; longer windows are asked of facts. */
export const ATTRIBUTED_WINDOWS = { clickMs: 28 * 86_400_000, viewMs: 7 * 86_400_000 } as const

/** The names of events that are attributed beforehand, as `fact_days` counts them. */
export const ATTRIBUTED_NAMES: readonly string[] = ['Purchase', 'Lead', 'CompleteRegistration', 'Subscribe']

/**
 * The days (UTC) that have facts, in order, by their number from 1970-01-01: `day`, the `digest`
 * (text) of what decides about their conversions, and `run`, whose rows count; 0 where none do. A
 * run counts as long as all its rows are there, the facts are those that it was made of, and none
 * of its people have been united with others since, or parted.
 * @param first `last`: numbers of days, inclusive; without them all.
 */
export function attributedDaysSql(range?: { first: number; last: number }): Sql {
  const within = (day: Sql): Sql =>
    range === undefined
      ? sql`1`
      : sql`toInt32(${day}) >= ${bind('Int64', range.first)} AND toInt32(${day}) <= ${bind('Int64', range.last)}`
  return sql`SELECT toInt32(d.day) AS day, toString(d.digest) AS digest,
      if(a.counts = 1 AND a.digest = d.digest AND a.rows = f.stored AND a.people = p.stored AND p.changed = 0, a.run, 0) AS run
    FROM touch_days AS d
    LEFT JOIN (SELECT * FROM attributed_days FINAL WHERE ${within(sql`attributed_days.day`)}) AS a ON a.day = d.day
    LEFT JOIN (SELECT run, count() AS stored FROM attributed_facts WHERE ${within(sql`attributed_facts.day`)} GROUP BY run) AS f ON f.run = a.run
    LEFT JOIN (
      SELECT one.run AS run, count() AS stored, countIf(one.aliases != now.digest) AS changed
      FROM attributed_people AS one LEFT ANY JOIN alias_groups AS now ON now.person = one.person
      WHERE ${within(sql`one.day`)} GROUP BY run
    ) AS p ON p.run = a.run
    WHERE ${within(sql`d.day`)} ORDER BY day SETTINGS join_use_nulls = 0`
}
