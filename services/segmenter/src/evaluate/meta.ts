// Held by tests/stored-json.test.ts

import { decodeStored, emptyChain, encodeStored, fits } from '@weir/contracts'
import type { ChainHead } from '@weir/contracts'
import type { TakenOrigins } from '@weir/stream'
import { z } from 'zod'
import type { Backfill } from '../backfill/state.ts'
import type { HeldRecords } from '../linking/held.ts'

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
   * So many backfill pages hold history for those who are not under the current definitions yet.
   */
  pages: number
  /** How many records it has sent to partitions of `weir.events`: those may lead to more. */
  sent: number
  /** Invitations of the partition's people that are not answered: new definitions wait for them. */
  inviting: number
  /** Records that wait until new definitions are in force. */
  held: HeldRecords
  /** How far its chain of the consent log is. */
  chain: ChainHead
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
    pages: 0,
    sent: 0,
    inviting: 0,
    held: { first: 0, next: 0 },
    chain: emptyChain(),
  }
}

const Taken = z.record(z.string(), z.tuple([z.int(), z.int()]).readonly())
const StoredBackfill = z.object({
  version: z.int(),
  since: z.number(),
  at: z.number(),
  until: z.int(),
  next: z.int(),
  to: z.int(),
  seam: z.int(),
  taken: Taken,
})

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
    sent: z.int().exactOptional(),
    inviting: z.int().exactOptional(),
    held: z.object({ first: z.int(), next: z.int() }).exactOptional(),
    chain: z.object({ seq: z.int(), hash: z.string() }).exactOptional(),
  }),
)

/**
 * The format byte of stored JSON, then the meta; without it in states from before. Names in the
 * store are older than those of the program: `seam` is the overlap, `sheets` are backfill pages.
 */
export function encodeMeta(meta: Readonly<FoldMeta>): Uint8Array {
  const { pending, pages: sheets, ...rest } = meta
  return encodeStored({ ...rest, pending: pending && storedBackfill(pending), sheets })
}

function storedBackfill({ version, since, at, until, next, to, overlap: seam, taken }: Backfill): z.infer<typeof StoredBackfill> {
  return { version, since, at, until, next, to, seam, taken }
}

/** @throws DamageError when it is not what {@link encodeMeta} made. */
export function decodeMeta(bytes: Uint8Array | undefined): FoldMeta {
  const initial = initialMeta()
  if (!bytes) return initial
  const { sheets = initial.pages, pending, ...meta } = decodeStored(bytes, "the fold's meta", isStoredMeta)
  return { ...initial, ...meta, pages: sheets, pending: pending && loadedBackfill(pending) }
}

function loadedBackfill({ seam: overlap, ...backfill }: z.infer<typeof StoredBackfill>): Backfill {
  return { ...backfill, overlap }
}
