import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What a data folder was made with. It decides where every key lives, so it cannot change
 * afterwards.
 */
interface Deployment {
  format: 1
  partitions: number
}

/**
 * Makes the data folder, or checks that it was made with these settings.
 * @throws Error with the way out when it was not.
 */
export async function openDeployment(dataDir: string, partitions: number): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'deployment.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return write(file, { format: 1, partitions })
  const made = JSON.parse(text) as Deployment
  if (made.format !== 1) throw new Error(`${file} is of format ${made.format as number}; this version of Weir reads format 1`)
  if (made.partitions !== partitions) {
    throw new Error(
      `the data folder ${dataDir} was made with ${made.partitions} partitions: set WEIR_PARTITIONS=${made.partitions}, or use another folder`,
    )
  }
}

/** Written beside and renamed, so that a crash leaves either nothing or all of it. */
async function write(file: string, deployment: Deployment): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  await handle.writeFile(JSON.stringify(deployment))
  await handle.sync()
  await handle.close()
  await rename(`${file}.new`, file)
}
