import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeStateStore } from '@weir/state/contract'
import { createMemoryState } from '@weir/state/memory'
import { startRedis, startRedisCluster } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { redisHarness } from './support/redis-store.ts'
import { commands } from './support/state-commands.ts'
import { startModel } from './support/state-model.ts'

describe.each([
  { name: 'redis', start: startRedis, nodes: 1 },
  { name: 'redis cluster', start: startRedisCluster, nodes: 3 },
])('$name', ({ name, start, nodes }) => {
  let servers: RedisServers
  beforeAll(async () => {
    servers = await start({ fsync: 'everysec' })
  })
  afterAll(() => servers.stop())

  it('is a real one', () => {
    expect(servers.urls).toHaveLength(nodes)
  })

  describeStateStore(name, ({ partitions }) => redisHarness(servers, partitions), { durable: true })

  it('is like the memory store after any sequence of commits, repeats, takeovers and reopenings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 30 }), async (run) => {
        const { store, reopen, dispose } = await redisHarness(servers, 2)
        try {
          await fc.asyncModelRun(async () => startModel(createMemoryState({ partitions: 2 }), store, reopen), run)
        } finally {
          await dispose()
        }
        expect(store.partitions).toBe(2)
      }),
      { numRuns: 25 },
    )
  })
})
