// Held by tests/e2e/erasure-lasts.e2e.test.ts

import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compactLmdb, finishCompaction } from '@weir/eventlog/lmdb'

const PARTS = ['log', 'resolve', 'fold', 'loader', 'optouts', 'activation']
const ASKED = 'compact-at-start'

/**
 * Has the next start make the files anew: until then what was erased is on pages that are free, and
 * may be read there by whoever has the disk.
 */
export async function askForCompaction(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, ASKED), '')
}

/** Makes the files anew if that was asked for. Nobody may have them open. */
export async function compactIfAsked(dataDir: string): Promise<void> {
  const isAsked = existsSync(join(dataDir, ASKED))
  for (const part of PARTS.map((name) => join(dataDir, name))) {
    if (!isAsked) await finishCompaction(part)
    else if (existsSync(part) || existsSync(`${part}.compacted`)) await compactLmdb(part)
  }
  await rm(join(dataDir, ASKED), { force: true })
}
