import { decodeStored, encodeStored } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'

/**
 * High-water marks: by source partition, the origin of the newest record taken from a topic
 * partition. Origins of one source partition rise within a topic partition, so what is not above
 * its mark is a repeat (an outbox that was sent twice).
 */
export interface TakenOrigins {
  taken: Record<string, readonly [offset: number, n: number]>
}

/**
 * Notes the origin of a record as taken; a record without one is never a repeat.
 * @returns false for a repeat.
 */
export function takeOrigin({ taken }: TakenOrigins, origin: LogRecord['origin']): boolean {
  if (!origin) return true
  const [offset, n] = taken[origin.partition] ?? [-1, -1]
  if (origin.offset < offset || (origin.offset === offset && origin.n <= n)) return false
  taken[origin.partition] = [origin.offset, origin.n]
  return true
}

/** The format byte of stored JSON, then `[[partition, offset, n], ...]`. */
export function encodeOrigins({ taken }: TakenOrigins): Uint8Array {
  return encodeStored(Object.entries(taken).map(([partition, [offset, n]]) => [Number(partition), offset, n]))
}

/**
 * @param bytes as encoded; undefined when nothing was taken.
 * @throws DamageError when it is not what {@link encodeOrigins} made.
 */
export function decodeOrigins(bytes: Uint8Array | undefined): TakenOrigins {
  if (!bytes) return { taken: {} }
  const entries = decodeStored(bytes, 'the marks of origins', isOrigins)
  return { taken: Object.fromEntries(entries.map(([partition, offset, n]) => [partition, [offset, n]])) }
}

function isOrigins(value: unknown): value is [partition: number, offset: number, n: number][] {
  const isOrigin = (item: unknown): boolean => Array.isArray(item) && item.length === 3 && item.every(Number.isSafeInteger)
  return Array.isArray(value) && value.every(isOrigin)
}
