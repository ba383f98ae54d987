import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../cli/usage-error.ts'
import { lockDataFolder } from '../lock.ts'

/** Its presence says that the folder is ours to empty. */
const MARK = 'made-by-the-demo.txt'
const MARK_TEXT = 'This folder belongs to "npm run demo", which empties it at every start.\n'

/**
 * An empty folder for the demo: what an earlier demo left in it is removed, so that the figures are
 * always the same.
 * @throws UsageError when the folder holds anything else, or another process is using it.
 */
export async function freshFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  const held = await readdir(path)
  if (held.length > 0 && !held.includes(MARK)) {
    throw new UsageError(`the folder ${path} holds something that the demo did not make; name an empty or a new one with --data`)
  }
  const lock = await lockDataFolder(path).catch((error: unknown) => {
    throw new UsageError(`another process is using the folder ${path}; stop it first, or name another folder with --data`, {
      cause: error,
    })
  })
  try {
    for (const name of held) if (name !== MARK) await rm(join(path, name), { recursive: true })
    await writeFile(join(path, MARK), MARK_TEXT)
  } finally {
    await lock.release()
  }
}
