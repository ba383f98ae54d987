import type { LogRecord } from '@weir/eventlog'

/**
 * High-water marks: by source partition, the origin of the newest record taken from a topic
 * partition. Origins of one source partition rise within a topic partition, so what is not above
 * its mark is a repeat (an outbox that was sent twice).
 */
export interface TakenOrigins {
  taken: Record<string, [offset: number, n: number]>
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

/** `[[partition, offset, n], ...]` as JSON. */
export function encodeOrigins({ taken }: TakenOrigins): Uint8Array {
  return Buffer.from(JSON.stringify(Object.entries(taken).map(([partition, [offset, n]]) => [Number(partition), offset, n])))
}

/** @param bytes as encoded; undefined when nothing was taken. */
export function decodeOrigins(bytes: Uint8Array | undefined): TakenOrigins {
  if (!bytes) return { taken: {} }
  const entries = JSON.parse(Buffer.from(bytes).toString()) as [number, number, number][]
  return { taken: Object.fromEntries(entries.map(([partition, offset, n]) => [partition, [offset, n]])) }
}
