// Held by tests/e2e/erasure-handed.e2e.test.ts

import { z } from 'zod'
import { isBefore } from './ledger.ts'
import type { StoredConsumer } from './ledger.ts'
import { fromClickhouseTime } from './times.ts'
import { parseRecordJson } from './unreadable.ts'

/**
 * Somebody who was erased has to be deleted where they were handed out: one row of the table
 * `erased_members` (JSONEachRow, the value of a record on `weir.memberships` with the key
 * `destinations`). It is kept until the destinations have confirmed it, or for so long.
 * - `person`: a keyed digest of the id under which they were handed out (see erasure.ts).
 * - `recorded_at`: log time; `erased_at`: the instant of the erasure (see times.ts for the form).
 * - `destinations`: names of the consumers of the segment that have the person.
 * - `identifiers`: those that were known of the person, as JSON: `[[type, value]]`.
 * - (`part`, `off`, `n`) identify the row: a replay writes the same three numbers.
 */
const ErasedMember = z.object({
  segment_number: z.int(),
  person: z.string(),
  recorded_at: z.string(),
  erased_at: z.string(),
  destinations: z.array(z.string()).readonly(),
  identifiers: z.string(),
  part: z.int(),
  off: z.int(),
  n: z.int(),
})
export type ErasedMemberRow = z.infer<typeof ErasedMember>

/** A field that these rows have and no others of the topic, as it stands in the line. */
export const ERASED_MEMBER_FIELD = '"destinations":'

/** The row in a record of `weir.memberships`; undefined where it is of another kind. */
export function readErasedMember(value: Uint8Array): ErasedMemberRow | undefined {
  if (!Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(ERASED_MEMBER_FIELD)) return undefined
  return ErasedMember.safeParse(parseRecordJson(value)).data
}

/**
 * Whether nobody has to hear of the removal any more: every destination has confirmed it or is
 * gone, or it was kept for as long as it may be.
 * @param keptMs for how long that is.
 */
export function isRemovalClosed(
  { segment_number, destinations, erased_at, part, off, n }: ErasedMemberRow,
  consumers: readonly StoredConsumer[],
  { now, keptMs }: { now: number; keptMs: number },
): boolean {
  if (now - fromClickhouseTime(erased_at) > keptMs) return true
  return destinations.every((name) => {
    const consumer = consumers.find((one) => one.number === segment_number && one.name === name)
    const mark = consumer?.confirmed.marks[part]
    return consumer === undefined || (mark !== undefined && isBefore([off, n], mark))
  })
}
