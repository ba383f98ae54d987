// Held by writer.test.ts
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What lies beside the file, and says what it is. */
const FileManifest = z.object({
  destination: z.string(),
  segment: z.string(),
  /** Rises by one with each file, and begins at 1 after all was taken away. */
  version: z.int(),
  made_at: z.iso.datetime(),
  format: z.enum(['csv', 'ndjson']),
  id_types: z.array(z.string()),
  /** Its name, in this folder. */
  file: z.string(),
  /** Lines of people, without a heading. */
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  /** By what it was made: another text, and it is written anew. */
  made_by: z.string(),
  /** The withdrawals that it knows of: where opt-outs and erasures were when it was begun. */
  knows: z.string(),
})
export type FileManifest = z.infer<typeof FileManifest>

const MANIFEST = 'manifest.json'

/** @returns undefined where there is none that can be read: the file is written anew. */
export async function readExportManifest(folder: string): Promise<FileManifest | undefined> {
  // A folder that is not there yet, and one that somebody has tidied up, are the same.
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '{}')
  try {
    const read = FileManifest.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    // Somebody else wrote there.
    return undefined
  }
}

/**
 * Writes the next file and then its manifest, each under another name first: whoever reads the
 * manifest finds a whole file. Files before it go, so that nobody who was taken out stays there.
 * @param pages with a heading as its first piece where `hasHead`.
 */
export async function writeNext(
  folder: string,
  pages: AsyncIterable<string>,
  { hasHead, ...said }: Omit<FileManifest, 'rows' | 'bytes' | 'sha256'> & { hasHead: boolean },
): Promise<FileManifest> {
  await mkdir(folder, { recursive: true })
  const making = join(folder, `.${said.file}.making`)
  const sum = createHash('sha256')
  let [lines, bytes] = [0, 0]
  const handle = await open(making, 'w')
  try {
    for await (const page of pages) {
      const piece = Buffer.from(page)
      await handle.writeFile(piece)
      sum.update(piece)
      bytes += piece.length
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++
    }
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(making, { force: true })
    throw error
  }
  await handle.close()
  await rename(making, join(folder, said.file))
  const manifest: FileManifest = { ...said, rows: lines - (hasHead ? 1 : 0), bytes, sha256: sum.digest('hex') }
  const next = join(folder, `.${MANIFEST}.making`)
  await writeFile(next, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
  await rename(next, join(folder, MANIFEST))
  await clearFiles(folder, said.file)
  return manifest
}

/** Our files in a folder: other names are somebody else's. */
const OURS = /^\.?(members-\d+\.(csv|ndjson)|manifest\.json)(\.making)?$/

/** Removes our files, but for `kept` and the manifest that names it; without `kept` all of them. */
export async function clearFiles(folder: string, kept?: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const isKept = kept !== undefined && (name === kept || name === MANIFEST)
    if (OURS.test(name) && !isKept) await rm(join(folder, name), { force: true })
  }
}
