import { setImmediate as pause } from 'node:timers/promises'
import type { Topic } from '@weir/contracts'
import type { LogRecord } from '../index.ts'
import { decodeChunk, encodePiece, joinPieces, placeChunk } from './chunk.ts'
import type { ChunkRecord } from './chunk.ts'
import type { LogEnv } from './env.ts'
import { chunkPlaceOf, since, upTo } from './keys.ts'

/** What a record becomes; undefined: it stays as it is. */
export type Replacement = (record: LogRecord) => Pick<ChunkRecord, 'key' | 'value'> | undefined

const ALL = { records: Infinity, bytes: Infinity }

/**
 * Puts other records in the place of some, chunk by chunk; offsets and origins stay. What was there
 * is on free pages of the file until those are used again, or the file is compacted.
 * @returns how many records were replaced.
 * @throws Error when a chunk is damaged: what it holds cannot be told.
 */
export async function rewriteChunks(env: LogEnv, topic: Topic, partition: number, revise: Replacement): Promise<number> {
  let replaced = 0
  const range = { start: since(topic, partition, 0), end: upTo(topic, partition, Number.MAX_SAFE_INTEGER) }
  // The keys as of now: what is appended meanwhile is new.
  const keys = [...env.chunks.getKeys(range)]
  for (const key of keys) {
    replaced += await rewriteChunk(env, key, revise)
    // A long log holds nobody up.
    await pause()
  }
  return replaced
}

async function rewriteChunk(env: LogEnv, key: Buffer, revise: Replacement): Promise<number> {
  const chunk = env.chunks.getBinary(key)
  if (!chunk) return 0
  const { first, count } = chunkPlaceOf(key)
  const records: LogRecord[] = []
  decodeChunk(key, chunk, { first, count, from: first }, ALL, records, 0)
  let changed = 0
  const revised = records.map((record): ChunkRecord => {
    const other = revise(record)
    if (other) changed++
    const { offset: _, ...same } = record
    return { ...same, ...other }
  })
  if (changed === 0) return 0
  const unplaced = joinPieces([encodePiece(revised)])
  await env.write(() => {
    // It may have been trimmed meanwhile.
    if (env.chunks.doesExist(key)) env.chunks.putSync(key, placeChunk(key, unplaced))
  })
  return changed
}
