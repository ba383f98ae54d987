import { decodeStoredText, fits, ID_TYPES, isBefore } from '@weir/contracts'
import type { ChangeReason, Identifier, LedgerPlace } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'

const Count = z.coerce.number()
const Row = z.object({
  part: Count,
  off: Count,
  n: Count,
  person: z.string(),
  op: z.enum(['entered', 'left', 'identifiers', 'erased', 'listed']),
  reason: z.string(),
  at_ms: Count,
  lost: z.string(),
})
/** One change as it was written: its place, and what happened to whom. */
export type LedgerRow = Omit<z.infer<typeof Row>, 'reason' | 'lost'> & {
  reason: ChangeReason
  /** Where identifiers changed, those that the person has no more; of the erased, all of them. */
  lost: Identifier[]
}
const Lost = z.array(z.tuple([z.enum(ID_TYPES), z.string()]))

interface Asked {
  number: number
  listed?: readonly number[]
  consumer?: string | undefined
}

/**
 * Up to `limit` changes of a segment that lie in [from, to), partition by partition, each in the
 * order of the log and once.
 * @param listed segments on suppression lists: whoever enters or leaves one of them is told of.
 * @param consumer the destination that reads: of the erased, only it is told of those whom it has.
 * @returns them, and the place after the last of them: `to` when there are no more.
 */
export async function queryChanges(
  warehouse: ReportReader,
  { number: segmentNumber, listed = [], consumer }: Asked,
  from: LedgerPlace,
  to: LedgerPlace,
  limit: number,
): Promise<{ rows: LedgerRow[]; marks: LedgerPlace['marks'] }> {
  const within = stretches(from, to)
  if (within.length === 0) return { rows: [], marks: latest(from, to) }
  const where = sql`segment_number = ${bind('UInt32', segmentNumber)} AND (${join(within, ' OR ')})
    ORDER BY segment_number, part, off, n LIMIT ${bind('UInt32', limit)}`
  const erased =
    consumer === undefined
      ? sql``
      : sql`UNION ALL (SELECT part, off, n, person, 'erased' AS op, '' AS reason, toUnixTimestamp64Milli(erased_at) AS at_ms,
          identifiers AS lost FROM erased_members WHERE has(destinations, ${bind('String', consumer)}) AND ${where})`
  const limited = sql`ORDER BY part, off, n LIMIT ${bind('UInt32', limit)}`
  const beside =
    listed.length === 0
      ? sql``
      : sql`UNION ALL (SELECT part, off, n, person, 'listed' AS op, '' AS reason, toUnixTimestamp64Milli(at) AS at_ms, '' AS lost
          FROM memberships WHERE segment_number IN ${bind('Array(UInt32)', listed)} AND (${join(within, ' OR ')}) ${limited})`
  const query = sql`SELECT * FROM (
      (SELECT part, off, n, person, op, reason, toUnixTimestamp64Milli(at) AS at_ms, '' AS lost FROM memberships WHERE ${where})
      UNION ALL
      (SELECT part, off, n, person, 'identifiers' AS op, '' AS reason, toUnixTimestamp64Milli(recorded_at) AS at_ms, lost
        FROM identifier_changes WHERE ${where})
      ${erased}
      ${beside}
    ) ${limited}`
  const found = await warehouse.rows(query.render(), Row.transform(asRow))
  const rows = found.filter((row, i) => !isSamePlace(row, found[i - 1]))
  const last = rows.at(-1)
  if (found.length < limit || !last) return { rows, marks: latest(from, to) }
  const marks = from.marks.map((mark, p): [number, number] => {
    if (p === last.part) return [last.off, last.n + 1]
    return p < last.part ? (latest(from, to)[p] ?? mark) : mark
  })
  return { rows, marks }
}

/** The conditions that select [from, to), one per partition in which something may lie there. */
export function stretches(from: LedgerPlace, to: LedgerPlace): Sql[] {
  return from.marks.flatMap((begin, p) => {
    const end = to.marks[p]
    return end && isBefore(begin, end) ? [stretch(p, begin, end)] : []
  })
}

/** The first two bounds are for the index, which knows no pairs. */
function stretch(part: number, [off, n]: readonly [number, number], [endOff, endN]: readonly [number, number]): Sql {
  const [from, to] = [bind('UInt64', off), bind('UInt64', endOff)]
  return sql`(part = ${bind('UInt32', part)} AND off >= ${from} AND off <= ${to}
    AND (off > ${from} OR n >= ${bind('UInt64', n)}) AND (off < ${to} OR n < ${bind('UInt64', endN)}))`
}

/** A place never goes back, also where the loader's state did. */
function latest(from: LedgerPlace, to: LedgerPlace): [number, number][] {
  return from.marks.map((mark, p) => {
    const end = to.marks[p]
    return end && isBefore(mark, end) ? end : mark
  })
}

function isSamePlace(a: LedgerRow, b: LedgerRow | undefined): boolean {
  return b !== undefined && a.part === b.part && a.off === b.off && a.n === b.n
}

const REASONS: readonly ChangeReason[] = ['event', 'window', 'consent', 'definition', 'merge', 'split']

/** What a later version calls a reason is an event to this one. */
function asRow(row: z.infer<typeof Row>): LedgerRow {
  const reason = REASONS.find((known) => known === row.reason) ?? 'event'
  const lost = row.lost === '' ? [] : decodeStoredText(row.lost, 'a change of identifiers', fits(Lost))
  return { ...row, reason, lost: lost.map(([type, value]) => ({ type, value })) }
}
