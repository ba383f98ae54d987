import { PURPOSES } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'
import { offsetsIn } from '../../shared/time/offsets.ts'
import type { Range } from '../../shared/time/range.ts'
import { dimensionSql } from '../../reports/dimensions.ts'
import { signalOf } from '../signals.ts'
import type { NamedSignal } from '../signals.ts'

/** What was said of one purpose, by one signal, on one day, from one source. */
export interface SaidRow {
  /** From 1970-01-01 on, of the zone. */
  day: number
  source: string
  purpose: Purpose
  signal: NamedSignal
  /** Events. */
  granted: number
  denied: number
  /** Persons of these events; events of nobody count none. */
  persons: number
}

/** More rows than this are refused rather than cut. */
export const SAID_ROWS_MAX = 50_000

const Count = z.coerce.number()
const Said = z.object({
  day: Count,
  source: z.string(),
  purpose: z.enum(PURPOSES),
  letter: z.string(),
  granted: Count,
  denied: Count,
  persons: Count,
})

/**
 * What events said of consent: withdrawals that were passed on to persons are left out, for the
 * events that they come from are there.
 */
export async function querySaid(
  warehouse: ReportReader,
  range: Range,
  sources: readonly string[] | undefined,
): Promise<SaidRow[]> {
  const { from, to } = range
  const ofSources = sources === undefined ? sql`` : sql` AND source IN ${bind('Array(String)', sources)}`
  const query = sql`SELECT ${dimensionSql('day', [], offsetsIn(range))} AS day, source, said.1 AS purpose, said.3 AS letter,
      countIf(said.2 % 2 = 0) AS granted, countIf(said.2 % 2 = 1) AS denied, uniqExactIf(person, person != '') AS persons
    FROM (SELECT event_time, toString(source) AS source, person, arrayJoin(${SAID}) AS said FROM facts_final
      WHERE name != '' AND event_time >= ${instant(from)} AND event_time < ${instant(to)}${ofSources})
    WHERE said.2 > 0 GROUP BY day, source, purpose, letter ORDER BY day, source, purpose, letter
    LIMIT ${bind('UInt32', SAID_ROWS_MAX + 1)}`
  const rows = await warehouse.rows(query.render(), Said)
  return rows.map(({ letter, ...row }) => ({ ...row, signal: signalOf(letter) }))
}

/** The columns of the purposes, in the order of PURPOSES. */
const CODES: Record<Purpose, Sql> = {
  storage: sql`consent_storage`,
  profiling: sql`consent_profiling`,
  personalised_ads: sql`consent_personalised_ads`,
  measurement: sql`consent_measurement`,
  modelling: sql`consent_modelling`,
}

/**
 * The letter of the signal that decided a purpose. Of rows that do not have it the code still tells
 * a basis.
 */
function letterSql(purpose: Purpose): Sql {
  const letter = sql`substring(consent_by, ${bind('UInt32', PURPOSES.indexOf(purpose) + 1)}, 1)`
  return sql`if(consent_by = '', if(${CODES[purpose]} <= 2, 'b', '?'), ${letter})`
}

const SAID = sql`[${join(
  PURPOSES.map((purpose) => sql`tuple(${bind('String', purpose)}, ${CODES[purpose]}, ${letterSql(purpose)})`),
  ', ',
)}]`

/** A segment whose members are asked about: by its number, with what they must have allowed. */
export interface AskedSegment {
  number: number
  purposes: readonly Purpose[]
}

/** How many members would leave if the grants of a signal were denials. */
export interface LostRow {
  segment: number
  signal: NamedSignal
  people: number
}

const Lost = z.object({ segment: Count, letter: z.string(), people: Count })
/** Stands for all members, whatever lets them in. */
const ALL = 'all'

/**
 * Who are members now, by what is recorded of them, and whom of them each signal lets in: a member
 * counts for every signal that decided, last, one of the purposes that the segment asks for.
 */
export async function queryLost(
  warehouse: ReportReader,
  segments: readonly AskedSegment[],
): Promise<{ lost: LostRow[]; members: ReadonlyMap<number, number> }> {
  const numbers = bind(
    'Array(UInt32)',
    segments.map(({ number }) => number),
  )
  const masks = bind(
    'Array(UInt32)',
    segments.map(({ purposes }) => maskOf(purposes)),
  )
  // Recorded changes of merged persons are those of one person: whoever is in under any of the ids.
  const members = sql`SELECT DISTINCT person, segment_number FROM (
      SELECT written_person, any(person) AS person, segment_number, argMax(op, (at, part, off, n)) AS last
      FROM memberships_final WHERE segment_number IN ${numbers} GROUP BY written_person, segment_number) WHERE last = 'entered'`
  const letters = join(
    PURPOSES.map((purpose) => decidedSql(purpose)),
    ', ',
  )
  const query = sql`WITH members AS (${members}), people AS (SELECT DISTINCT person FROM members),
      decided AS (SELECT person, [${letters}] AS letters FROM (
        SELECT person, consent_by, ${join(Object.values(CODES), ', ')},
          least(toUnixTimestamp64Milli(event_time), toUnixTimestamp64Milli(received_at)) AS said_at
        FROM facts_final WHERE person IN (SELECT person FROM people)) GROUP BY person)
    SELECT segment, letter, count() AS people FROM (
      SELECT m.segment_number AS segment, arrayJoin(arrayConcat([${bind('String', ALL)}], arrayDistinct(arrayFilter((one, i) ->
        bitTest(transform(m.segment_number, ${numbers}, ${masks}, toUInt32(0)), i - 1), d.letters, arrayEnumerate(d.letters))))) AS letter
      FROM members AS m LEFT ANY JOIN decided AS d ON m.person = d.person)
    GROUP BY segment, letter ORDER BY segment, letter SETTINGS join_use_nulls = 0`
  const rows = await warehouse.rows(query.render(), Lost)
  const isAll = ({ letter }: { letter: string }): boolean => letter === ALL
  return {
    members: new Map(rows.filter(isAll).map(({ segment, people }) => [segment, people])),
    lost: rows.filter((row) => !isAll(row)).map(({ segment, letter, people }) => ({ segment, signal: signalOf(letter), people })),
  }
}

function maskOf(purposes: readonly Purpose[]): number {
  return purposes.reduce((bits, purpose) => bits | (1 << PURPOSES.indexOf(purpose)), 0)
}

/** The newest signal decides, else the newest basis: see the compiler's gate of consent. */
function decidedSql(purpose: Purpose): Sql {
  const code = CODES[purpose]
  return sql`argMaxIf(${letterSql(purpose)}, (${code} >= 3, said_at, ${code} % 2, ${letterSql(purpose)}), ${code} > 0)`
}
