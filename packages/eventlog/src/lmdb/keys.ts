import type { Topic } from '@weir/contracts'

/**
 * Keys of chunks: topic, 0, partition u32, first offset u64, count u32 (big-endian). They sort by
 * place and offset, and the count in the key tells where the log ends without touching a value.
 */
export interface ChunkPlace {
  first: number
  count: number
}

const TAIL_BYTES = 16
const COUNT_MAX = 0xffff_ffff

export function logChunkKey(topic: Topic, partition: number, place: ChunkPlace): Buffer {
  const name = Buffer.byteLength(topic) + 1
  const key = Buffer.alloc(name + TAIL_BYTES)
  key.write(topic, 0)
  key.writeUInt32BE(partition, name)
  key.writeBigUInt64BE(BigInt(place.first), name + 4)
  key.writeUInt32BE(place.count, name + 12)
  return key
}

export function chunkPlaceOf(key: Buffer): ChunkPlace {
  return { first: Number(key.readBigUInt64BE(key.length - 12)), count: key.readUInt32BE(key.length - 4) }
}

/** A key at or above that of the chunk that begins at `offset`, and below every later one. */
export function upTo(topic: Topic, partition: number, offset: number): Buffer {
  return logChunkKey(topic, partition, { first: Math.max(0, offset), count: COUNT_MAX })
}

/** A key at or below that of every chunk that begins at `offset` or later. */
export function since(topic: Topic, partition: number, offset: number): Buffer {
  return logChunkKey(topic, partition, { first: Math.max(0, offset), count: 0 })
}
