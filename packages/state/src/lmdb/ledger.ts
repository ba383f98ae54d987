import { decodeStored, encodeStored, isObject } from '@weir/contracts'
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

/** @throws DamageError when it is not what {@link encodeLedger} made. */
export function readLedger(env: StateEnv, partition: number): StoredLedger {
  const stored = lent(env.partitions, ledgerKey(partition))
  return stored ? decodeLedger(stored) : { ...EMPTY_LEDGER, commits: 0 }
}

export function decodeLedger(stored: Uint8Array): StoredLedger {
  return decodeStored(stored, 'the ledger of a partition', isLedger)
}

/** The format byte of stored JSON, then the ledger; without it in states from before. */
export function encodeLedger(ledger: StoredLedger): Buffer {
  return encodeStored(ledger)
}

/** By hand, because every commit reads it. */
function isLedger(value: unknown): value is StoredLedger {
  if (!isObject(value)) return false
  const { owner, position, outbox, last, commits } = value
  const isCounted = [position, outbox, commits].every((count) => Number.isSafeInteger(count))
  return typeof owner === 'string' && isCounted && (last === undefined || isLastCommit(last))
}

function isLastCommit(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value['expect']) && typeof value['digest'] === 'string'
}
