// Held by tests/e2e/backup.e2e.test.ts
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { partitionsOf, TOPICS } from '@weir/contracts'
import { copyLmdb, openLmdbLog } from '@weir/eventlog/lmdb'
import { createClock } from '@weir/runtime'
import { checkData } from '../check/data.ts'
import type { CheckedPart } from '../check/data.ts'
import { UsageError } from '../cli/usage-error.ts'
import { DATA_FORMAT, partitionsIn } from '../deployment.ts'
import { lockDataFolder } from '../lock.ts'
import { workshopOf } from '../rebuild/swap.ts'
import { BACKUP_FORMAT, describeFile, LEDGER, writeManifest } from './manifest.ts'
import type { BackupManifest } from './manifest.ts'

export interface BackupOptions {
  /** The data folder, whose service may run. */
  folder: string
  /** A folder that is empty or not there yet. */
  to: string
  /** The ledger of who was erased. */
  ledger: string
  onPhase: (phase: string) => void
}

/**
 * In this order: what a state has, it has from the log and has told to the log, so a log that is
 * copied later has all of it. Restored, each state is one that fell back, and goes on from its
 * position. The loader's state and the warehouse follow from the log.
 */
const PARTS = ['activation', 'optouts', 'fold', 'resolve', 'log'] as const satisfies CheckedPart[]

/** Topics that become rows of the warehouse. */
const LOADED = [TOPICS.facts, TOPICS.memberships, TOPICS.rejected, TOPICS.delivery]

/**
 * Copies what a deployment of one process needs to go on elsewhere. All that was acknowledged
 * before the call is in the copy.
 * @throws UsageError with the way out; then nothing of the copy is left.
 */
export async function makeBackup({ folder, to, ledger, onPhase }: BackupOptions): Promise<BackupManifest> {
  const partitions = await partitionsIn(folder)
  await mustBeSettled(folder)
  await makeEmpty(to)
  // Whoever has it is the service, which has read its files; while nobody has it, nobody may start.
  const lock = await lockDataFolder(folder).catch(() => undefined)
  try {
    if (lock) await mustBeReadable(folder)
    const parts = PARTS.filter((part) => existsSync(join(folder, part, 'data.mdb')))
    if (!parts.includes('log')) throw new UsageError(`${join(folder, 'log')} is missing: there is nothing to back up`)
    for (const part of parts) {
      onPhase(`copying ${part}`)
      await copyLmdb(join(folder, part), join(to, part))
      await rm(join(to, part, 'lock.mdb'), { force: true })
    }
    await mustBeSettled(folder)
    const made_at = new Date(createClock('system').now()).toISOString()
    await copyLedger(ledger, join(to, LEDGER))
    onPhase('reading the copy')
    const records = await recordsIn(to, partitions)
    const damages = await checkData(to, [...PARTS])
    if (damages[0]) throw new UsageError(`the copy is damaged: ${damages[0].file}: ${damages[0].what}; is the disk in order?`)
    const paths = [...parts.map((part) => `${part}/data.mdb`), ...(existsSync(join(to, LEDGER)) ? [LEDGER] : [])]
    const files: BackupManifest['files'] = []
    for (const path of paths) files.push(await describeFile(to, path))
    const manifest: BackupManifest = { format: BACKUP_FORMAT, data: DATA_FORMAT, partitions, made_at, records, files }
    await writeManifest(to, manifest)
    return manifest
  } catch (error) {
    for (const name of await readdir(to)) await rm(join(to, name), { recursive: true, force: true })
    throw error
  } finally {
    await lock?.release()
  }
}

/** @throws UsageError while parts of the folder are being replaced, or were left half replaced. */
async function mustBeSettled(folder: string): Promise<void> {
  const half = PARTS.map((part) => join(folder, `${part}.compacted`))
  const found = [workshopOf(folder), ...half].find((path) => existsSync(path))
  if (found !== undefined)
    throw new UsageError(`${found} is there: its files are being made anew. Wait for it, or start Weir once to finish it`)
}

/** LMDB would take damage for what it is told. */
async function mustBeReadable(folder: string): Promise<void> {
  const [damage] = await checkData(folder, [...PARTS])
  if (damage) throw new UsageError(`the data is damaged: ${damage.file}: ${damage.what}. Start Weir: it says what to do`)
}

async function makeEmpty(to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  if ((await readdir(to)).length > 0) throw new UsageError(`${to} is not empty: name a folder that is, or is not there yet`)
}

/** Behind the last end of a line is what is being written. */
async function copyLedger(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return
  const text = await readFile(from, 'utf8')
  await writeFile(to, text.slice(0, text.lastIndexOf('\n') + 1), { mode: 0o600, flush: true })
}

/**
 * How many records the copy of the log has.
 * @throws UsageError when rows of the warehouse would not follow from it.
 */
async function recordsIn(to: string, partitions: number): Promise<number> {
  const path = join(to, 'log')
  const log = await openLmdbLog({ path, partitions, ballastBytes: 0 })
  try {
    let records = 0
    for (const topic of Object.values(TOPICS))
      for (let partition = 0; partition < partitionsOf(topic, partitions); partition++) {
        const begin = await log.begin(topic, partition)
        if (begin > 0 && LOADED.some((one) => one === topic))
          throw new UsageError(
            `the log no longer has its first records of ${topic} (WEIR_KEEP_LOG), so the warehouse does not follow from it: stop Weir and copy the whole folder`,
          )
        records += (await log.end(topic, partition)) - begin
      }
    return records
  } finally {
    await log.close()
    await rm(join(path, 'lock.mdb'), { force: true })
  }
}
