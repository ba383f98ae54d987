import type { Origin } from '@weir/eventlog'

/**
 * High-water marks: per source partition the origin of the newest row taken from a topic partition.
 * Origins of one source partition rise within a topic partition, so whatever is not above its mark
 * is a repeat (an outbox that was sent twice).
 */
export type HighWaterMarks = Map<number, { offset: number; n: number }>

export function isRepeat(marks: HighWaterMarks, { partition, offset, n }: Origin): boolean {
  const mark = marks.get(partition)
  return mark !== undefined && (offset < mark.offset || (offset === mark.offset && n <= mark.n))
}

export function raiseMark(marks: HighWaterMarks, { partition, offset, n }: Origin): void {
  marks.set(partition, { offset, n })
}

/** `[[partition, offset, n], ...]` as JSON. */
export function encodeHighWaterMarks(marks: HighWaterMarks): Uint8Array {
  return Buffer.from(JSON.stringify([...marks].map(([partition, { offset, n }]) => [partition, offset, n])))
}

export function decodeHighWaterMarks(bytes: Uint8Array | undefined): HighWaterMarks {
  if (!bytes) return new Map()
  const entries = JSON.parse(Buffer.from(bytes).toString()) as [number, number, number][]
  return new Map(entries.map(([partition, offset, n]) => [partition, { offset, n }]))
}
