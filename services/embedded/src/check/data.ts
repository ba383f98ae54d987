import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkLmdbFile, createChunkCheck } from '@weir/eventlog/lmdb'
import type { Visit } from '@weir/eventlog/lmdb'
import { DamageError } from '@weir/contracts'
import { checkEntry } from '@weir/state/lmdb'

/** A part of the data folder that is not what was written. */
export interface Damage {
  part: CheckedPart
  file: string
  what: string
}

export const STATES = ['resolve', 'fold', 'loader', 'optouts', 'activation'] as const
export type CheckedPart = 'log' | (typeof STATES)[number]

/**
 * Reads everything that LMDB keeps in a data folder, with its checksums, before LMDB does: that
 * would take damage for what it is told. About a second per gigabyte, more where the disk is
 * slower.
 * @returns the first damage of each part; a part that is not there yet has none.
 */
export async function checkData(dataDir: string, parts: readonly CheckedPart[] = ['log', ...STATES]): Promise<Damage[]> {
  const damages: Damage[] = []
  const there = new Set<CheckedPart>()
  for (const part of parts) {
    const file = join(dataDir, part, 'data.mdb')
    if (!(await isThere(file))) continue
    there.add(part)
    const what = damageOf(file, part === 'log' ? createChunkCheck() : createStateCheck())
    if (what !== undefined) damages.push({ part, file, what })
  }
  // What follows from the log cannot have been there before it.
  if (!there.has('log') && parts.includes('log') && there.size > 0)
    damages.unshift({
      part: 'log',
      file: join(dataDir, 'log', 'data.mdb'),
      what: 'the file is missing',
    })
  return damages
}

/** @throws DamageError that names each damage and the way out. */
export async function mustBeWhole(dataDir: string): Promise<void> {
  const damages = await checkData(dataDir)
  if (damages.length === 0) return
  const lines = damages.map(({ file, what }) => `  ${file}: ${what}`)
  const isLog = damages.some(({ part }) => part === 'log')
  throw new DamageError(
    `the data is damaged:\n${lines.join('\n')}\n` +
      (isLog
        ? 'The log is what all else follows from: restore it from a backup, or keep what can still be read of it with "npm run weir -- rebuild --leave-out-damaged".'
        : 'The log is whole, and the state follows from it: "npm run weir -- rebuild" makes it anew.') +
      (damages.some(({ part }) => part === 'activation')
        ? '\nWhat destinations have follows from nothing: restore the folder activation from a backup; without it, delete each audience at its platform and the folder, and they are filled anew.'
        : ''),
  )
}

/**
 * The places of a log that are damaged but can be left out, as messages.
 * @throws DamageError when the file cannot be opened at all.
 */
export function damagedChunks(dataDir: string): string[] {
  const file = join(dataDir, 'log', 'data.mdb')
  const places: string[] = []
  const check = createChunkCheck()
  const visit: Visit = (table, key, value) => {
    try {
      check(table, key, value)
    } catch (error) {
      places.push(messageOf(error))
    }
  }
  try {
    checkLmdbFile(file, visit)
  } catch (error) {
    throw new DamageError(`${file}: ${messageOf(error)}: nothing can be read of it; restore it from a backup`, { cause: error })
  }
  return places
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function damageOf(file: string, visit: Visit): string | undefined {
  try {
    checkLmdbFile(file, visit)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Names come in their order, so the layout is known before all else. */
function createStateCheck(): Visit {
  let layout = ''
  return (table, key, value) => {
    if (table === 'about') layout = value.toString()
    checkEntry(layout, table, key, value)
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
