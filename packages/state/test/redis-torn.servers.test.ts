import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PositionError } from '@weir/state'
import type { StateStore } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { seededRandom } from '@weir/testkit'
import { startRedis } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { commitFor, faultsOf } from './support/position-is-content.ts'
import { commitAnyhow, freshPrefix } from './support/redis-store.ts'

describe('redis state: when the server loses the end of its log', () => {
  let redis: RedisServers
  const open = (prefix: string): Promise<StateStore> => openRedisState({ url: redis.url, prefix, partitions: 2 })
  beforeEach(async () => {
    redis = await startRedis({ fsync: 'always' })
  })
  afterEach(() => redis.stop())

  it('falls back as a whole, wherever the log was cut', async () => {
    const prefix = freshPrefix()
    const random = seededRandom(11)
    const lost: number[] = []
    for (let round = 0; round < 8; round++) {
      const store = await open(prefix)
      const lease = await store.acquire(0)
      expect(await faultsOf(lease, -1)).toEqual([])
      const from = (await lease.position()) + 1
      for (let position = from; position < from + 25; position++) await lease.commit(commitFor(position))
      await store.close()
      await redis.kill()
      await redis.loseTail(1 + random.int(6000))
      await redis.restart()
      const fallen = await open(prefix)
      lost.push(from + 24 - (await fallen.view(0).position()))
      await fallen.close()
    }
    const store = await open(prefix)
    expect(await faultsOf(await store.acquire(0), -1)).toEqual([])
    await store.close()
    expect(Math.max(...lost)).toBeGreaterThan(1)
  })

  it('refuses a writer that was further', async () => {
    const store = await open(freshPrefix())
    const lease = await store.acquire(0)
    for (let position = 0; position < 20; position++) await lease.commit(commitFor(position))
    await redis.kill()
    await redis.loseTail(4000)
    await redis.restart()
    const error = await commitAnyhow(lease, commitFor(20)).then(
      () => undefined,
      (refusal: unknown) => refusal,
    )
    expect(error).toBeInstanceOf(PositionError)
    const again = await store.acquire(0)
    expect(await faultsOf(again, -1)).toEqual([])
    for (let position = (await again.position()) + 1; position <= 20; position++) await again.commit(commitFor(position))
    expect(await faultsOf(again, 20)).toEqual([])
    await store.close()
  })

  describe.each([60, 700])('and %i bytes of it are not repaired, and the server starts a second time', (bytes) => {
    /** Half of the last commit is in the log from then on, in front of what comes next. */
    async function cutCommit(prefix: string, commits: number): Promise<void> {
      const store = await open(prefix)
      const lease = await store.acquire(0)
      for (let position = 0; position < commits; position++) await lease.commit(commitFor(position))
      await store.close()
      await redis.kill()
      await redis.loseTail(bytes)
      await redis.restart(0, false)
    }

    it('says that the state is damaged, instead of mixing half of a commit in', async () => {
      const prefix = freshPrefix()
      await cutCommit(prefix, 10)
      const store = await open(prefix)
      const lease = await store.acquire(0)
      expect(await faultsOf(lease, 8)).toEqual([])
      await redis.kill()
      await redis.restart(0, false)
      const damaged = /the state is damaged: .*half of a commit/
      await expect(commitAnyhow(lease, commitFor(9))).rejects.toThrow(damaged)
      await expect(store.acquire(0)).rejects.toThrow(damaged)
      await expect(store.view(0).members(3, 0, 10)).rejects.toThrow(damaged)
      await (await store.acquire(1)).commit(commitFor(0))
      await store.close()
    })

    it('is not disturbed when the position had gone beyond', async () => {
      const prefix = freshPrefix()
      await cutCommit(prefix, 10)
      const store = await open(prefix)
      const lease = await store.acquire(0)
      for (let position = 9; position < 12; position++) await lease.commit(commitFor(position))
      await redis.kill()
      await redis.restart(0, false)
      await commitAnyhow(lease, commitFor(12))
      expect(await faultsOf(await store.acquire(0), 12)).toEqual([])
      await store.close()
    })
  })
})
