import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { open } from 'lmdb'
import type { Database, RootDatabase } from 'lmdb'

const BATCH_BYTES = 4 << 20

/**
 * Makes an LMDB folder anew, entry by entry, so that no file has what was replaced or removed: LMDB
 * leaves that on free pages. Nobody may have it open. It may be interrupted anywhere:
 * {@link finishCompaction} goes on.
 */
export async function compactLmdb(path: string): Promise<void> {
  await finishCompaction(path)
  const beside = `${path}.compacting`
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true })
  const from = open({ path, noSubdir: false, readOnly: true, maxDbs: 16 })
  const to = open({ path: beside, noSubdir: false, maxDbs: 16 })
  try {
    for (const name of namesIn(from)) await copy(table(from, name), table(to, name))
    await to.flushed
  } finally {
    await to.close()
    await from.close()
  }
  await rename(beside, `${path}.compacted`)
  await finishCompaction(path)
}

/** Puts what was complete in its place; does nothing when there is nothing. */
export async function finishCompaction(path: string): Promise<void> {
  await rm(`${path}.compacting`, { recursive: true, force: true })
  if (!existsSync(`${path}.compacted`)) return
  await rm(path, { recursive: true, force: true })
  await rename(`${path}.compacted`, path)
}

function namesIn(root: RootDatabase): string[] {
  return [...root.getKeys()].filter((key): key is string => typeof key === 'string')
}

function table(root: RootDatabase, name: string): Database<Buffer, Buffer> {
  return root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' })
}

async function copy(from: Database<Buffer, Buffer>, to: Database<Buffer, Buffer>): Promise<void> {
  let bytes = 0
  for (const { key, value } of from.getRange({ snapshot: true })) {
    const written = to.put(key, Buffer.from(value))
    bytes += value.length
    if (bytes < BATCH_BYTES) continue
    bytes = 0
    await written
  }
  await to.flushed
}
