// Held by tests/e2e/backup.e2e.test.ts
import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { decodeStoredText, fits } from '@weir/contracts'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'

/** What a backup is and has; written last, so a backup without it is not complete. */
const BackupManifest = z.object({
  format: z.number(),
  /** The format of the data folder, see deployment.ts. */
  data: z.number(),
  partitions: z.int().min(1),
  /** When the copy of the log was complete, ISO 8601. */
  made_at: z.string(),
  /** Records in the copy of the log. */
  records: z.int().min(0),
  files: z.array(
    z.object({
      /** Below the folder of the backup, with `/`. */
      path: z
        .string()
        .refine((path) => path.split('/').every((name) => name === basename(name) && !['', '.', '..'].includes(name))),
      bytes: z.int().min(0),
      sha256: z.string(),
    }),
  ),
})
/** What a backup is and has. */
export type BackupManifest = z.infer<typeof BackupManifest>
export type BackupFile = BackupManifest['files'][number]

export const BACKUP_FORMAT = 1
/** In a backup, the copy of the ledger of who was erased. */
export const LEDGER = 'erasures'
const NAME = 'backup.json'
const READ_BYTES = 1 << 20
const isManifest = fits(BackupManifest)

/** @throws UsageError when the folder is no complete backup of a format that is read here. */
export async function readManifest(backup: string): Promise<BackupManifest> {
  const file = join(backup, NAME)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${backup} is no complete backup: it has no ${NAME}, which is written last`, { cause })
  })
  const manifest = decodeStoredText(text, file, isManifest)
  if (manifest.format !== BACKUP_FORMAT)
    throw new UsageError(
      `${file} is of format ${manifest.format}; this version of Weir reads format ${BACKUP_FORMAT}: use the version that made it`,
    )
  return manifest
}

export async function writeManifest(backup: string, manifest: BackupManifest): Promise<void> {
  const file = await open(join(backup, NAME), 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A file as it is now. @param path below the folder. */
export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const handle = await open(join(folder, path))
  try {
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return { path, bytes, sha256: hash.digest('hex') }
      hash.update(buffer.subarray(0, bytesRead))
      bytes += bytesRead
    }
  } finally {
    await handle.close()
  }
}
