import { checkChunk } from './chunk.ts'
import { chunkPlaceOf } from './keys.ts'

/** Bytes of a chunk's key behind the topic's name: partition, first offset, count. */
const TAIL_BYTES = 16

/**
 * Checks the entries of a log's file one after the other, in the order of their keys, for a reader
 * that does not use LMDB.
 * @returns to be called with each entry; throws Error naming the place when one is damaged, or when
 *   records are missing before it.
 */
export function createChunkCheck(): (table: string, key: Buffer, value: Buffer) => void {
  let place = ''
  let end = 0
  return (table, key, value) => {
    if (table === 'about') {
      if (!/^1 \d{1,5}$/.test(value.toString())) throw new Error('the layout of the log cannot be read')
      return
    }
    if (table !== 'chunks' || key.length <= TAIL_BYTES) throw new Error('the log has an entry that is none of its own')
    const name = key.length - TAIL_BYTES
    const at = key.toString('latin1', 0, name + 4)
    const { first, count } = chunkPlaceOf(key)
    const where = `${key.toString('latin1', 0, name - 1)}, partition ${key.readUInt32BE(name)}, offset ${first}`
    // Records may be missing at the beginning of a partition (trimmed) and nowhere else.
    if (at === place && first !== end) throw new Error(`the log is damaged at ${where}: records before it are missing`)
    place = at
    end = first + count
    try {
      checkChunk(key, value)
    } catch (error) {
      throw new Error(`the log is damaged at ${where}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }
}
