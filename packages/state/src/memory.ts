import { randomUUID } from 'node:crypto'
import { afterAcquire, checkCommit, checkOwner, checkPartition } from './commit-check.ts'
import type { Lease, StateStore } from './index.ts'
import { applyCommit, createPartition, viewOf } from './memory/partition.ts'

/** State in memory, for tests and simulations: durable for as long as the object lives. */
export function createMemoryState({ partitions }: { partitions: number }): StateStore {
  const all = Array.from({ length: partitions }, createPartition)
  const shared = new Map<string, Uint8Array>()
  let closed = false

  const partitionAt = (partition: number) => {
    checkPartition(partition, partitions)
    return all[partition]!
  }
  const check = (): void => {
    if (closed) throw new Error('the state is closed')
  }

  return {
    partitions,
    async acquire(partition): Promise<Lease> {
      check()
      const place = partitionAt(partition)
      const owner = randomUUID()
      place.ledger = afterAcquire(place.ledger, owner)
      const view = viewOf(place, check)
      const asOwner = async <T>(ask: () => Promise<T>): Promise<T> => {
        checkOwner(place.ledger, owner)
        return ask()
      }
      return {
        partition,
        ...view,
        load: (keys) => asOwner(() => view.load(keys)),
        ordinals: (from, limit) => asOwner(() => view.ordinals(from, limit)),
        due: (until, limit) => asOwner(() => view.due(until, limit)),
        async commit(commit) {
          check()
          if (checkCommit(place.ledger, owner, commit) === 'apply') applyCommit(place, commit)
          return place.ledger.outbox
        },
      }
    },
    view: (partition) => viewOf(partitionAt(partition), check),
    shared: {
      async get(keys) {
        check()
        return keys.map((key) => copied(shared.get(key)))
      },
      async put(entries) {
        check()
        for (const { key, value } of entries) shared.set(key, Buffer.from(value))
      },
      async remove(keys) {
        check()
        return keys.filter((key) => shared.delete(key)).length
      },
    },
    async close() {
      closed = true
    },
  }
}

function copied(value: Uint8Array | undefined): Uint8Array | undefined {
  return value && Buffer.from(value)
}
