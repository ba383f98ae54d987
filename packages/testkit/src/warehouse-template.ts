import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate, openWarehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'

const WAREHOUSE = fileURLToPath(new URL('../../warehouse', import.meta.url))
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/weir', import.meta.url))

/**
 * Lays a warehouse with our tables and without rows into a folder, unless there is something
 * already: a copy of one that is made once for these definitions of tables. Eighty statements take
 * seconds, and hundreds of tests begin with an empty warehouse.
 */
export async function layWarehouse(dir: string): Promise<void> {
  if (await isThere(dir)) return
  await cp(await template(), dir, { recursive: true, verbatimSymlinks: true })
}

let made: Promise<string> | undefined

const template = (): Promise<string> => (made ??= makeTemplate())

async function makeTemplate(): Promise<string> {
  const path = join(CACHE, `warehouse-${await hashOfTables()}`)
  if (await isThere(path)) return path
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'making-'))
  const chdb = await startChdb({ dir: join(folder, 'data') })
  const warehouse = openWarehouse(chdb)
  await migrate(warehouse)
  await warehouse.close()
  await chdb.close()
  await closeToOthers(join(folder, 'data'))
  // Of several who make it at once, one is first; the others take that one's.
  await rename(join(folder, 'data'), path).catch(async (error: unknown) => {
    if (!(await isThere(path))) throw error
  })
  await rm(folder, { recursive: true, force: true })
  return path
}

/** As data folders are: copies keep who may read what. */
async function closeToOthers(dir: string): Promise<void> {
  await chmod(dir, 0o700)
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  }
}

/** Names the definitions of all tables and the engine that made them. */
async function hashOfTables(): Promise<string> {
  const hash = createHash('sha256')
  const ddl = join(WAREHOUSE, 'src', 'ddl')
  for (const name of (await readdir(ddl)).sort()) hash.update(name).update(await readFile(join(ddl, name)))
  hash.update(await readFile(join(dirname(WAREHOUSE), '..', 'pnpm-workspace.yaml')))
  return hash.digest('hex').slice(0, 16)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
