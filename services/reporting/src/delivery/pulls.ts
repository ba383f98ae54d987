// Held by sources-route.test.ts
import { nextPull, pullSettings } from '@weir/contracts'
import type { DeliverySource } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import { z } from 'zod'
import { iso, isoOrNull } from '../shared/iso.ts'

/** How fetching the reports of a source goes. */
export const Pulls = z.object({
  state: z.enum(['waiting', 'running', 'done', 'failed']).describe('waiting: never fetched yet'),
  started_at: z.string().nullable(),
  rows: z.number().describe('Rows of the fetch under way, or of the last one'),
  rejected_rows: z.number().describe('Rows of it that could not be used'),
  error: z
    .object({
      code: z.string().describe('token, refused, unavailable, unreadable (rows could not be used), or here (our side)'),
      message: z.string(),
    })
    .nullable(),
  failures: z.number().describe('Fetches that failed in a row'),
  last_run: z
    .object({ ended_at: z.string(), rows: z.number(), rejected_rows: z.number(), from: z.string(), to: z.string() })
    .nullable()
    .describe('The newest fetch that went through, and the days it asked for'),
  next_run_at: z.string().nullable().describe('null: at once, or when the one under way has ended'),
})

/** The state of its fetches, of a source that has any. */
export function pullsOf(source: DeliverySource, config: ConfigView): { pulls?: z.output<typeof Pulls> } {
  if (!source.pull) return {}
  const known = config.deliveryPull(source.id)
  const next = known?.state === 'running' ? 0 : nextPull(source.pull.every, pullSettings(source), known)
  const last = known?.last
  return {
    pulls: {
      state: known?.state ?? 'waiting',
      started_at: isoOrNull(known?.started_at),
      rows: known?.rows ?? 0,
      rejected_rows: known?.rejected ?? 0,
      error: known?.error ?? null,
      failures: known?.failures ?? 0,
      last_run: last
        ? { ended_at: iso(last.ended_at), rows: last.rows, rejected_rows: last.rejected, from: last.from, to: last.to }
        : null,
      next_run_at: next === 0 ? null : iso(next),
    },
  }
}
