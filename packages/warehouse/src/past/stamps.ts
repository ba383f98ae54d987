import type { Warehouse } from '../port.ts'
import type { SegmentPast } from './progress.ts'

/** A membership of a person who is worked on; instants in Unix ms, eids '' where time did it. */
export interface PastInterval {
  person: string
  segment_number: number
  from_ms: number
  from_eid: string
  to_ms: number
  to_eid: string
}

/** `to_ms` of what lasts. */
export const LASTS = 9_000_000_000_000_000

export async function addIntervals(warehouse: Warehouse, intervals: readonly PastInterval[]): Promise<void> {
  if (intervals.length === 0) return
  await warehouse.insertLines(
    'past_intervals',
    intervals.map((interval) => Buffer.from(JSON.stringify(interval))),
  )
}

/** See `factVersion` of contracts: what a correction adds stays below the next revision. */
const REVISION = '2199023255552'
const CORRECTED = '1099511627776'
/** When segments begin to count that are not among those asked for: one look-up tells both. */
const NEVER = `toInt64(${LASTS})`

/**
 * Stamps the facts of the people who are worked on with the memberships that are in
 * `past_intervals`: a segment counts for an event that came after the event which began it and not
 * after the one which ended it, in the order of event time and eid. Stamps of other segments, and
 * of these from before `from`, stay. Only facts that change are written again; what is repeated
 * writes the same rows.
 * @param run greater than that of every run before.
 */
export async function stampFacts(
  warehouse: Warehouse,
  segments: readonly Pick<SegmentPast, 'number' | 'from'>[],
  run: number,
): Promise<void> {
  const since = (segment: string): string => `transform(${segment}, {numbers:Array(UInt32)}, {froms:Array(Int64)}, ${NEVER})`
  const isBefore = (at: string, eid: string): string => `(${at} < t OR (${at} = t AND ${eid} < f.eid))`
  const people = 'SELECT person FROM past_people'
  await warehouse.command(
    `INSERT INTO facts
    SELECT * EXCEPT (who, t, known, from_ms, stamps, changes)
      REPLACE (stamps AS segments, toUInt64(intDiv(version, ${REVISION}) * ${REVISION} + ${CORRECTED} + {run:UInt64}) AS version)
    FROM (
      SELECT f.*, p.from_ms AS from_ms, i.known AS known, arraySort(arrayConcat(
        arrayFilter(s -> t < ${since('s')}, f.segments),
        arrayMap(x -> x.1, arrayFilter(
          x -> t >= ${since('x.1')} AND ${isBefore('x.2', 'x.3')} AND NOT ${isBefore('x.4', 'x.5')}, i.known))
      )) AS stamps, t >= p.from_ms AND stamps != f.segments AS changes
      FROM (
        SELECT facts.*, if(a.into = '', facts.person, a.into) AS who, toInt64(toUnixTimestamp64Milli(event_time)) AS t
        FROM facts FINAL
        LEFT ANY JOIN (SELECT person AS absorbed, into FROM person_aliases FINAL) AS a ON facts.person = a.absorbed
        WHERE bot = '' AND name != '' AND facts.person IN (${people} UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN (${people}))
      ) AS f
      INNER JOIN past_people AS p ON p.person = f.who
      LEFT JOIN (
        SELECT person, groupArray((segment_number, from_ms, from_eid, to_ms, to_eid)) AS known FROM past_intervals GROUP BY person
      ) AS i ON i.person = f.who
    )
    WHERE changes
    SETTINGS do_not_merge_across_partitions_select_final = 1, join_use_nulls = 0`,
    { numbers: segments.map(({ number }) => number), froms: segments.map(({ from }) => Math.floor(from)), run },
  )
}

/**
 * Keeps the memberships of the people who are worked on in segments from before these were defined,
 * clipped to what they report, in place of those that were found before. What is no longer so stays
 * as a row that lasts for no time: the newest row of a person, a segment and a beginning counts.
 * People whose facts are gone by now do not come back with them.
 */
export async function keepPasts(warehouse: Warehouse, pasts: readonly SegmentPast[], run: number): Promise<void> {
  const of = (list: string): string => `transform(segment_number, {numbers:Array(UInt32)}, {${list}:Array(Int64)}, ${NEVER})`
  const people = 'SELECT person FROM past_people'
  await warehouse.command(
    `INSERT INTO past_memberships
    SELECT person, segment_number, began, max(ended), {run:UInt64}
    FROM (
      SELECT person, segment_number, fromUnixTimestamp64Milli(greatest(from_ms, ${of('froms')}), 'UTC') AS began,
        fromUnixTimestamp64Milli(least(to_ms, ${of('untils')}), 'UTC') AS ended
      FROM past_intervals
      WHERE from_ms < ${of('untils')} AND to_ms > ${of('froms')} AND from_ms < to_ms
        AND person IN (SELECT person FROM facts_final WHERE person IN (${people}))
      UNION ALL
      SELECT person, segment_number, entered_at AS began, entered_at AS ended
      FROM past_memberships FINAL
      WHERE entered_at < left_at AND segment_number IN {numbers:Array(UInt32)}
        AND person IN (${people} UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN (${people}))
    )
    GROUP BY person, segment_number, began`,
    {
      numbers: pasts.map(({ number }) => number),
      froms: pasts.map(({ from }) => Math.floor(from)),
      untils: pasts.map(({ until }) => Math.floor(until)),
      run,
    },
  )
}

/**
 * Leaves none of the memberships from before segments were defined to persons that are no more. The
 * people whom these became have their own.
 */
export async function voidPasts(warehouse: Warehouse, persons: readonly string[], run: number): Promise<void> {
  await warehouse.command(
    `INSERT INTO past_memberships
    SELECT person, segment_number, entered_at, entered_at, {run:UInt64}
    FROM past_memberships FINAL
    WHERE entered_at < left_at AND person IN {persons:Array(String)}`,
    { persons, run },
  )
}

/** Forgets what segments reported of the time before they were defined. */
export async function forgetPasts(warehouse: Warehouse, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return
  const where = `segment_number IN (${numbers.map((number) => Math.trunc(number)).join(', ')})`
  const [row] = await warehouse.query<{ found: number }>(
    `SELECT toInt64(count()) AS found FROM past_memberships WHERE ${where}`,
    {},
    { maxSeconds: 60 },
  )
  // Most segments have none, and a mutation looks at every part.
  if (row?.found) await warehouse.command(`ALTER TABLE past_memberships DELETE WHERE ${where} SETTINGS mutations_sync = 1`)
}
