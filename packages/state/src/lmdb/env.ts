import { mkdir } from 'node:fs/promises'
import { open } from 'lmdb'
import type { Database } from 'lmdb'
import { seal, unseal } from './seal.ts'

/** A sub-database with binary keys and values. */
export type Table = Database<Buffer, Buffer>

export interface Write {
  table: Table
  key: Buffer
  /** Absent: remove. */
  value?: Buffer
}

export interface Plan<T> {
  writes: readonly Write[]
  result: T
}

export const TABLES = ['partitions', 'blobs', 'expiry', 'due', 'members', 'counts', 'names', 'outbox', 'shared'] as const

/** The folder of a state: its tables, and the one way to write to them. */
export interface StateEnv extends Record<(typeof TABLES)[number], Table> {
  /**
   * Runs `plan` in a write transaction and then applies what it asks for; resolves when that is on
   * disk. A plan reads, checks and encodes, and may throw: then nothing was written. (LMDB could
   * not take back single writes of a transaction.) Fail-stop: after one failed commit the content
   * of the file is unknown, so this and every later call rejects with {@link StateStoppedError}.
   */
  write<T>(plan: () => Plan<T>): Promise<T>
  /** @throws StateStoppedError after a failed commit; Error after `close`. */
  check(): void
  close(): Promise<void>
}

/** A commit failed and the state takes nothing any more: give the disk room, then start again. */
export class StateStoppedError extends Error {
  override readonly name = 'StateStoppedError'
}

/** All but those whose values have a checksum of their own. */
export const SEALED_TABLES = TABLES.filter((name) => name !== 'blobs' && name !== 'shared')

/** The tables of this process whose values are sealed, by name. */
const sealed = new WeakMap<Table, string>()

const LAYOUT = 'layout'

/**
 * @param path a folder on a local disk.
 * @param mayGrow takes over a state that was made with fewer partitions.
 * @throws Error when the state was made with another number of partitions.
 */
export async function openStateEnv(path: string, partitions: number, mayGrow = false): Promise<StateEnv> {
  await mkdir(path, { recursive: true })
  // overlappingSync off: "committed" then means "on disk", one moment instead of two.
  // eventTurnBatching off: it makes lmdb keep a promise of its own for each batch, which rejects
  // unhandled (and ends the process) when the disk is full.
  const options = {
    noSubdir: false,
    overlappingSync: false,
    eventTurnBatching: false,
    maxReaders: 1024,
    maxDbs: 16,
  }
  const root = open({ path, ...options })
  const table = (name: (typeof TABLES)[number]): Table => root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' })
  const about = root.openDB<string, string>({ name: 'about', encoding: 'string' })
  let refusal: Error | undefined

  const env: StateEnv = {
    partitions: table('partitions'),
    blobs: table('blobs'),
    expiry: table('expiry'),
    due: table('due'),
    members: table('members'),
    counts: table('counts'),
    names: table('names'),
    outbox: table('outbox'),
    shared: table('shared'),
    async write(plan) {
      env.check()
      let refused: { error: unknown } | undefined
      try {
        return await root.transaction(() => {
          const { writes, result } = attempt(plan, (error) => (refused = { error }))
          for (const write of writes) apply(write)
          return result
        })
      } catch (error) {
        if (refused) throw refused.error
        const why = await reason(error)
        refusal ??= new StateStoppedError(
          `the state in ${path} stopped because a commit failed (${why}); it takes nothing more: make room on its disk and start again`,
          { cause: error },
        )
        throw refusal
      }
    },
    check() {
      if (refusal) throw refusal
    },
    async close() {
      if (!(refusal instanceof StateStoppedError)) refusal = new Error(`the state in ${path} is closed`)
      await root.close()
    },
  }

  const layout = `2 ${partitions}`
  const before = about.get(LAYOUT)
  const found = before !== undefined && mayGrow ? grown(before, partitions) : before
  // The format before this one had no seals; what was begun in it goes on in it.
  const isUnsealed = found === `1 ${partitions}`
  if (!isUnsealed) for (const name of SEALED_TABLES) sealed.set(env[name], name)
  if (found === undefined) await about.put(LAYOUT, layout)
  else if (found !== before) await about.put(LAYOUT, found)
  else if (found !== layout && !isUnsealed) {
    await root.close()
    throw new Error(
      `the state in ${path} has the layout "${found}" (format, partitions); this program was started for "${layout}"`,
    )
  }
  return env
}

/** The layout with more partitions: those there are stay what they are, the others are empty. */
function grown(layout: string, partitions: number): string {
  const [format, count] = layout.split(' ')
  return Number(count) < partitions ? `${format} ${partitions}` : layout
}

function attempt<T>(plan: () => Plan<T>, refuse: (error: unknown) => void): Plan<T> {
  try {
    return plan()
  } catch (error) {
    refuse(error)
    throw error
  }
}

function apply({ table, key, value }: Write): void {
  if (value) table.putSync(key, sealed.has(table) ? seal(key, value) : value)
  else table.removeSync(key)
}

/**
 * lmdb says "Commit failed" and gives the cause as a promise beside it, which must be awaited or it
 * ends the process.
 */
async function reason(error: unknown): Promise<string> {
  const inner = error instanceof Error && 'commitError' in error ? error.commitError : undefined
  if (inner instanceof Promise) {
    const cause: unknown = await Promise.race([
      inner.catch((e: unknown) => e),
      new Promise((resolve) => setTimeout(resolve, 1000).unref()),
    ])
    if (cause instanceof Error) return cause.message
  }
  return error instanceof Error ? error.message : String(error)
}

/**
 * A value as a view that is good until the next read. lmdb lends one buffer for all reads and
 * overrides its `length`, so it must not be used as it is.
 */
export function lent(table: Table, key: Buffer): Buffer | undefined {
  const shared = table.getBinaryFast(key)
  const value = shared && Buffer.from(shared.buffer, shared.byteOffset, shared.length)
  const name = value && sealed.get(table)
  return name === undefined ? value : unseal(name, key, value!)
}
