import type { Params, Warehouse } from '../port.ts'
import type { PastPlace, PastProgress } from './progress.ts'

/** A part of all people, by a hash of their ids: the `index`-th of `of`. */
export interface Slice {
  index: number
  of: number
}

const REVISION = '2199023255552'

/** Empties what a slice of people is worked on with. */
export async function clearPast(warehouse: Warehouse): Promise<void> {
  await warehouse.command('TRUNCATE TABLE past_people')
  await warehouse.command('TRUNCATE TABLE past_intervals')
}

/** About how many facts there are. */
export async function countFacts(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ facts: number }>('SELECT toInt64(count()) AS facts FROM facts', {}, { maxSeconds: 60 })
  return row?.facts ?? 0
}

/**
 * Takes everybody of a slice to be worked on, whose facts from `from` (Unix ms) on are stamped
 * anew.
 */
export async function takeEverybody(warehouse: Warehouse, slice: Slice, from: number): Promise<void> {
  await warehouse.command(
    `INSERT INTO past_people SELECT DISTINCT person, {from:Int64} FROM facts_final WHERE person != '' AND ${SLICE}`,
    { from, ...params(slice) },
  )
}

/**
 * Takes those of a slice to be worked on whose newest facts came out of order, were enriched, or
 * were accepted up to `settled` (before a definition was in force everywhere), and persons who have
 * absorbed others since.
 */
export async function takeLate(
  warehouse: Warehouse,
  slice: Slice,
  places: readonly PastPlace[],
  done: PastProgress,
  settled: number,
): Promise<void> {
  const facts = stretch('facts', places, done)
  const aliases = stretch('aliases', places, done)
  await warehouse.command(
    `INSERT INTO past_people SELECT person, min(from_ms) FROM (
      WITH fresh AS (
        SELECT person, min(toUnixTimestamp64Milli(event_time)) AS from_ms,
          max(intDiv(version, ${REVISION}) > 0 OR toUnixTimestamp64Milli(received_at) <= {settled:Int64}) AS anyway
        FROM facts_final WHERE person != '' AND ${SLICE} AND ${facts.fresh}
        GROUP BY person
      )
      SELECT person, from_ms FROM fresh WHERE anyway
      UNION ALL
      SELECT person, any(from_ms) FROM (
        SELECT f.person AS person, fresh.from_ms AS from_ms, toInt64(f.off) AS off, toUnixTimestamp64Milli(f.event_time) AS t
        FROM facts_final AS f INNER JOIN fresh ON fresh.person = f.person
        WHERE f.event_time >= (SELECT fromUnixTimestamp64Milli(min(from_ms)) FROM fresh) AND t >= from_ms AND ${SLICE_OF_F} AND ${facts.known}
      )
      GROUP BY person
      HAVING (arrayMap(x -> x.2, arraySort(groupArray((off, t)))) AS times) != []
        AND arrayExists((before, after) -> before >= after, arrayPopBack(times), arrayPopFront(times))
      UNION ALL
      SELECT into, toInt64(0) FROM person_aliases FINAL WHERE cityHash64(into) % {slices:UInt32} = {slice:UInt32} AND ${aliases.fresh}
    ) GROUP BY person`,
    { settled, ...params(slice), ...facts.params, ...aliases.params },
  )
}

/** Whether anybody is to be worked on. */
export async function peopleTaken(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ people: number }>(
    'SELECT toInt64(count()) AS people FROM past_people',
    {},
    { maxSeconds: 60 },
  )
  return row?.people ?? 0
}

const SLICE = 'cityHash64(person) % {slices:UInt32} = {slice:UInt32}'
const SLICE_OF_F = 'cityHash64(f.person) % {slices:UInt32} = {slice:UInt32}'

function params({ index, of }: Slice): Params {
  return { slice: index, slices: of }
}

/** Conditions on `part` and `off`: rows that have not been looked at, and all up to now. */
function stretch(
  kind: PastPlace['kind'],
  places: readonly PastPlace[],
  done: PastProgress,
): { fresh: string; known: string; params: Params } {
  const mine = places.filter((place) => place.kind === kind)
  const at = (offs: string): string => `transform(part, {${kind}Parts:Array(UInt32)}, {${offs}:Array(Int64)}, toInt64(-1))`
  const known = `toInt64(off) <= ${at(`${kind}Ends`)}`
  return {
    fresh: mine.length === 0 ? '0' : `toInt64(off) > ${at(`${kind}Done`)} AND ${known}`,
    known: mine.length === 0 ? '0' : known,
    params: {
      [`${kind}Parts`]: mine.map(({ part }) => part),
      [`${kind}Ends`]: mine.map(({ off }) => off),
      [`${kind}Done`]: mine.map(({ part }) => done[kind].get(part) ?? -1),
    },
  }
}
