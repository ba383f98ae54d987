import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createChunkCheck } from './check-chunks.ts'
import { checkLmdbFile } from './lmdb-file.ts'

/**
 * Reads all of a log with its checksums, before LMDB does, which would take damage for what it is
 * told and the process with it. @param folder that of the log.
 * @returns the file and the first thing that is wrong with it; undefined when it is whole, or not
 *   there yet.
 */
export async function logDamage(folder: string): Promise<string | undefined> {
  const file = join(folder, 'data.mdb')
  // A file that is not there has no damage.
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined
  try {
    checkLmdbFile(file, createChunkCheck())
    return undefined
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : String(error)}`
  }
}
