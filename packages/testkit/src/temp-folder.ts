import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder that is gone with everything in it when its scope ends: `await using folder = await
 * tempFolder()`.
 */
export interface TempFolder extends AsyncDisposable {
  readonly path: string
}

/**
 * @param label goes into the folder's name, for whoever finds one that a killed test left behind.
 */
export async function tempFolder(label = 'test'): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `weir-${label}-`))
  return {
    path,
    // A child process that is just ending may still write: rm tries again for about a second.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }),
  }
}
