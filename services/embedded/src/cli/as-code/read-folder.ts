import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../usage-error.ts'
import { DEFINITION_FILE, parseDefinition } from './definition-file.ts'
import type { FileDefinition, FileForm } from './definition.ts'

/**
 * Everything that the files of a folder define (not of folders below it), by file name.
 * @throws UsageError when there are none, or with all faults of all files at once.
 */
export async function readFolder<I>(form: FileForm<I>, folder: string): Promise<FileDefinition<I>[]> {
  const files = (await namesIn(folder)).filter((name) => DEFINITION_FILE.test(name)).toSorted()
  // Nothing there is a slip of the hand more often than a wish; with --prune it would delete
  // everything.
  if (files.length === 0) throw new UsageError(`there is no *.yaml, *.yml or *.json file in ${folder}`)
  const defined: FileDefinition<I>[] = []
  const faults: string[] = []
  for (const file of files) {
    const result = parseDefinition(form, file, await readText(join(folder, file)))
    if ('faults' in result) faults.push(...result.faults.map((fault) => `${file}: ${fault}`))
    else defined.push(result)
  }
  faults.push(...twins(defined))
  if (faults.length > 0)
    throw new UsageError([`${folder} has faults, nothing was changed:`, ...faults.map((f) => `  ${f}`)].join('\n'))
  return defined
}

function twins(defined: readonly FileDefinition<unknown>[]): string[] {
  const fileOf = new Map<string, string>()
  const faults: string[] = []
  for (const { id, file } of defined) {
    const first = fileOf.get(id)
    if (first === undefined) fileOf.set(id, file)
    else faults.push(`${file}: id: ${first} defines "${id}", too`)
  }
  return faults
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`cannot read the folder ${folder}: ${reasonOf(error)}`, { cause: error })
  })
  // Names with a dot in front are what editors and file systems leave behind.
  return entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
