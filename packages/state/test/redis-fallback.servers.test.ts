import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PositionError } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { startRedis } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { freshPrefix } from './support/redis-store.ts'

let redis: RedisServers
beforeAll(async () => {
  redis = await startRedis({ fsync: 'always' })
})
afterAll(() => redis.stop())

/**
 * Everything that the server holds of a partition, to be brought back later: what a failover to a
 * replica that lags does.
 */
async function keep(client: Redis, tag: string): Promise<() => Promise<void>> {
  const dumps = await Promise.all(
    (await client.keys(`${tag}*`)).map(async (key) => ({ key, value: await client.dumpBuffer(key) })),
  )
  return async () => {
    const now = await client.keys(`${tag}*`)
    if (now.length > 0) await client.del(...now)
    for (const { key, value } of dumps) await client.restore(key, 0, value, 'REPLACE')
  }
}

it.each([
  { what: 'an older position', later: 6 },
  { what: 'the same position, and less of what was done there', later: 5 },
])('refuses to go on when the server fell back to $what', async ({ later }) => {
  const prefix = freshPrefix()
  const client = new Redis(redis.url)
  const store = await openRedisState({ url: redis.url, prefix, partitions: 1 })
  const lease = await store.acquire(0)
  await lease.commit({ expect: -1, position: 5, timers: [{ key: 'ann', was: undefined, due: 7 }] })
  const fallBack = await keep(client, `{${prefix}:0}`)
  await lease.commit({ expect: 5, position: later, timers: [{ key: 'ann', was: 7, due: undefined }] })
  await fallBack()
  await expect(lease.commit({ expect: later, position: 9 })).rejects.toThrow(PositionError)
  const next = await store.acquire(0)
  expect([await next.position(), await next.due(10, 1)]).toEqual([5, [{ key: 'ann', due: 7 }]])
  await next.commit({ expect: 5, position: 9 })
  await store.close()
  client.disconnect()
})
