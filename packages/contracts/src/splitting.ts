import { z } from 'zod'
import { Sealed } from './erasure.ts'

/**
 * A request to split somebody, as `weir.config` keeps it under `split:<id>`, for good: who has
 * asked for what, and when.
 * - `asked`: by what the person was named, `leave`: the identifiers that leave, as keyed digests.
 * - `by`: the id of the key. `reason`: what the operator noted.
 */
export const StoredSplit = z.object({
  requested_at: z.int(),
  asked: Sealed,
  leave: z.array(Sealed),
  by: z.string(),
  reason: z.string().exactOptional(),
})
export type StoredSplit = z.infer<typeof StoredSplit>

/**
 * What became of it, as `weir.config` keeps it under `apart:<id>`.
 * - `outcome`: `split`; `apart`: none of the identifiers was the person's any more, or all were;
 *   `nobody`: there is no such person any more; `failed`: it could not be carried out, and is a dead
 *   letter: the person is as before.
 * - `at`: when, log time, Unix ms.
 * - `from`: the ids that the person had before; nobody has them any more.
 * - `stays`, `left`: the two persons, with the events that were counted anew for each.
 * - `log_from`: receipt of the oldest event that the log still had, Unix ms; absent: it had all.
 */
export const SplitReceipt = z.object({
  split: z.string(),
  outcome: z.enum(['split', 'apart', 'nobody', 'failed']),
  at: z.int(),
  from: z.array(z.string()).exactOptional(),
  stays: z.object({ person: z.string(), events: z.int() }).exactOptional(),
  left: z.object({ person: z.string(), events: z.int() }).exactOptional(),
  log_from: z.int().exactOptional(),
})
export type SplitReceipt = z.infer<typeof SplitReceipt>

/** The keys of both in `weir.config`. */
export function splitKey(id: string): string {
  return `split:${id}`
}
export function splitReceiptKey(id: string): string {
  return `apart:${id}`
}
