import { EMPTY_LEDGER } from '../commit-check.ts'
import type { Ledger } from '../commit-check.ts'
import { lent } from './env.ts'
import type { StateEnv } from './env.ts'
import { keyOf } from './keys.ts'

/**
 * The ledger as LMDB keeps it: with the number of commits so far, which names the entries of the
 * expiry index.
 */
export interface StoredLedger extends Ledger {
  commits: number
}

const LEDGER = 0x6c
const META = 0x6d

export function ledgerKey(partition: number): Buffer {
  return Buffer.concat([keyOf(partition), Buffer.from([LEDGER])])
}

export function metaKey(partition: number): Buffer {
  return Buffer.concat([keyOf(partition), Buffer.from([META])])
}

export function readLedger(env: StateEnv, partition: number): StoredLedger {
  const stored = lent(env.partitions, ledgerKey(partition))
  return stored ? (JSON.parse(stored.toString()) as StoredLedger) : { ...EMPTY_LEDGER, commits: 0 }
}

export function encodeLedger(ledger: StoredLedger): Buffer {
  return Buffer.from(JSON.stringify(ledger))
}
