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
  /** Ids of some of those who enter and leave, ascending. */
  sample: { enter: string[]; leave: string[] }
}

const SAMPLE_MAX = 20

const Count = z.coerce.number()
const People = z.array(z.string())
const Row = z.object({ enter: Count, leave: Count, stay: Count, entering: People, leaving: People })

/** Both definitions at the same instant (Unix ms), in one pass over all of history. */
export async function querySegmentDiff(
  warehouse: ReportReader,
  before: Definition,
  after: Definition,
  others: readonly Definition[],
  asOfMs: number,
): Promise<SegmentDiff> {
  const questions = [before, after].map((segment) => ({ segment, at: asOfMs }))
  const { sql, params } = membershipSql(questions, asOfMs, others)
  const [enters, leaves] = ['m1 AND NOT m0', 'm0 AND NOT m1']
  const some = (which: string): string => `groupArraySampleIf(${SAMPLE_MAX}, 1)(person, ${which})`
  const text = `SELECT countIf(${enters}) AS enter, countIf(${leaves}) AS leave, countIf(m0 AND m1) AS stay,
    arraySort(${some(enters)}) AS entering, arraySort(${some(leaves)}) AS leaving FROM (${sql})`
  const [row] = await warehouse.rows({ text, params }, Row)
  if (!row) throw new Error('an aggregate has one row')
  const { enter, leave, stay } = row
  return { enter, leave, stay, sample: { enter: row.entering, leave: row.leaving } }
}
