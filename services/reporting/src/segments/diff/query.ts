import { membershipSql } from '@weir/segmentation'
import type { Question } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'

type Definition = Question['segment']

/** What happens to the members of a segment when it gets another definition. */
export interface SegmentDiff {
  enter: number
  leave: number
  stay: number
  /** Ids of some of the members before and after, drawn evenly: up to so many as were asked for. */
  members: { before: string[]; after: string[] }
  /** Ids of some of those who enter and leave, ascending. */
  sample: { enter: string[]; leave: string[] }
}

const SAMPLE_MAX = 20

const Count = z.coerce.number()
const People = z.array(z.string())
const Row = z.object({
  enter: Count,
  leave: Count,
  stay: Count,
  entering: People,
  leaving: People,
  before: People,
  after: People,
})

/**
 * The definition of before and that of after at the same instant (Unix ms), in one pass over all of
 * history.
 * @param named how many members of each to name.
 */
export async function querySegmentDiff(
  warehouse: ReportReader,
  definitions: readonly [Definition, Definition],
  others: readonly Definition[],
  asOfMs: number,
  named = 0,
): Promise<SegmentDiff> {
  const questions = definitions.map((segment) => ({ segment, at: asOfMs }))
  const { sql, params } = membershipSql(questions, asOfMs, others)
  const [enters, leaves] = ['m1 AND NOT m0', 'm0 AND NOT m1']
  const some = (which: string, most = SAMPLE_MAX): string =>
    most === 0 ? 'emptyArrayString()' : `groupArraySampleIf(${most}, 1)(person, ${which})`
  const text = `SELECT countIf(${enters}) AS enter, countIf(${leaves}) AS leave, countIf(m0 AND m1) AS stay,
    arraySort(${some(enters)}) AS entering, arraySort(${some(leaves)}) AS leaving,
    ${some('m0', named)} AS before, ${some('m1', named)} AS after FROM (${sql})`
  const [row] = await warehouse.rows({ text, params }, Row)
  if (!row) throw new Error('an aggregate has one row')
  const { enter, leave, stay, before, after } = row
  return { enter, leave, stay, members: { before, after }, sample: { enter: row.entering, leave: row.leaving } }
}
