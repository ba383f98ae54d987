import { mkdir, open, readFile, rename } from 'node:fs/promises'
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
const FORMAT = 1
const isDeployment = fits(Deployment)

/**
 * Makes the data folder, or checks that it was made with these settings.
 * @throws Error with the way out when it was not; DamageError when it does not say.
 */
export async function openDeployment(dataDir: string, partitions: number): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'deployment.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return write(file, { format: FORMAT, partitions })
  const made = decodeStoredText(text, file, isDeployment)
  if (made.format !== FORMAT) throw new Error(`${file} is of format ${made.format}; this version of Weir reads format ${FORMAT}`)
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

/** Written beside and renamed, so that a crash leaves either nothing or all of it. */
async function write(file: string, deployment: Deployment): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  await handle.writeFile(JSON.stringify(deployment))
  await handle.sync()
  await handle.close()
  await rename(`${file}.new`, file)
}
