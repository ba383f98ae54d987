import type { PercentileCondition } from '@weir/contracts'
import { percentileSql } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'

const Count = z.coerce.number()
const Row = z.object({ value: z.number(), reached: Count, people: Count })

/** What the best of all people reach, see percentileSql. */
export type Reached = z.infer<typeof Row>

/**
 * The threshold of a condition by all of history up to an instant (Unix ms); undefined if nobody
 * has anything to measure.
 */
export async function queryPercentile(
  warehouse: ReportReader,
  condition: PercentileCondition,
  asOfMs: number,
): Promise<Reached | undefined> {
  const { sql, params } = percentileSql(condition, asOfMs)
  const [row] = await warehouse.rows({ text: sql, params }, Row)
  return row
}
