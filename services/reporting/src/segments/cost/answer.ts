import { z } from 'zod'
import type { SegmentCost } from './cost.ts'

/** What a definition costs, as answers say it. */
export const CostAnswer = z.object({
  state_bytes_max: z
    .int()
    .nullable()
    .describe("Of one person's state, however many events they have; null where there is no bound"),
  conditions: z.array(
    z.object({
      path: z.string(),
      exact: z.boolean().describe('Whether it changes at the very instant, whatever the traffic'),
      entries_max: z.int().nullable(),
      late_by_max_ms: z.int().nullable().describe('How late it may change otherwise; null where old events are forgotten'),
    }),
  ),
  backfill_events: z.int().nullable().describe('Events that its conditions are filled from; null while they cannot be counted'),
})

export function toCostAnswer({ stateBytesMax, conditions, backfillEvents }: SegmentCost): z.input<typeof CostAnswer> {
  return {
    state_bytes_max: finiteOrNull(stateBytesMax),
    conditions: conditions.map(({ path, exact, entriesMax, lateByMaxMs }) => ({
      path,
      exact,
      entries_max: finiteOrNull(entriesMax),
      late_by_max_ms: finiteOrNull(lateByMaxMs),
    })),
    backfill_events: backfillEvents ?? null,
  }
}

function finiteOrNull(n: number): number | null {
  return Number.isFinite(n) ? n : null
}
