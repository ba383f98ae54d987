import { membershipSql } from '@weir/segmentation'
import type { Question } from '@weir/segmentation'
import { z } from 'zod'
import { ratio } from '../../reports/metrics.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { LOOKED_UP_MAX } from '../members/matchable-people.ts'

type Definition = Question['segment']

/** Figures are of everybody: where only a share of the people was looked at, they are scaled up. */
export interface Preview {
  size: number
  /** The share of the people known at the instant; null if there were none. */
  share: number | null
  knownPeople: number
  /** People who would be in, or out, 24 h later if nothing else happened. */
  entering: number
  leaving: number
  /**
   * Half a 95 % interval of `size` as a share of it: 0 if all people were looked at, null if none
   * of them was a member.
   */
  errorMargin: number | null
  /** Up to {@link LOOKED_UP_MAX} of the members, drawn evenly. */
  people: string[]
}

const AHEAD_MS = 86_400_000

const Count = z.coerce.number()
const Row = z.object({ known: Count, size: Count, entering: Count, leaving: Count, people: z.array(z.string()) })

/**
 * Whom the definition would have had as members at the instant (Unix ms), from all of history.
 * @param share of the people who are looked at.
 */
export async function queryPreview(
  warehouse: ReportReader,
  definition: Definition,
  others: readonly Definition[],
  asOfMs: number,
  share = 1,
): Promise<Preview> {
  const questions = [asOfMs, asOfMs + AHEAD_MS].map((at) => ({ segment: definition, at }))
  const { sql, params } = membershipSql(questions, asOfMs, others, { share })
  // The compiled rule brings its own parameters, so it is wrapped as text; nothing of the request
  // is in that text.
  const text = `SELECT countIf(known) AS known, countIf(m0) AS size, countIf(m1 AND NOT m0) AS entering, countIf(m0 AND NOT m1) AS leaving,
    groupArraySampleIf(${LOOKED_UP_MAX}, 1)(person, m0) AS people FROM (${sql})`
  const [row] = await warehouse.rows({ text, params }, Row)
  if (!row) throw new Error('an aggregate has one row')
  const scaled = (count: number): number => Math.round(count / share)
  return {
    size: scaled(row.size),
    share: ratio(row.size, row.known),
    knownPeople: scaled(row.known),
    entering: scaled(row.entering),
    leaving: scaled(row.leaving),
    errorMargin: marginOf(row.size, share),
    people: row.people,
  }
}

/** Each member was drawn with the probability `share`: the count is binomial. */
function marginOf(drawn: number, share: number): number | null {
  if (share === 1) return 0
  return drawn === 0 ? null : 1.96 * Math.sqrt((1 - share) / drawn)
}
