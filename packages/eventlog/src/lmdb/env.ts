import { mkdir } from 'node:fs/promises'
import { open } from 'lmdb'
import type { Database } from 'lmdb'
import { layDiskReserve } from './disk-reserve.ts'

/** The folder of a log: its chunks, and the one way to write to it. */
export interface LogEnv {
  readonly chunks: Database<Buffer, Buffer>
  /**
   * Runs `work` in a write transaction. Resolves when it is on disk. Fail-stop: after one failed
   * commit the content of the file is unknown, so this and every later call rejects with {@link
   * LogStoppedError}.
   */
  write<T>(work: () => T): Promise<T>
  /** @throws LogStoppedError after a failed commit; Error after `close`. */
  check(): void
  close(): Promise<void>
}

/** A commit failed and the log takes nothing any more: give the disk room, then start again. */
export class LogStoppedError extends Error {
  override readonly name = 'LogStoppedError'
}

const LAYOUT = 'layout'

/**
 * @param path a folder on a local disk.
 * @throws Error when the log was made with another number of partitions.
 */
export async function openLogEnv(path: string, partitions: number, ballastBytes: number): Promise<LogEnv> {
  await mkdir(path, { recursive: true })
  const ballast = await layDiskReserve(path, ballastBytes)
  // overlappingSync off: "committed" then means "on disk", one moment instead of two.
  // eventTurnBatching off: it makes lmdb keep a promise of its own for each batch, which rejects
  // unhandled (and ends the process) when the disk is full.
  const root = open({ path, noSubdir: false, overlappingSync: false, eventTurnBatching: false, maxReaders: 1024 })
  const chunks = root.openDB<Buffer, Buffer>({ name: 'chunks', encoding: 'binary', keyEncoding: 'binary' })
  const about = root.openDB<string, string>({ name: 'about', encoding: 'string' })
  let refusal: Error | undefined

  const env: LogEnv = {
    chunks,
    async write(work) {
      env.check()
      try {
        return await root.transaction(work)
      } catch (error) {
        refusal ??= new LogStoppedError(
          `the log in ${path} stopped because a commit failed (${await reason(error)}); it takes nothing more: make room on its disk and start again`,
          { cause: error },
        )
        if (await ballast.short().catch(() => true)) await ballast.drop()
        throw refusal
      }
    },
    check() {
      if (refusal) throw refusal
    },
    async close() {
      if (!(refusal instanceof LogStoppedError)) refusal = new Error(`the log in ${path} is closed`)
      await root.close()
    },
  }

  const layout = `1 ${partitions}`
  const found = about.get(LAYOUT)
  if (found === undefined) await env.write(() => about.putSync(LAYOUT, layout))
  else if (found !== layout) {
    await root.close()
    throw new Error(`the log in ${path} has the layout "${found}" (format, partitions); this program was started for "${layout}"`)
  }
  return env
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
