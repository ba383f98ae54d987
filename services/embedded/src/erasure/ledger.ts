// Held by tests/e2e/erasure-lasts.e2e.test.ts

import { access, constants, mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { decodeStoredText, erasureKey, fits, StoredErasure } from '@weir/contracts'
import type { ErasureLedger } from '@weir/reporting'
import { ensureErasureKey, ERASURE_SECRET } from '@weir/runtime'
import type { ConfigView, Logger } from '@weir/runtime'
import { z } from 'zod'

/**
 * The ledger is a file of lines of JSON beside the data folder: the erasure key, then requests, of
 * which the last of one id counts. What a crash has cut short at its end was never acknowledged.
 */
const Line = z.union([z.strictObject({ key: z.string() }), z.strictObject({ id: z.string(), request: StoredErasure })])
const isLine = fits(Line)

/** Where the ledger is. A folder beside which nothing can be written (a volume) has it inside. */
export async function ledgerFile(dataDir: string, told: string | undefined, logger: Logger): Promise<string> {
  if (told !== undefined) return told
  const beside = `${resolve(dataDir)}.erasures`
  try {
    await access(dirname(beside), constants.W_OK)
    return beside
  } catch {
    // The folder is a volume in a file system that is not ours.
    logger.warn('who was erased is kept inside the data folder: set WEIR_ERASURES, or an older backup brings them back')
    return join(dataDir, 'erasures')
  }
}

/**
 * Opens the ledger, and brings the control plane up to it: after a backup was restored, whoever was
 * erased since is erased anew.
 * @throws Error with the way out when the ledger is another deployment's.
 */
export async function openLedger(file: string, config: ConfigView): Promise<ErasureLedger> {
  const { key, requests } = await read(file)
  const known = config.secret(ERASURE_SECRET)
  if (key !== undefined && known === undefined) await config.put(`secret:${ERASURE_SECRET}`, { value: key })
  await ensureErasureKey(config)
  const own = Buffer.from(config.secret(ERASURE_SECRET) ?? []).toString('base64url')
  if (key !== undefined && key !== own)
    throw new Error(`${file} says who was erased in another deployment: name another file in WEIR_ERASURES`)
  const missing = [...requests].filter(([id]) => !config.erasures().has(id))
  if (missing.length > 0) await config.putAll(missing.map(([id, request]) => ({ key: erasureKey(id), value: anew(request) })))
  let hasKey = key !== undefined
  let waiting: unknown[] = []
  let writing: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const append = async (lines: readonly unknown[]): Promise<void> => {
    const all = hasKey ? lines : [{ key: own }, ...lines]
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(file, 'a', 0o600)
    try {
      await handle.appendFile(all.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await handle.sync()
    } finally {
      await handle.close()
    }
    hasKey = true
  }
  /** What came meanwhile is written together. */
  const writeNext = (): Promise<void> => {
    const lines = waiting
    waiting = []
    next = undefined
    return append(lines)
  }
  return {
    note(asked) {
      waiting.push(...asked)
      // After the one before, whether or not that failed: its callers have its failure.
      next ??= writing.then(writeNext, writeNext)
      return (writing = next)
    },
  }
}

/** The request as it was taken; up to when it reaches stays. */
function anew({ requested_at, asked, who, found, at }: StoredErasure): StoredErasure {
  return { requested_at, asked, who, found, stage: 'accepted', ...(at === undefined ? {} : { at }) }
}

async function read(file: string): Promise<{ key: string | undefined; requests: Map<string, StoredErasure> }> {
  const requests = new Map<string, StoredErasure>()
  let key: string | undefined
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // Behind the last end of a line is nothing, or what was cut short.
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = decodeStoredText(line, file, isLine)
    if ('key' in entry) key = entry.key
    else requests.set(entry.id, entry.request)
  }
  return { key, requests }
}
