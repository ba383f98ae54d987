import { join } from 'node:path'
import type { EventLog } from '@weir/eventlog'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import type { StateStore } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'

/** A log of two partitions, and what is kept of it, as the embedded mode keeps it. */
interface Stores {
  log: EventLog
  resolve: StateStore
  fold: StateStore
  optOuts: StateStore
  close(): Promise<void>
}

export type OpenStores = () => Promise<Stores>

const PARTITIONS = { resolve: 2, fold: 2, optouts: 1 }

/** On disk, in a folder that goes with them. */
export async function openOnDisk(): Promise<Stores> {
  const folder = await tempFolder('stores')
  const log = await openLmdbLog({ path: join(folder.path, 'log'), partitions: 2 })
  const stores = await openAll(log, (name) => openLmdbState({ path: join(folder.path, name), partitions: PARTITIONS[name] }))
  return {
    ...stores,
    async close() {
      await stores.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function openAll(log: EventLog, open: (name: keyof typeof PARTITIONS) => Promise<StateStore>): Promise<Stores> {
  const [resolve, fold, optOuts] = [await open('resolve'), await open('fold'), await open('optouts')]
  return {
    log,
    resolve,
    fold,
    optOuts,
    async close() {
      for (const part of [log, resolve, fold, optOuts]) await part.close()
    },
  }
}
