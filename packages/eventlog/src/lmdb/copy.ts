// Held by packages/eventlog/test/lmdb-copy.contract.test.ts
import { mkdir, open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { open } from 'lmdb'
import { compactLmdb } from './compact.ts'

/**
 * Copies an LMDB folder as of one instant, also while another process writes to it. What was
 * replaced or removed is not in the copy.
 * @param to a folder that is empty or not there yet. Its disk needs room for two copies.
 * @throws Error when there is nothing to copy, or no room for it.
 */
export async function copyLmdb(path: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  // Opening also clears the view of a copy that was killed, whose pages could not be used again.
  const from = open({ path, noSubdir: false, readOnly: true, maxDbs: 16 })
  try {
    await from.backup(to, true)
  } finally {
    await from.close()
  }
  // LMDB's copy begins with numbers of transactions that its own writing never leaves, which
  // checkLmdbFile takes for damage.
  await compactLmdb(to)
  const file = await openFile(join(to, 'data.mdb'), 'r+')
  await file.sync()
  await file.close()
}
