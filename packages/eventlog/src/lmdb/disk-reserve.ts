import { open, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = 'ballast'
const STEP_BYTES = 1 << 20

/**
 * Space kept in reserve. LMDB needs room even to delete, so a full disk would leave a log that can
 * neither grow nor be trimmed: then the reserve goes, and the log can be opened and trimmed.
 */
export interface DiskReserve {
  /** Gives the space back. */
  drop(): Promise<void>
  /** Whether the disk has less room than the reserve is large. */
  short(): Promise<boolean>
}

/**
 * Lays the reserve down unless it is there, or the disk is already too full for it (4 times its
 * size must be free).
 */
export async function layDiskReserve(folder: string, bytes: number): Promise<DiskReserve> {
  const path = join(folder, NAME)
  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  }
  const size = await stat(path).then(
    (s) => s.size,
    () => 0,
  )
  if (size > bytes || bytes === 0) await rm(path, { force: true })
  if (bytes > 0 && size !== bytes && (await free()) > bytes * 4) await fill(path, bytes)
  return { drop: () => rm(path, { force: true }), short: async () => (await free()) < Math.max(bytes, STEP_BYTES) }
}

/** Written, not truncated to length: a hole would reserve nothing. */
async function fill(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= STEP_BYTES) await file.write(Buffer.alloc(Math.min(left, STEP_BYTES), 0xb5))
    await file.sync()
  } finally {
    await file.close()
  }
}
