// Held by tests/stored-json.test.ts

import { decodeStored, encodeStored, fits } from '@weir/contracts'
import type { TakenOrigins } from '@weir/stream'
import { z } from 'zod'
import type { Backfill } from '../backfill/state.ts'

/** What the fold knows of its partition as a whole; committed with every step. */
export interface FoldMeta extends TakenOrigins {
  /** Log time: the running maximum of receipts, ticks and definitions, Unix ms. */
  now: number
  /** Outputs made so far for the record at the stored position: the next one's number. */
  outputs: number
  /** Persons numbered so far. */
  people: number
  /**
   * Version of the definitions that memberships follow, and the log time at which they took effect.
   */
  version: number
  definedAt: number
  /** Newer definitions, waiting until their new conditions have counted history. */
  pending: Backfill | undefined
  /** Still newer ones, whose turn comes when those are in force. */
  queued: number | undefined
  /**
   * Ordinals below this have been brought under the current definitions; undefined when all have.
   */
  sweep: number | undefined
  /**
   * So many sheets hold history for those who have not been brought under the current definitions.
   */
  sheets: number
}

export function initialMeta(): FoldMeta {
  return {
    now: 0,
    outputs: 0,
    taken: {},
    people: 0,
    version: 0,
    definedAt: 0,
    pending: undefined,
    queued: undefined,
    sweep: undefined,
    sheets: 0,
  }
}

const Taken = z.record(z.string(), z.tuple([z.int(), z.int()]))
const StoredBackfill = z.object({
  version: z.int(),
  since: z.number(),
  at: z.number(),
  until: z.int(),
  next: z.int(),
  to: z.int(),
  seam: z.int(),
  taken: Taken,
}) satisfies z.ZodType<Backfill>

/** JSON leaves out what is undefined, and metas from before a field have none of it. */
const isStoredMeta = fits(
  z.object({
    now: z.number().exactOptional(),
    outputs: z.int().exactOptional(),
    taken: Taken.exactOptional(),
    people: z.int().exactOptional(),
    version: z.int().exactOptional(),
    definedAt: z.number().exactOptional(),
    pending: StoredBackfill.exactOptional(),
    queued: z.int().exactOptional(),
    sweep: z.int().exactOptional(),
    sheets: z.int().exactOptional(),
  }),
)

/** The format byte of stored JSON, then the meta; without it in states from before. */
export function encodeMeta(meta: FoldMeta): Uint8Array {
  return encodeStored(meta)
}

/** @throws DamageError when it is not what {@link encodeMeta} made. */
export function decodeMeta(bytes: Uint8Array | undefined): FoldMeta {
  return bytes ? { ...initialMeta(), ...decodeStored(bytes, "the fold's meta", isStoredMeta) } : initialMeta()
}
