import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import { bind, sql } from '../shared/sql/sql.ts'

const PEOPLE_MAX = 5_000

const Count = z.object({ person: z.string(), rows: z.coerce.number() })

/** How many rows the warehouse has of each of these persons (ids), under that id. */
export async function queryRows(
  warehouse: ReportReader,
  table: 'facts' | 'memberships',
  people: readonly string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const from = table === 'facts' ? sql`facts` : sql`memberships`
  for (let at = 0; at < people.length; at += PEOPLE_MAX) {
    const ids = bind('Array(String)', people.slice(at, at + PEOPLE_MAX))
    const query = sql`SELECT person, toString(count()) AS rows FROM ${from} WHERE person IN ${ids} GROUP BY person`
    for (const { person, rows } of await warehouse.rows(query.render(), Count)) found.set(person, rows)
  }
  return found
}
