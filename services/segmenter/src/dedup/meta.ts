// Held by tests/stored-json.test.ts

import { decodeStored, encodeStored, fits } from '@weir/contracts'
import { z } from 'zod'

const isMeta = fits(z.object({ now: z.number() }))

/** @param now log time of the partition, Unix ms: the running maximum of receipts. */
export function encodeResolveMeta(now: number): Uint8Array {
  return encodeStored({ now })
}

/**
 * @returns the log time; 0 before the first commit.
 * @throws DamageError when it is not what {@link encodeResolveMeta} made.
 */
export function decodeResolveMeta(meta: Uint8Array | undefined): number {
  return meta ? decodeStored(meta, "resolve's meta", isMeta).now : 0
}
