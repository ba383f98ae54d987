import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { PERSONAL_KINDS, filesBelow, readableIn } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'

/** Where somebody could read what was sent. */

/** What was written, by where. */
export type Written = Record<string, string>

/** What of the planted data can be read, and where: `lines: e-mail (base64 of percent)`. */
export function readable(written: Written): string[] {
  return Object.entries(written).flatMap(([where, text]) =>
    Object.keys(PERSONAL_KINDS).flatMap((kind) =>
      readableIn(text, kind).map((stack) => `${where}: ${kind} (${stack || 'plain'})`),
    ),
  )
}

/** The names of all files and folders below. */
export async function namesIn(folder: string): Promise<string> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).map(({ name }) => name).join('\n')
}

/** Their bytes, one character each. @param wanted which files, by name; all unless told. */
export async function contentsIn(folder: string, wanted = /^/): Promise<string> {
  const contents: string[] = []
  for await (const { path, bytes } of filesBelow(folder)) if (wanted.test(basename(path))) contents.push(bytes.toString('latin1'))
  return contents.join('\n')
}

/** All rows of all tables, whose files are compressed. */
export async function rowsIn(warehouse: Warehouse): Promise<string> {
  const tables = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View'",
    {},
    { maxSeconds: 30 },
  )
  const rows: string[] = []
  for (const { name } of tables)
    rows.push(JSON.stringify(await warehouse.query(`SELECT * FROM \`${name}\``, {}, { maxSeconds: 60 })))
  return rows.join('\n')
}
