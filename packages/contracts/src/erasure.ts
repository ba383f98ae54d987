import { createCipheriv, createDecipheriv } from 'node:crypto'
import { z } from 'zod'

/**
 * A keyed digest, 32 hex digits: a person id or identifier digest enciphered under the deployment's
 * erasure key. The same digest always gives the same one, and without the key nobody can tell which
 * identifier is meant, not even by trying them all.
 */
export const Sealed = z.string().regex(/^[0-9a-f]{32}$/)

/**
 * To every partition of `weir.events`: these persons and identifiers are erased. What was received
 * up to `at` counts for them no more, whoever reads it.
 */
export interface Erase {
  kind: 'erase'
  /** Names the record: taken a second time it does nothing. */
  batch: string
  /** Unix ms. */
  at: number
  /** Person ids and identifier digests, as keyed digests. */
  who: string[]
  /**
   * Those of them that are ids of persons of before a split, whom others were as well: as
   * identifiers they are erased, as persons they go on to lead to the one who stays.
   */
  shared?: string[]
  /** Who of them was handed out, and to whom: the fold writes the removals. */
  handed?: readonly Omit<HandedOut, 'segment'>[]
  /**
   * Persons whom the records before have erased, as keyed digests: who is named here may be an
   * identifier that still leads to one of them.
   */
  gone?: string[]
  /** What is left of whom they were before splits: it goes where it leads to nobody. */
  before?: BeforeSplits
}

/** Persons of before splits, as keyed digests. */
export interface BeforeSplits {
  /** Ids under which those who are erased were one with others. */
  ids: string[]
  /** Persons of whom nothing is left. */
  ended: string[]
  /** Identifiers of the erased, which may still lead to one of `ids`. */
  identifiers: string[]
}

/**
 * Who was handed out of one segment to the same destinations. `number`: of the segment; `to`: names
 * of the destinations; `who`: places in the `who` of the erasure.
 */
const HandedOut = z.object({
  segment: z.string(),
  number: z.int(),
  to: z.array(z.string()),
  who: z.array(z.int()),
})
export type HandedOut = z.infer<typeof HandedOut>

/** How many rows or entries were found where, and are gone. */
const Counts = z.record(z.string(), z.int())

/**
 * A request to erase somebody, as `weir.config` keeps it under `erasure:<id>`, for good: it is what
 * keeps replays, backups and late hits from bringing them back.
 * - `asked`: what the request named; `who`: all that was found to be the same person by then;
 *   `found`: how many persons there were.
 * - `shared`: see {@link Erase}.
 * - `handed`: where they were handed out, and have to be deleted.
 * - `rejected`: ids of refused events that quote an identifier of theirs.
 * - `requested_at`: when it was asked for, `at`: up to which receipt it reaches, `finished_at`:
 *   since when it is done, Unix ms.
 * - `cause`: why, where nobody asked for it: they were not seen for long.
 * - `runner`: the process that sees to it, unless it takes too long.
 * - `batch`: the record of `weir.events` that has it, once there is one; `together`: how many
 *   requests that record has. Whoever sees fewer of them has not read the others yet.
 */
export const StoredErasure = z.object({
  requested_at: z.int(),
  asked: z.array(Sealed),
  who: z.array(Sealed),
  shared: z.array(Sealed).exactOptional(),
  found: z.int(),
  stage: z.enum(['accepted', 'state', 'warehouse', 'done']),
  handed: z.array(HandedOut).exactOptional(),
  rejected: z.array(z.string()).exactOptional(),
  cause: z.literal('unseen').exactOptional(),
  runner: z.string().exactOptional(),
  at: z.int().exactOptional(),
  batch: z.string().exactOptional(),
  together: z.int().exactOptional(),
  finished_at: z.int().exactOptional(),
  counts: z.record(z.string(), Counts).exactOptional(),
})
export type StoredErasure = z.infer<typeof StoredErasure>

/**
 * What one partition of the fold has done for an {@link Erase}, as `weir.config` keeps it under
 * `erased:<batch>:<partition>`; or the loader, under `erased:<batch>:warehouse`, with partition and
 * offset -1.
 * - `off`: the offset of the record in the partition: rows that come of it or of an earlier one are
 *   erased.
 * - `removals`: the place behind the last of the record's rows for destinations; missing where
 *   there are none.
 * - `more`: who turned out to be the same person as well; `next`: the batch that has them.
 * - `shared`: see {@link Erase}; of what was counted under one of these the identifiers decide.
 */
export const EraseReceipt = z.object({
  batch: z.string(),
  partition: z.int(),
  off: z.int(),
  at: z.int(),
  counts: Counts,
  removals: z.int().exactOptional(),
  more: z.array(Sealed).exactOptional(),
  next: z.string().exactOptional(),
  shared: z.array(Sealed).exactOptional(),
})
export type EraseReceipt = z.infer<typeof EraseReceipt>

/** What a record holds whose content was erased from the log. */
export const ERASED_RECORD: Uint8Array = Buffer.from('{"erased":true}')

export function isErasedRecord(value: Uint8Array): boolean {
  return value.length === ERASED_RECORD.length && Buffer.compare(value, ERASED_RECORD) === 0
}

/** The keys of both in `weir.config`. */
export function erasureKey(id: string): string {
  return `erasure:${id}`
}
/** The place of the loader's receipt. */
export const WAREHOUSE_RECEIPT = 'warehouse'
export function eraseReceiptKey(batch: string, place: string): string {
  return `erased:${batch}:${place}`
}

const ALGORITHM = 'aes-256-ecb'

/**
 * Keyed digests of digests (32 hex digits each, so exactly one block of the cipher): a permutation
 * that only the key's holder can compute, in either direction.
 * @param key 32 bytes.
 */
export function sealDigests(key: Uint8Array, digests: readonly string[]): string[] {
  return blocks(createCipheriv(ALGORITHM, key, null), digests)
}

/** The digests that {@link sealDigests} was given. */
export function openDigests(key: Uint8Array, sealed: readonly string[]): string[] {
  return blocks(createDecipheriv(ALGORITHM, key, null), sealed)
}

function blocks(
  cipher: ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>,
  texts: readonly string[],
): string[] {
  cipher.setAutoPadding(false)
  const bytes = Buffer.concat([cipher.update(Buffer.from(texts.join(''), 'hex')), cipher.final()]).toString('hex')
  return texts.map((_, i) => bytes.slice(i * 32, i * 32 + 32))
}
