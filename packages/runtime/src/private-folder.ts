import { chmod, stat } from 'node:fs/promises'

/** Nobody else may look into what this process writes from now on. */
export function writeForOurselves(): void {
  process.umask(0o077)
}

/**
 * Takes a folder's rights from everybody but its owner. One that belongs to somebody else (a volume
 * that an orchestrator has mounted) stays as it is: whoever made it decides.
 */
export async function makePrivate(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  if ((mode & 0o077) === 0) return
  await chmod(folder, mode & 0o700).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM' && error.code !== 'EROFS') throw error
  })
}
