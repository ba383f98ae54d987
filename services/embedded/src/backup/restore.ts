// Held by tests/e2e/backup.e2e.test.ts
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../cli/usage-error.ts'
import { beginRestore, DATA_FORMAT, endRestore } from '../deployment.ts'
import { lockDataFolder } from '../lock.ts'
import { describeFile, LEDGER, readManifest } from './manifest.ts'
import type { BackupFile, BackupManifest } from './manifest.ts'

export interface RestoreOptions {
  backup: string
  /** A data folder that is empty or not there yet. */
  folder: string
  /** Where the ledger of who was erased belongs: one that is there is newer, and stays. */
  ledger: string
  onPhase: (phase: string) => void
}

export interface Restored extends BackupManifest {
  /** Whether the ledger is that of the backup: who was erased since is then not known. */
  ledgerRestored: boolean
}

/**
 * Puts a backup into an empty data folder. Weir then goes on from it, and makes the warehouse again
 * from the log. Broken off, the folder cannot be started.
 * @throws UsageError with the way out; then the folder is empty.
 */
export async function restoreBackup({ backup, folder, ledger, onPhase }: RestoreOptions): Promise<Restored> {
  const manifest = await readManifest(backup)
  if (manifest.data !== DATA_FORMAT)
    throw new UsageError(
      `the backup is of data of format ${manifest.data}; this version of Weir has format ${DATA_FORMAT}: restore it with the version that made it`,
    )
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0)
    throw new UsageError(`${folder} is not empty: name an empty folder with --data, or move what is there away`)
  const lock = await lockDataFolder(folder)
  try {
    await beginRestore(folder)
    for (const file of manifest.files.filter(({ path }) => path !== LEDGER)) {
      onPhase(`copying ${file.path}`)
      await copyChecked(backup, folder, file)
    }
    const kept = manifest.files.find(({ path }) => path === LEDGER)
    const ledgerRestored = kept !== undefined && !existsSync(ledger)
    if (ledgerRestored) await copyChecked(backup, dirname(ledger), kept, ledger)
    await endRestore(folder, manifest.partitions)
    return { ...manifest, ledgerRestored }
  } catch (error) {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
    throw error
  } finally {
    await lock.release()
  }
}

/** Compares what has arrived with what was backed up. */
async function copyChecked(backup: string, folder: string, file: BackupFile, to = join(folder, file.path)): Promise<void> {
  const from = join(backup, file.path)
  if (!existsSync(from)) throw new UsageError(`the backup is damaged: ${from} is missing; use another backup`)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await copyFile(from, to)
  const handle = await open(to, 'r+')
  await handle.sync()
  await handle.close()
  const { bytes, sha256 } = await describeFile(dirname(to), to.slice(dirname(to).length + 1))
  if (bytes === file.bytes && sha256 === file.sha256) return
  await rm(to, { force: true })
  throw new UsageError(
    `the backup is damaged: ${from} is not what was written (${bytes} bytes of ${file.bytes}, another checksum); use another backup`,
  )
}
