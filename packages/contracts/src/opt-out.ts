import { z } from 'zod'
import { Purpose } from './consent.ts'

/**
 * Somebody has denied purposes, and under which identifiers they can be met: the value of a record
 * on `weir.optouts`. Ingest writes it before the hit is acknowledged, the fold for what else it
 * knows of the same person.
 * - `digests`: identifierDigest of each, never an identifier itself.
 * - `denied`: by purpose the instant from which it counts, Unix ms: the event's time, or its
 *   receipt when the sender's clock is fast.
 * - `scope`: `hit` when the identifiers stood in the hit that said no, `keyless` when that hit came
 *   without a key; `person` when they
 *   are known of the person who said so.
 */
export const OptOut = z.object({
  digests: z.array(z.string().regex(/^[0-9a-f]{32}$/)).min(1),
  denied: z.partialRecord(Purpose, z.int()),
  scope: z.enum(['hit', 'person', 'keyless']),
  received_at: z.int(),
})
export type OptOut = z.infer<typeof OptOut>

/** The only partition of `weir.optouts`: a reader sees all of them in one order. */
export const OPT_OUTS_PARTITION = 0

/**
 * Who has opted out is asked before a page of people is handed out, and a page takes time from the
 * question to the connection. Where services are apart it is handed out only within so long of the
 * question (ms), else it is asked again; and the answer to whoever opts out waits longer than that.
 * So nobody leaves after their answer, and no two clocks have to agree.
 */
export const OPT_OUT_FRESH_MS = 150
/** The answer to an opt-out leaves so long after it is stored, where services are apart, ms. */
export const OPT_OUT_ANSWER_MS = 300
