import { z } from 'zod'
import { Purpose } from './consent.ts'

/**
 * A denial of purposes, with the identifiers it holds for: the value of a record on `weir.optouts`.
 * Ingest writes it before it acknowledges the hit; the fold writes one for the other identifiers it
 * knows of the same person.
 * - `digests`: identifierDigest of each, never an identifier itself.
 * - `denied`: by purpose the instant from which it counts, Unix ms: the event's time, or its
 *   receipt when the sender's clock is fast.
 * - `scope`: `hit` when the identifiers stood in the hit that said no, `keyless` when that hit came
 *   without a key; `person` when they are known of the person who said so.
 * - `list`: they were put on a suppression list (by its key), or taken off it: an opt-out that the
 *   operator says, which denies no purpose. `at`: Unix ms; the newest counts.
 */
export const OptOut = z.object({
  digests: z.array(z.string().regex(/^[0-9a-f]{32}$/)).min(1),
  denied: z.partialRecord(Purpose, z.int()),
  scope: z.enum(['hit', 'person', 'keyless']),
  received_at: z.int(),
  list: z.object({ key: z.string(), at: z.int(), on: z.boolean() }).exactOptional(),
})
export type OptOut = z.infer<typeof OptOut>

/** By key of a suppression list, whether an identifier is on it, and since when, Unix ms. */
export const ListEntries = z.record(z.string(), z.object({ at: z.number(), on: z.boolean() }))
export type ListEntries = z.infer<typeof ListEntries>

/** The only partition of `weir.optouts`: a reader sees all of them in one order. */
export const OPT_OUTS_PARTITION = 0

/**
 * Reporting looks up opt-outs before it sends a page of people, and the page takes time from the
 * look-up to the connection. Where services are apart it sends the page only within this time of
 * the look-up (ms), and looks up again otherwise. The answer to an opt-out waits longer than that.
 * So no person is sent after their opt-out was answered, and no two clocks have to agree.
 */
export const OPT_OUT_FRESH_MS = 150
/** How long after it is stored an opt-out is answered, where services are apart, ms. */
export const OPT_OUT_ANSWER_MS = 300
