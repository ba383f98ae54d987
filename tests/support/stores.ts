import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { EventLog } from '@weir/eventlog'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import type { StateStore } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { openRedisState } from '@weir/state/redis'
import { tempFolder } from '@weir/testkit'
import type { KafkaServers, RedisServers } from '@weir/testkit/servers'

/** A log of two partitions, and what is kept of it, as either mode keeps it. */
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

/** On servers, under names that nobody else has. */
export async function openOnServers({ kafka, redis }: { kafka: KafkaServers; redis: RedisServers }): Promise<Stores> {
  const prefix = `stores-${randomUUID()}.`
  const log = await openKafkaLog({ brokers: kafka.bootstrap, clientId: 'test', partitions: 2, prefix })
  return openAll(log, (name) => openRedisState({ url: redis.url, prefix: `${prefix}weir:${name}`, partitions: PARTITIONS[name] }))
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
