import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, instant, sql } from '../../shared/sql/sql.ts'
import type { Range } from '../../shared/time/range.ts'

/** One bucket of a segment's history. `total`: members at the end of the bucket. */
export interface HistoryRow {
  /** The first instant of the bucket, Unix ms. */
  at: number
  total: number
  entered: number
  left: number
  /** entered - left. */
  net: number
}

/**
 * Whole seconds, counted from the start of the range, keep the list of edges short enough to be
 * sent.
 */
const SECOND_MS = 1000

const Count = z.coerce.number()
const Row = z.object({ bucket: Count, entries: Count, exits: Count })
type Row = z.infer<typeof Row>

/**
 * How many people entered and left a segment per bucket, and how many were members at its end, from
 * all changes on record. A person may enter and leave several times in one bucket, and counts each
 * time; merged persons are one, a member whenever any of them was.
 * @param starts ascending first instants of the buckets (Unix ms), the first of them `range.from`.
 */
export async function querySegmentHistory(
  warehouse: ReportReader,
  segment: HistorySegment,
  range: Range,
  starts: readonly number[],
): Promise<HistoryRow[]> {
  const edges = starts.map((start) => edgeOf(start, range.from))
  const rows = await warehouse.rows(historySql(segment, range, edges).render(), Row)
  const changes = new Map(rows.map((row) => [row.bucket, row]))
  let total = netOf(changes.get(BEFORE))
  return starts.map((at, i) => {
    const row = changes.get(edges[i]!)
    const net = netOf(row)
    total += net
    return { at, total, entered: row?.entries ?? 0, left: row?.exits ?? 0, net }
  })
}

/** Which segment: membership changes name its id, its past the number. */
export interface HistorySegment {
  id: string
  number: number
}

/** The bucket of everything before the range. */
const BEFORE = 0

/**
 * A bucket's name in the query: seconds since the one in which the range begins, counted from 1.
 */
function edgeOf(start: number, from: number): number {
  return 1 + Math.floor((start - secondOf(from)) / SECOND_MS)
}

function secondOf(ms: number): number {
  return Math.floor(ms / SECOND_MS) * SECOND_MS
}

/** What `final` says of a history. */
export const HISTORY_FINAL =
  'Whether all that is loaded was looked at. Until it is, of a new segment changes from before its definition may be missing'

/** Ids of persons who absorbed others, and of those whom they absorbed. */
const MERGED = sql`SELECT person FROM person_aliases FINAL UNION ALL SELECT into FROM person_aliases FINAL`

/**
 * Every entry and exit up to `to`, with whether the person was in after it and before it. Of a
 * person under several ids these are the edges of the time in which any of them was a member. What
 * begins and ends there at one instant cancels out, so the rows with which a merge closes the
 * memberships of the absorbed person count nothing. Only such persons are sorted: most are not.
 *
 * Of the time before the segment was defined everything is known from what was found out since;
 * what was recorded of that time, about late events, counts from the definition on.
 */
function edgesSql({ id, number }: HistorySegment, to: number): Sql {
  const known = sql`(SELECT max(until_at) FROM segment_pasts FINAL WHERE segment_number = ${bind('UInt32', number)} AND from_at < until_at)`
  const changes = sql`(
      SELECT person, written_person IN (${MERGED}) OR toInt64(${known}) > 0 AS has_several, op, greatest(m.at, ${known}) AS at
      FROM memberships_final AS m WHERE segment = ${bind('String', id)}
    ) WHERE at < ${instant(to)}`
  const single = sql`SELECT at, toInt64(op = 'entered') AS now_in, 1 - now_in AS was_in FROM ${changes} AND NOT has_several`
  const steps = sql`SELECT person, at, sum(step) AS step FROM (
      SELECT person, at, toInt64(if(op = 'entered', 1, -1)) AS step FROM ${changes} AND has_several
      UNION ALL ${pastSql(number, to)}
    ) GROUP BY person, at HAVING step != 0`
  return sql`${single} UNION ALL
    SELECT at, sum(step) OVER (PARTITION BY person ORDER BY at ROWS UNBOUNDED PRECEDING) AS now_in, now_in - step AS was_in FROM (${steps})`
}

/**
 * The edges of the time before the segment was defined; of persons who were merged since, of now.
 */
function pastSql(number: number, to: number): Sql {
  const edge = sql`arrayJoin([(entered_at, toInt64(1)), (left_at, toInt64(-1))])`
  return sql`SELECT if(into = '', person, into) AS person, at, step FROM (
      SELECT person, ${edge} AS edge, edge.1 AS at, edge.2 AS step FROM past_memberships FINAL WHERE segment_number = ${bind('UInt32', number)}
    ) AS p LEFT ANY JOIN (SELECT person AS absorbed, into FROM person_aliases FINAL) AS a ON p.person = a.absorbed
    WHERE at < ${instant(to)}`
}

function historySql(segment: HistorySegment, { from, to }: Range, edges: readonly number[]): Sql {
  const second = sql`1 + intDiv(toUnixTimestamp64Milli(at) - ${bind('Int64', secondOf(from))}, ${bind('Int64', SECOND_MS)})`
  return sql`
    SELECT roundDown(second, ${bind('Array(UInt32)', [BEFORE, ...edges])}) AS bucket,
      countIf(now_in > 0 AND was_in <= 0) AS entries, countIf(now_in <= 0 AND was_in > 0) AS exits
    FROM (
      SELECT now_in, was_in, toUInt32(if(at < ${instant(from)}, ${bind('Int64', BEFORE)}, ${second})) AS second
      FROM (${edgesSql(segment, to)})
    )
    GROUP BY bucket`
}

function netOf(row: Row | undefined): number {
  return row === undefined ? 0 : row.entries - row.exits
}
