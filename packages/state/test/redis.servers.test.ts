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

  it('lets the last change of a timer count, within one commit', async () => {
    const { store, dispose } = await redisHarness(servers, 1)
    const lease = await store.acquire(0)
    const arm = { was: undefined, due: 5 }
    const clear = { was: 5, due: undefined }
    const changes = [
      { key: 'armed', ...arm },
      { key: 'armed', ...clear },
      { key: 'armed', ...arm },
      { key: 'cleared', ...arm },
      { key: 'cleared', ...clear },
    ]
    await lease.commit({ expect: -1, position: 0, timers: changes })
    expect(await lease.due(10, 10)).toEqual([{ key: 'armed', due: 5 }])
    await dispose()
  })

  it('takes commits of any size', async () => {
    const { store, dispose } = await redisHarness(servers, 1)
    const lease = await store.acquire(0)
    const all = Array.from({ length: 20_000 }, (_, n) => n)
    const ids = all.map((n) => n.toString(16).padStart(32, '0'))
    await lease.commit({
      expect: -1,
      position: 0,
      puts: ids.map((key, n) => ({ key, value: Buffer.from(`${n}`), expires: n * 1000 })),
      timers: ids.map((key, n) => ({ key, was: undefined, due: n })),
      members: all.map((ordinal) => ({ segment: 1, ordinal, member: true })),
      names: all.map((ordinal) => ({ ordinal, id: ids[ordinal]! })),
      outbox: Buffer.alloc(5_000_000, 'x'),
    })
    expect((await lease.load(ids)).map(Number)).toEqual(all)
    expect((await lease.due(30_000, 30_000)).map(({ due }) => due)).toEqual(all)
    expect(await lease.count(1)).toBe(20_000)
    const members = all.map((ordinal) => ({ ordinal, id: ids[ordinal]! }))
    expect(await lease.members(1, 0, 30_000)).toEqual(members)
    expect(await lease.ordinals(0, 30_000)).toEqual(members)
    expect((await lease.outbox(0, 10)).map(({ value }) => value.length)).toEqual([5_000_000])
    await lease.commit({
      expect: 0,
      position: 1,
      timers: ids.map((key, n) => ({ key, was: n, due: undefined })),
      members: all.map((ordinal) => ({ segment: 1, ordinal, member: ordinal < 3 })),
      expiredBefore: 1e12,
    })
    expect([await lease.due(30_000, 10), await lease.count(1)]).toEqual([[], 3])
    await dispose()
  })

  it('is like the memory store after any sequence of commits, repeats, takeovers and reopenings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (run) => {
        const { store, reopen, dispose } = await redisHarness(servers, 2)
        try {
          await fc.asyncModelRun(async () => startModel(createMemoryState({ partitions: 2 }), store, reopen), run)
        } finally {
          await dispose()
        }
        expect(store.partitions).toBe(2)
      }),
      { numRuns: 100 },
    )
  })
})
