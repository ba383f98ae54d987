import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Commit, Lease, StateStore } from '@weir/state'
import type { StateHarness } from '@weir/state/contract'
import { StateUnavailableError, openRedisState } from '@weir/state/redis'
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

/** The same commit again until it is answered. @returns how often it was not. */
export async function commitAnyhow(lease: Lease, commit: Commit): Promise<{ number: number; failures: number }> {
  for (let failures = 0; ; failures++) {
    try {
      return { number: await lease.commit(commit), failures }
    } catch (error) {
      if (!(error instanceof StateUnavailableError) || failures > 2000) throw error
      await sleep(5)
    }
  }
}
