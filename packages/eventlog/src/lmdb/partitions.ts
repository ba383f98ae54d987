import type { Topic } from '@weir/contracts'
import type { Database } from 'lmdb'
import type { LogRecord, ReadLimit } from '../index.ts'
import { decodeChunk, placeChunk } from './chunk.ts'
import type { Unplaced } from './chunk.ts'
import type { LogEnv } from './env.ts'
import { logChunkKey, chunkPlaceOf, since, upTo } from './keys.ts'

type Chunks = Database<Buffer, Buffer>

/** Few at a time: on a full disk even a transaction that deletes needs room. */
const TRIM_CHUNKS_MAX = 32

/** The key of the chunk that holds `offset`, or else of the last one before it. */
function chunkAt(chunks: Chunks, topic: Topic, partition: number, offset: number): Buffer | undefined {
  const range = chunks.getKeys({
    start: upTo(topic, partition, offset),
    end: since(topic, partition, 0),
    reverse: true,
    limit: 1,
  })
  for (const key of range) return key
  return undefined
}

export function endOf(chunks: Chunks, topic: Topic, partition: number): number {
  const key = chunkAt(chunks, topic, partition, Number.MAX_SAFE_INTEGER)
  if (!key) return 0
  const { first, count } = chunkPlaceOf(key)
  return first + count
}

export function beginOf(chunks: Chunks, topic: Topic, partition: number): number {
  const range = chunks.getKeys({
    start: since(topic, partition, 0),
    end: upTo(topic, partition, Number.MAX_SAFE_INTEGER),
    limit: 1,
  })
  for (const key of range) return chunkPlaceOf(key).first
  return 0
}

/**
 * Within a write transaction. The end is looked up there, so that even a second process could not
 * make two records of one offset.
 */
export function appendChunk(chunks: Chunks, topic: Topic, partition: number, unplaced: Unplaced): void {
  const key = logChunkKey(topic, partition, {
    first: endOf(chunks, topic, partition),
    count: unplaced.count,
  })
  chunks.putSync(key, placeChunk(key, unplaced))
}

/**
 * @param onDamage is told of a damaged chunk, which is left out then.
 * @throws Error naming topic, partition and offset if a chunk is damaged and there is no callback
 *   for damage.
 */
export function readRecords(
  chunks: Chunks,
  topic: Topic,
  partition: number,
  from: number,
  max: ReadLimit,
  onDamage?: (error: Error) => void,
): LogRecord[] {
  const records: LogRecord[] = []
  const start = chunkAt(chunks, topic, partition, from) ?? since(topic, partition, 0)
  let bytes = 0
  for (const key of chunks.getKeys({
    start,
    end: upTo(topic, partition, Number.MAX_SAFE_INTEGER),
  })) {
    const { first, count } = chunkPlaceOf(key)
    if (first + count <= from) continue
    const found = decode(
      chunks,
      key,
      { first, count, from },
      max,
      records,
      bytes,
      `${topic}, partition ${partition}, offset ${first}`,
      onDamage,
    )
    bytes = found.bytes
    if (found.full) break
  }
  return records
}

function decode(
  chunks: Chunks,
  key: Buffer,
  span: { first: number; count: number; from: number },
  max: ReadLimit,
  records: LogRecord[],
  bytes: number,
  where: string,
  onDamage: ((error: Error) => void) | undefined,
): { bytes: number; full: boolean } {
  const shared = chunks.getBinaryFast(key)
  if (!shared) return { bytes, full: false }
  // lmdb lends one buffer for all reads and overrides its `length`: take a view of the right
  // length, copy before the next read.
  const chunk = Buffer.from(shared.buffer, shared.byteOffset, shared.length)
  try {
    return decodeChunk(key, chunk, span, max, records, bytes)
  } catch (error) {
    const damage = new Error(`the log is damaged at ${where}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
    if (!onDamage) throw damage
    onDamage(damage)
    return { bytes, full: false }
  }
}

/**
 * Drops the chunks that lie wholly below `before`, but never the last one: it is what tells where
 * the partition ends.
 */
export async function trimChunks(env: LogEnv, topic: Topic, partition: number, before: number): Promise<void> {
  for (;;) {
    const dropped = await env.write(() => {
      const end = endOf(env.chunks, topic, partition)
      const range = {
        start: since(topic, partition, 0),
        end: upTo(topic, partition, before),
        limit: TRIM_CHUNKS_MAX,
      }
      const keys = [...env.chunks.getKeys(range)].filter((key) => {
        const last = chunkPlaceOf(key).first + chunkPlaceOf(key).count
        return last <= before && last < end
      })
      for (const key of keys) env.chunks.removeSync(key)
      return keys.length
    })
    if (dropped < TRIM_CHUNKS_MAX) return
  }
}
