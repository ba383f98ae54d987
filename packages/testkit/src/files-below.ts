import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files of a folder and of those in it, with their bytes. A service may be at work there: what
 * it removes meanwhile holds nothing, and is left out.
 */
export async function* filesBelow(folder: string): AsyncGenerator<{ readonly path: string; readonly bytes: Buffer }> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const bytes = entry.isFile() ? await readUnlessGone(path) : undefined
    if (bytes) yield { path, bytes }
  }
}

async function readUnlessGone(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
