import { DamageError } from '@weir/contracts'
import { checkBlob } from './blob.ts'
import { SEALED_TABLES } from './env.ts'
import { unseal } from './seal.ts'

/**
 * Checks one entry of a state's file, for a reader that does not use LMDB.
 * @param layout what the table `about` holds. @throws DamageError
 */
export function checkEntry(layout: string, table: string, key: Buffer, value: Buffer): void {
  if (table === 'about') {
    if (!/^[12] \d{1,5}$/.test(layout)) throw new DamageError('the state is damaged: its layout cannot be read')
  } else if (table === 'blobs' || table === 'shared') checkBlob(value, `an entry of ${table}`, key)
  else if ((SEALED_TABLES as readonly string[]).includes(table)) {
    if (!layout.startsWith('1')) unseal(table, key, value)
  } else throw new DamageError(`the state is damaged: it has a table of another name`)
}
