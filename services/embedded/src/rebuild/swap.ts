import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { decodeStoredText, fits } from '@weir/contracts'
import { z } from 'zod'

/** What a rebuild makes anew. */
const PARTS = ['log', 'resolve', 'fold', 'loader', 'optouts', 'warehouse']
const COMPLETE = 'complete.json'
/** The name of a folder inside the data folder: renames must not leave it. */
const isComplete = fits(
  z.object({ keptAs: z.string().refine((name) => !['', '.', '..'].includes(name) && name === basename(name)) }),
)

/** Where a rebuild works until it is complete. */
export function workshopOf(dataDir: string): string {
  return join(dataDir, 'rebuild')
}

/** An empty workshop: what an interrupted rebuild left is of no use. */
export async function clearWorkshop(dataDir: string): Promise<string> {
  const workshop = workshopOf(dataDir)
  await rm(workshop, { recursive: true, force: true })
  await mkdir(workshop, { recursive: true })
  return workshop
}

/**
 * Puts what was made in place of what was there. May be interrupted: {@link finishSwap} goes on.
 * @returns where the old parts are.
 */
export async function swap(dataDir: string, keptAs: string): Promise<string> {
  const file = await open(join(workshopOf(dataDir), COMPLETE), 'w')
  await file.writeFile(JSON.stringify({ keptAs }))
  await file.sync()
  await file.close()
  await finishSwap(dataDir)
  return join(dataDir, keptAs)
}

/** Goes on with a swap that was interrupted, part by part; does nothing when there is none. */
export async function finishSwap(dataDir: string): Promise<void> {
  const workshop = workshopOf(dataDir)
  const text = await readFile(join(workshop, COMPLETE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return
  const { keptAs } = decodeStoredText(text, join(workshop, COMPLETE), isComplete)
  const kept = join(dataDir, keptAs)
  await mkdir(kept, { recursive: true })
  for (const part of PARTS) {
    if (!(await exists(workshop, part))) continue
    if (await exists(dataDir, part)) await rename(join(dataDir, part), join(kept, part))
    await rename(join(workshop, part), join(dataDir, part))
  }
  await rm(workshop, { recursive: true, force: true })
}

async function exists(folder: string, name: string): Promise<boolean> {
  return (await readdir(folder)).includes(name)
}
