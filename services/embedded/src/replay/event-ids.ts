import { createHash } from 'node:crypto'
import type { ReplayMap } from './map.ts'

/**
 * Gives every record an id that is the same when the file is sent again, so that a resend counts
 * nothing twice.
 */
export type EventIds = (values: readonly unknown[]) => string

/**
 * @param spec without one, all columns and the occurrence make the id.
 * A hash that two different records share only counts one of them as the second occurrence of the
 * other: since the id holds the values as well, it stays unique.
 */
export function createEventIds(spec: ReplayMap['eventId']): EventIds {
  const { occurrence } = spec ?? { occurrence: true }
  const count = createCounter()
  return (values) => {
    if (!occurrence && values.length === 1) return String(values[0])
    const digest = createHash('sha256').update(JSON.stringify(values)).digest()
    const times = occurrence ? count(digest) : 1
    return `${digest.toString('hex', 0, 16)}${times > 1 ? `-${times}` : ''}`
  }
}

/** A Map holds 16 million entries at most; several hold more. */
const SHARDS = 64

/**
 * @returns how often a digest has come by now. Keyed by 48 bits of it, which takes a fifth of the
 *   memory.
 */
function createCounter(): (digest: Buffer) => number {
  const shards = Array.from({ length: SHARDS }, () => new Map<number, number>())
  return (digest) => {
    const shard = shards[digest.readUInt8(6) % SHARDS]
    const key = digest.readUIntBE(0, 6)
    const times = (shard?.get(key) ?? 0) + 1
    shard?.set(key, times)
    return times
  }
}
