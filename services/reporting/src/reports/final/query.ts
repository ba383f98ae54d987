import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'

/** How final the segments are that facts are stamped with. Instants are Unix ms. */
export interface Finality {
  /**
   * Facts that were accepted up to here count under the segments in which their event found the
   * person, whatever came late; undefined while nothing has been looked at.
   */
  until: number | undefined
  /** Whether that is so of everything that is loaded. */
  all: boolean
  /** By number: from which event time on a segment reports, of those whose past is known. */
  from: ReadonlyMap<number, number>
}

const Ms = z.coerce.number()
const Place = z.object({ kind: z.enum(['facts', 'aliases']), part: Ms, off: Ms, at: Ms })
type Place = z.infer<typeof Place>

const PLACES = sql`SELECT kind, part, off, toUnixTimestamp64Milli(at) AS at FROM past_progress FINAL WHERE kind IN ('facts', 'aliases')`

/**
 * Asks how final a report is.
 * @param segments the numbers of its segments, with the keys of the rules that are in force.
 */
export async function queryFinality(
  warehouse: ReportReader,
  segments: readonly { number: number; rule: string }[],
): Promise<Finality> {
  const [places, from] = await Promise.all([warehouse.rows(PLACES.render(), Place), queryPasts(warehouse, segments)])
  const facts = places.filter(({ kind }) => kind === 'facts')
  const waiting = await warehouse.rows(waitingSql(places).render(), z.object({ rows: Ms }))
  return {
    until: facts.length === 0 ? undefined : Math.max(...facts.map(({ at }) => at)),
    all: waiting.every(({ rows }) => rows === 0) && segments.every(({ number }) => from.has(number)),
    from,
  }
}

/** How many rows are loaded and not looked at; the index on `off` answers it. */
function waitingSql(places: readonly Place[]): Sql {
  return sql`SELECT count() AS rows FROM facts WHERE ${newerThan(places, 'facts')}
    UNION ALL SELECT count() FROM person_aliases WHERE ${newerThan(places, 'aliases')}`
}

function newerThan(places: readonly Place[], kind: Place['kind']): Sql {
  const known = places.filter((place) => place.kind === kind && place.off >= 0)
  const newer = known.map(({ part, off }) => sql`(part = ${bind('UInt32', part)} AND off > ${bind('UInt64', off)})`)
  const others = sql`part NOT IN ${bind(
    'Array(UInt32)',
    known.map(({ part }) => part),
  )}`
  return sql`(${join([...newer, others], ' OR ')})`
}

async function queryPasts(
  warehouse: ReportReader,
  segments: readonly { number: number; rule: string }[],
): Promise<Map<number, number>> {
  if (segments.length === 0) return new Map()
  const numbers = segments.map(({ number }) => number)
  const pasts = sql`SELECT segment_number AS number, rule, toUnixTimestamp64Milli(from_at) AS from FROM segment_pasts FINAL
    WHERE segment_number IN ${bind('Array(UInt32)', numbers)}`
  const rules = new Map(segments.map(({ number, rule }) => [number, rule]))
  const rows = await warehouse.rows(pasts.render(), z.object({ number: Ms, rule: z.string(), from: Ms }))
  return new Map(rows.filter(({ number, rule }) => rules.get(number) === rule).map(({ number, from }) => [number, from]))
}
