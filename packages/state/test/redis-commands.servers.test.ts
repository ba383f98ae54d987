import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Commit, Lease } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { startRedis } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { freshPrefix } from './support/redis-store.ts'

const BATCHES = 10
const T0 = 1_700_000_000_000
const idOf = (n: number): string => n.toString(16).padStart(32, '0')

let redis: RedisServers
let raw: Redis
beforeAll(async () => {
  redis = await startRedis({ fsync: 'everysec' })
  raw = new Redis(redis.url, { protocol: 2 })
})
afterAll(async () => {
  raw.disconnect()
  await redis.stop()
})

/**
 * A batch as the fold makes it: every event is of another person, each has a blob, a timer, a name
 * and two memberships.
 */
function batchOf(people: number, n: number): Commit {
  const ids = Array.from({ length: people }, (_, i) => n * people + i)
  return {
    expect: n - 1,
    position: n,
    meta: Buffer.from(`${n}`),
    puts: ids.map((id) => ({ key: idOf(id), value: Buffer.alloc(350, 'x'), expires: T0 + n })),
    timers: ids.map((id) => ({ key: idOf(id), was: undefined, due: id })),
    members: ids.flatMap((ordinal) => [1, 2].map((segment) => ({ segment, ordinal, member: true }))),
    names: ids.map((ordinal) => ({ ordinal, id: idOf(ordinal) })),
    outbox: Buffer.alloc(people * 500, 'x'),
    acked: n,
    expiredBefore: T0,
  }
}

/** How often which command was run for so many batches, by us or by our scripts. */
async function commandsOf(people: number): Promise<Map<string, number>> {
  const store = await openRedisState({ url: redis.url, prefix: freshPrefix(), partitions: 1 })
  const lease: Lease = await store.acquire(0)
  await lease.commit(batchOf(people, 0))
  await raw.config('RESETSTAT')
  for (let n = 1; n <= BATCHES; n++) {
    const batch = batchOf(people, n)
    await lease.load(batch.puts!.map(({ key }) => key))
    await lease.commit(batch)
  }
  const report = await raw.info('commandstats')
  await store.close()
  const lines = report.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)
  return new Map([...lines].map(([, name = '', calls]) => [name, Number(calls)]))
}

it('asks Redis twice per batch, however many events are in it: one MGET, one script', async () => {
  const [small, large] = [await commandsOf(10), await commandsOf(1000)]
  for (const commands of [small, large]) {
    expect(commands.get('evalsha')).toBe(BATCHES)
    expect(commands.get('mget')).toBe(BATCHES)
  }
  const total = (commands: Map<string, number>): number => [...commands.values()].reduce((sum, calls) => sum + calls, 0)
  // Inside the script the commands take many arguments; only pages of names (512) and chunks of
  // bitmaps grow in number, slowly.
  expect(total(large)).toBeLessThan(total(small) + BATCHES * 4)
  expect(total(large) / (BATCHES * 1000)).toBeLessThan(0.03)
})
