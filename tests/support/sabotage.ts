import type { Lease, StateStore } from '@weir/state'
import type { Stores } from './faults.ts'

/** Broken promises, to show that the tests notice. */

/** Nobody remembers what was on its way: the outbox is empty after every start. */
export function withoutOutbox(stores: Stores): Stores {
  return withLeases(stores, (lease) => ({ ...lease, outbox: async () => [] }))
}

/**
 * Nobody knows where they are: every start begins at the first record, whatever the store says, and
 * repeats have no origin.
 */
export function withoutPositions(stores: Stores): Stores {
  const { log } = stores
  const anonymous = {
    ...log,
    append: (...[topic, entries]: Parameters<typeof log.append>) =>
      log.append(
        topic,
        entries.map(({ partition, key, value }) => ({ partition, key, value })),
      ),
  }
  return withLeases({ ...stores, log: anonymous }, (lease) => ({
    ...lease,
    position: async () => -1,
    async commit(commit) {
      const actual = await lease.position()
      return lease.commit({ ...commit, expect: actual, position: Math.max(actual, commit.position) })
    },
  }))
}

function withLeases(stores: Stores, change: (lease: Lease) => Lease): Stores {
  const wrap = (store: StateStore): StateStore => ({
    ...store,
    acquire: async (partition) => change(await store.acquire(partition)),
  })
  return { ...stores, resolveState: wrap(stores.resolveState), foldState: wrap(stores.foldState) }
}
