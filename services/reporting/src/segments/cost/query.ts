import { INSTANT_MS_MIN } from '@weir/contracts'
import type { Reads } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'

/** An estimate must be quick. */
const SECONDS_MAX = 5

const Row = z.object({ name: z.string(), events: z.coerce.number() })

/**
 * How many events of each name there are that any of the reads asks for. Copies that the engine has
 * not merged yet are counted too: this is for estimates.
 */
export async function countEvents(warehouse: ReportReader, reads: readonly Reads[]): Promise<Map<string, number>> {
  if (reads.length === 0) return new Map()
  const query = sql`SELECT name, count() AS events FROM facts WHERE ${join(wantedSql(reads), ' OR ')} GROUP BY name`
  const rows = await warehouse.rows(query.render(), Row, { maxSeconds: SECONDS_MAX })
  return new Map(rows.map(({ name, events }) => [name, events]))
}

/** One test per instant and kind: names that are read since the same instant go together. */
function wantedSql(reads: readonly Reads[]): Sql[] {
  const earliest = new Map<string, number>()
  const prefixes = new Map<string, number>()
  const keep = (into: Map<string, number>, key: string, from: number): void =>
    void into.set(key, Math.min(into.get(key) ?? Infinity, from))
  for (const { names, prefix = '', from } of reads) {
    if (names) for (const name of names) keep(earliest, name, from)
    else keep(prefixes, prefix, from)
  }
  const since = new Map<number, string[]>()
  for (const [name, from] of earliest) since.set(from, [...(since.get(from) ?? []), name])
  return [
    ...[...since].map(([from, names]) => sql`(name IN ${bind('Array(String)', names)} AND ${sinceSql(from)})`),
    ...[...prefixes].map(([prefix, from]) => sql`(startsWith(name, ${bind('String', prefix)}) AND ${sinceSql(from)})`),
  ]
}

function sinceSql(from: number): Sql {
  return sql`event_time >= ${instant(Math.max(from, INSTANT_MS_MIN))}`
}
