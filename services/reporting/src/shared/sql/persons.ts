import type { Sql } from './sql.ts'
import { bind, sql } from './sql.ts'

/**
 * The condition on `facts_final` or `memberships_final` that finds all rows of one person by the
 * index: under the id itself, those of everybody absorbed, and, of an id that was absorbed, those
 * of the person who absorbed it.
 */
export function writtenOf(person: string): Sql {
  const id = bind('String', person)
  const into = sql`(SELECT into FROM person_aliases FINAL WHERE person = ${id})`
  return sql`written_person IN (SELECT ${id} UNION ALL ${into}
    UNION ALL SELECT person FROM person_aliases FINAL WHERE into = ${id} OR into IN ${into})`
}
