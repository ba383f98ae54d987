import { randomBytes } from 'node:crypto'
import type { StateStore } from '@weir/state'
import type { StateHarness } from '@weir/state/contract'
import { openRedisState } from '@weir/state/redis'
import type { RedisServers } from '@weir/testkit/servers'

/** A prefix that nobody used before: the tests of a file share the servers. */
export function freshPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`
}

/** A fresh state on one server, or on the cluster that several are. */
export async function redisHarness(servers: RedisServers, partitions: number): Promise<Required<StateHarness>> {
  const prefix = freshPrefix()
  const open = (): Promise<StateStore> => openRedisState({ ...addressOf(servers), prefix, partitions })
  let store = await open()
  return {
    store,
    async reopen() {
      await store.close()
      store = await open()
      return store
    },
    dispose: () => store.close(),
  }
}

export function addressOf({ url, urls }: RedisServers): { url: string } | { nodes: readonly string[] } {
  return urls.length > 1 ? { nodes: urls } : { url }
}
