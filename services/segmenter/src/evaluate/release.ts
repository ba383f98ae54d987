// Held by tests/simulation/people-are-one.sim.test.ts

import { partitionOf, TOPICS } from '@weir/contracts'
import { decodeHeld, heldKeys } from '../linking/held.ts'
import type { FoldSession } from './session.ts'

/**
 * Sends one slice of the records that waited for other definitions, in their order, as outputs of
 * the record at `position`.
 * @returns what commits it.
 */
export async function prepareRelease(
  session: FoldSession,
  { position, now, slice }: { position: number; now: number; slice: number },
): Promise<() => Promise<void>> {
  return session.transaction(position, async ({ meta }) => {
    const { first, next } = meta.held
    const keys = heldKeys(meta.held, slice)
    const blobs = await session.lease.load(keys)
    meta.now = now
    const outputs = blobs.flatMap((blob) => {
      if (!blob) return []
      const record = decodeHeld(blob)
      const value = Buffer.from(JSON.stringify(record))
      const partition = partitionOf(record.to, session.partitions)
      return [{ topic: TOPICS.events, partition, key: record.to, value, offset: position, n: meta.outputs++ }]
    })
    meta.sent += outputs.length
    const left = first + keys.length
    // The numbers begin anew, and with them the keys.
    meta.held = left === next ? { first: 0, next: 0 } : { first: left, next }
    return { puts: keys.map((key) => ({ key, value: new Uint8Array(), expires: now })), expiredBefore: now, outputs }
  })
}
