// Held by simulate.test.ts
import { z } from 'zod'
import { NumberedRow } from '../analyses/exposure/answer.ts'
import { EXPOSURE_COLUMNS } from '../analyses/exposure/table.ts'
import { lineTable } from '../analyses/shared/table.ts'
import { ratio } from '../reports/metrics.ts'
import type { Cell } from '../shared/csv.ts'

export const BidHint = NumberedRow.extend({
  multiplier: z
    .number()
    .nullable()
    .describe(
      'Conversions per impression of this exposure / conversions per impression of all rows that show figures; null without any',
    ),
})
export type BidHint = z.infer<typeof BidHint>

/**
 * What an exposure is worth beside the average one, as a factor for bids: (its conversions / its
 * impressions) / (conversions of all / impressions of all). So with one price per conversion in
 * mind an exposure with half the conversions per impression is worth half the bid.
 */
export function bidHints(rows: readonly z.infer<typeof NumberedRow>[]): BidHint[] {
  const sum = (of: 'conversions' | 'impressions'): number => rows.reduce((all, row) => all + (row[of] ?? 0), 0)
  const average = ratio(sum('conversions'), sum('impressions'))
  return rows.map((row) => {
    const own = row.conversions === null || row.impressions === null ? null : ratio(row.conversions, row.impressions)
    return { ...row, multiplier: own === null || average === null ? null : ratio(own, average) }
  })
}

export function bidHintTable(hints: readonly BidHint[]): Cell[][] {
  return lineTable<BidHint>(
    [
      ['n', ({ n }) => n],
      ['and_more', ({ and_more }) => and_more],
      ['multiplier', ({ multiplier }) => multiplier],
      ...EXPOSURE_COLUMNS,
    ],
    hints,
  )
}
