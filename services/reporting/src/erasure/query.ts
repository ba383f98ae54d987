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
  const from = table === 'facts' ? sql`facts FINAL` : sql`memberships FINAL`
  for (let at = 0; at < people.length; at += PEOPLE_MAX) {
    const ids = bind('Array(String)', people.slice(at, at + PEOPLE_MAX))
    const query = sql`SELECT person, toString(count()) AS rows FROM ${from} WHERE person IN ${ids} GROUP BY person`
    for (const { person, rows } of await warehouse.rows(query.render(), Count)) found.set(person, rows)
  }
  return found
}

const Changes = z.object({
  segment: z.coerce.number(),
  person: z.string(),
  part: z.coerce.number(),
  changes: z.array(z.tuple([z.coerce.number(), z.coerce.number(), z.string()])),
})

/**
 * When these persons (ids) entered and left these segments: offset, n and op, in the order of the
 * log.
 */
export async function queryMemberships(
  warehouse: ReportReader,
  segments: readonly number[],
  people: readonly string[],
): Promise<z.infer<typeof Changes>[]> {
  const found: z.infer<typeof Changes>[] = []
  const numbers = bind('Array(UInt32)', segments)
  for (let at = 0; at < people.length; at += PEOPLE_MAX) {
    const ids = bind('Array(String)', people.slice(at, at + PEOPLE_MAX))
    const query = sql`SELECT segment_number AS segment, person, part,
        arraySort(groupUniqArray((toUInt64(off), n, toString(op)))) AS changes
      FROM memberships WHERE segment_number IN ${numbers} AND person IN ${ids} GROUP BY segment_number, person, part`
    found.push(...(await warehouse.rows(query.render(), Changes)))
  }
  return found
}
