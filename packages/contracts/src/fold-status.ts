import { z } from 'zod'
import { emptyChain } from './consent-log.ts'
import type { ChainHead } from './consent-log.ts'
import { decodeStored, fits } from './stored-json.ts'

/** What a partition of the fold says of itself in its meta, as far as others read it. */
const isMeta = fits(
  z.object({
    now: z.number(),
    version: z.number(),
    pending: z.unknown().optional(),
    queued: z.unknown().optional(),
    sweep: z.unknown().optional(),
    sent: z.number().optional(),
    inviting: z.number().optional(),
    held: z.object({ first: z.number(), next: z.number() }).optional(),
    chain: z.object({ seq: z.number(), hash: z.string() }).optional(),
  }),
)

/** How far a partition of the fold is. */
export interface FoldStatus {
  /** Log time, Unix ms. */
  now: number
  /**
   * The version of definitions that every membership follows; -1 while new ones are being applied
   * or wait for their turn.
   */
  appliedVersion: number
  /** Nothing of the definitions is left to do, and nobody waits to be united with another. */
  isApplied: boolean
  /** How many records it has sent to partitions of `weir.events`, which may lead to more. */
  sent: number
  /** How far its chain of the consent log is. */
  chain: ChainHead
}

/**
 * @param meta as the fold commits it; undefined when it has not begun.
 * @throws DamageError when it is not what the fold writes.
 */
export function foldStatus(meta: Uint8Array | undefined): FoldStatus {
  if (!meta) return { now: 0, appliedVersion: 0, isApplied: true, sent: 0, chain: emptyChain() }
  const {
    now,
    version,
    pending,
    queued,
    sweep,
    sent = 0,
    inviting = 0,
    held,
    chain,
  } = decodeStored(meta, "the fold's meta", isMeta)
  return {
    now,
    appliedVersion: sweep === undefined ? version : -1,
    isApplied:
      [pending, queued, sweep].every((work) => work === undefined) && inviting === 0 && (held?.first ?? 0) === (held?.next ?? 0),
    sent,
    chain: chain ?? emptyChain(),
  }
}
