import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeStoredText, fits } from '@weir/contracts'
import { z } from 'zod'
import { UsageError } from './cli/usage-error.ts'

/**
 * What a data folder was made with. It decides where every key lives, so it cannot change
 * afterwards.
 */
const Deployment = z.object({ format: z.number(), partitions: z.int().min(1) })
type Deployment = z.infer<typeof Deployment>
/** The format of data folders that this version makes and reads. */
export const DATA_FORMAT = 1
/** In a folder whose restore has begun and not ended. */
const RESTORING = 'restoring'
const isDeployment = fits(Deployment)

/**
 * Makes the data folder, or checks that it was made with these settings.
 * @throws Error with the way out when it was not; DamageError when it does not say.
 */
export async function openDeployment(dataDir: string, partitions: number): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (existsSync(join(dataDir, RESTORING)))
    throw new Error(`a restore into ${dataDir} broke off: empty the folder, and restore the backup again`)
  const file = join(dataDir, 'deployment.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return write(file, { format: DATA_FORMAT, partitions })
  const made = decodeStoredText(text, file, isDeployment)
  if (made.format !== DATA_FORMAT)
    throw new Error(`${file} is of format ${made.format}; this version of Weir reads format ${DATA_FORMAT}`)
  if (made.partitions !== partitions) {
    throw new Error(
      `the data folder ${dataDir} was made with ${made.partitions} partitions: set WEIR_PARTITIONS=${made.partitions}, or use another folder`,
    )
  }
}

/**
 * With how many partitions a data folder was made.
 * @throws UsageError when it is none, DamageError when it does not say.
 */
export async function partitionsIn(dataDir: string): Promise<number> {
  const file = join(dataDir, 'deployment.json')
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`there is no deployment in ${dataDir}: name its data folder with --data`, { cause })
  })
  return decodeStoredText(text, file, isDeployment).partitions
}

/** From now on the folder does not start, until {@link endRestore}. */
export async function beginRestore(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, RESTORING), '', { flush: true })
}

/** The folder is whole: it says with how many partitions it was made. */
export async function endRestore(dataDir: string, partitions: number): Promise<void> {
  await write(join(dataDir, 'deployment.json'), { format: DATA_FORMAT, partitions })
  await rm(join(dataDir, RESTORING))
}

/** Written beside and renamed, so that a crash leaves either nothing or all of it. */
async function write(file: string, deployment: Deployment): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  await handle.writeFile(JSON.stringify(deployment))
  await handle.sync()
  await handle.close()
  await rename(`${file}.new`, file)
}
