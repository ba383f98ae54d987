import { randomBytes } from 'node:crypto'
import { afterAcquire, checkOwner, checkPartition } from './commit-check.ts'
import type { Lease, SharedIndex, StateStore } from './index.ts'
import { decodeBlob, encodeBlobs } from './lmdb/blob.ts'
import { applyCommit } from './lmdb/commit.ts'
import { lent, openStateEnv } from './lmdb/env.ts'
import type { StateEnv } from './lmdb/env.ts'
import { PARTITIONS_MAX, textBytes } from './lmdb/keys.ts'
import { encodeLedger, ledgerKey, readLedger } from './lmdb/ledger.ts'
import { viewOf } from './lmdb/view.ts'

export { checkEntry } from './lmdb/check-entry.ts'
export { StateStoppedError } from './lmdb/env.ts'

export interface LmdbStateOptions {
  /** A folder of its own, on a local disk. */
  path: string
  /** Recorded with the data; at most 65,535. */
  partitions: number
  /** Whether a state with fewer partitions gets more. Default false: it is refused. */
  mayGrow?: boolean
}

/**
 * State in one LMDB environment. A commit is one transaction and resolves when it is on disk;
 * commits that wait at the same time (of different partitions) share a transaction. After a failed
 * commit everything is refused with StateStoppedError.
 */
export async function openLmdbState({ path, partitions, mayGrow = false }: LmdbStateOptions): Promise<StateStore> {
  checkPartition(partitions - 1, PARTITIONS_MAX)
  const env = await openStateEnv(path, partitions, mayGrow)
  let closing: Promise<void> | undefined
  return {
    partitions,
    async acquire(partition) {
      checkPartition(partition, partitions)
      return acquire(env, partition)
    },
    view(partition) {
      checkPartition(partition, partitions)
      return viewOf(env, partition)
    },
    shared: sharedIndex(env),
    close: () => (closing ??= env.close()),
  }
}

async function acquire(env: StateEnv, partition: number): Promise<Lease> {
  const owner = randomBytes(16).toString('hex')
  await env.write(() => {
    const ledger = readLedger(env, partition)
    const taken = encodeLedger({ ...afterAcquire(ledger, owner), commits: ledger.commits })
    return {
      writes: [{ table: env.partitions, key: ledgerKey(partition), value: taken }],
      result: undefined,
    }
  })
  const view = viewOf(env, partition)
  const asOwner = async <T>(ask: () => Promise<T>): Promise<T> => {
    env.check()
    checkOwner(readLedger(env, partition), owner)
    return ask()
  }
  return {
    partition,
    ...view,
    load: (keys) => asOwner(() => view.load(keys)),
    ordinals: (from, limit) => asOwner(() => view.ordinals(from, limit)),
    due: (until, limit) => asOwner(() => view.due(until, limit)),
    commit: (commit) => applyCommit(env, partition, owner, commit),
  }
}

function sharedIndex(env: StateEnv): SharedIndex {
  return {
    async get(keys) {
      env.check()
      return keys.map((text) => {
        const key = textBytes(text)
        const stored = lent(env.shared, key)
        return stored && decodeBlob(stored, 'a value of the shared index', key)
      })
    },
    async put(entries) {
      const keys = entries.map((entry) => textBytes(entry.key))
      const values = encodeBlobs(entries, keys)
      const writes = keys.map((key, i) => ({ table: env.shared, key, value: values[i]! }))
      await env.write(() => ({ writes, result: undefined }))
    },
    remove: (texts) =>
      env.write(() => {
        const found = [...new Set(texts)].map(textBytes).filter((key) => lent(env.shared, key) !== undefined)
        return { writes: found.map((key) => ({ table: env.shared, key })), result: found.length }
      }),
  }
}
