import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FencedError } from '@weir/state'
import type { Commit, Lease, StateStore } from '@weir/state'
import { StateUnavailableError, openRedisState } from '@weir/state/redis'
import { lossyProxy, seededRandom } from '@weir/testkit'
import type { Fate } from '@weir/testkit'
import { startRedis } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { commitFor, faultsOf } from './support/position-is-content.ts'
import { commitAnyhow, freshPrefix } from './support/redis-store.ts'

describe('redis state: when things fail', () => {
  let redis: RedisServers
  type More = {
    url?: string
    partitions?: number
    mayGrow?: boolean
    commandTimeoutMs?: number
    onReach?: (reached: boolean) => void
  }
  const open = (prefix: string, more: More = {}): Promise<StateStore> =>
    openRedisState({ url: redis.url, prefix, partitions: 2, ...more })
  beforeAll(async () => {
    redis = await startRedis({ fsync: 'always' })
  })
  afterAll(() => redis.stop())

  describe.each([
    { fate: 'cut', commits: 300 },
    { fate: 'hang', commits: 40 },
  ] as const)('and answers are lost ($fate)', ({ fate, commits }) => {
    /**
     * Sends commits one after the other through a proxy that loses answers; what is there
     * afterwards is read without it.
     */
    async function throughProxy(commitAt: (n: number) => Commit): Promise<Lease> {
      const random = seededRandom(commits)
      let lossy = false
      const judge = (request: Buffer): Fate => (lossy && request.includes('evalsha') && random.chance(0.15) ? fate : 'pass')
      await using proxy = await lossyProxy(portOf(redis), judge)
      const prefix = freshPrefix()
      const store = await open(prefix, { url: `redis://127.0.0.1:${proxy.port}`, commandTimeoutMs: 150 })
      const lease = await store.acquire(0)
      lossy = true
      let failures = 0
      for (let n = 0; n < commits; n++) {
        const done = await commitAnyhow(lease, commitAt(n))
        expect(done.number).toBe(n + 1)
        failures += done.failures
      }
      expect(proxy.lost()).toBeGreaterThan(commits / 20)
      // A broken connection is mended without the caller; from one that is silent the caller learns
      // that nothing is known.
      if (fate === 'hang') expect(failures).toBeGreaterThan(0)
      lossy = false
      await store.close()
      direct = await open(prefix)
      return direct.acquire(0)
    }
    let direct: StateStore | undefined
    afterEach(() => direct?.close())

    it('takes each commit once', async () => {
      expect(await faultsOf(await throughProxy(commitFor), commits - 1)).toEqual([])
    })

    it('takes each commit once that leaves the position where it is', async () => {
      const lease = await throughProxy((n) => ({ expect: -1, position: -1, outbox: Buffer.from(`fired ${n}`) }))
      const entries = await lease.outbox(0, commits * 2)
      expect(entries.map(({ value }) => Buffer.from(value).toString())).toEqual(
        Array.from({ length: commits }, (_, n) => `fired ${n}`),
      )
    })
  })

  it('refuses a commit that comes out of a dead connection after later ones, though its position is right', async () => {
    let first: Buffer | undefined
    const keep = (request: Buffer): Fate => {
      if (request.includes('commit one')) first ??= request
      return 'pass'
    }
    await using proxy = await lossyProxy(portOf(redis), keep)
    const store = await open(freshPrefix(), { url: `redis://127.0.0.1:${proxy.port}` })
    const lease = await store.acquire(0)
    const put = (text: string): Commit => ({ expect: -1, position: -1, puts: [{ key: 'k', value: Buffer.from(text) }] })
    const value = async (): Promise<string> => String((await store.view(0).load(['k']))[0])
    await lease.commit(put('commit one'))
    expect(String(await proxy.replay(first!))).toContain('repeat')
    await lease.commit(put('commit two'))
    expect(String(await proxy.replay(first!))).toContain('STALE')
    expect(await value()).toBe('commit two')
    await store.acquire(0)
    expect(String(await proxy.replay(first!))).toContain('FENCED')
    expect(await value()).toBe('commit two')
    await store.close()
  })

  it('refuses the late commit of an owner that was thought dead, from another process', async () => {
    const prefix = freshPrefix()
    const [sleeper, successor] = [await open(prefix), await open(prefix)]
    const zombie = await sleeper.acquire(0)
    for (let n = 0; n < 5; n++) await zombie.commit(commitFor(n))
    const owner = await successor.acquire(0)
    for (let n = 5; n < 50; n++) {
      const late = zombie.commit({ ...commitFor(n), puts: [{ key: 'k1', value: Buffer.from('zombie') }] })
      await expect(late).rejects.toThrow(FencedError)
      await owner.commit(commitFor(n))
    }
    expect(await faultsOf(owner, 49)).toEqual([])
    await Promise.all([sleeper.close(), successor.close()])
  })

  it('says clearly that Redis is away, at once, and goes on by itself when it is back', async () => {
    const reach: boolean[] = []
    const store = await openRedisState({
      url: redis.url,
      prefix: freshPrefix(),
      partitions: 1,
      commandTimeoutMs: 500,
      onReach: (reached) => reach.push(reached),
    })
    const lease = await store.acquire(0)
    await lease.commit(commitFor(0))
    await redis.kill()
    await expect(lease.commit(commitFor(1))).rejects.toThrow(/^the state in Redis at 127.0.0.1:\d+ is not available: /)
    const start = performance.now()
    await expect(lease.load(['k'])).rejects.toThrow(StateUnavailableError)
    await expect(store.shared.get(['k'])).rejects.toThrow(StateUnavailableError)
    // Neither of them waits for its timeout.
    expect(performance.now() - start).toBeLessThan(950)
    const opening = open(freshPrefix(), { commandTimeoutMs: 200 })
    await expect(opening).rejects.toThrow(StateUnavailableError)
    await expect(opening).rejects.toThrow(/Redis at 127.0.0.1:\d+ .* ECONNREFUSED .*: is it running, and in reach/)
    await redis.restart()
    await commitAnyhow(lease, commitFor(1))
    expect(await faultsOf(lease, 1)).toEqual([])
    expect(reach).toEqual([true, false, true])
    await store.close()
  })

  it('knows its scripts again when the server has forgotten them', async () => {
    const store = await open(freshPrefix())
    const lease = await store.acquire(0)
    for (let n = 0; n < 10; n++) {
      await withRaw(redis, (raw) => raw.script('FLUSH'))
      await lease.commit(commitFor(n))
    }
    expect(await faultsOf(lease, 9)).toEqual([])
    await store.close()
  })

  it('refuses another number of partitions, a prefix with a brace, and a server that throws keys away', async () => {
    const prefix = freshPrefix()
    await (await open(prefix)).close()
    await expect(open(prefix, { partitions: 3 })).rejects.toThrow(/layout "1 2".*"1 3"/)
    await (await open(prefix, { partitions: 3, mayGrow: true })).close()
    await (await open(prefix, { partitions: 3 })).close()
    await expect(open(prefix, { partitions: 2, mayGrow: true })).rejects.toThrow(/layout "1 3".*"1 2"/)
    await expect(open('a{b}')).rejects.toThrow(/brace/)
    await withRaw(redis, async (raw) => {
      await raw.config('SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru')
      await expect(open(prefix, { partitions: 3 })).rejects.toThrow(/allkeys-lru.*noeviction/)
      await raw.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction')
    })
  })

  it('applies nothing of a commit that finds no memory', async () => {
    const store = await open(freshPrefix())
    const lease = await store.acquire(0)
    for (let n = 0; n < 5; n++) await lease.commit(commitFor(n))
    await withRaw(redis, async (raw) => {
      await raw.config('SET', 'maxmemory', '1mb')
      await expect(lease.commit(commitFor(5))).rejects.toThrow(/not available: .*OOM/)
      expect(await faultsOf(lease, 4)).toEqual([])
      await raw.config('SET', 'maxmemory', '0')
    })
    await lease.commit(commitFor(5))
    expect(await faultsOf(lease, 5)).toEqual([])
    await store.close()
  })
})

function portOf({ url }: RedisServers): number {
  return Number(new URL(url).port)
}

async function withRaw(servers: RedisServers, use: (raw: Redis) => Promise<unknown>): Promise<void> {
  const raw = new Redis(servers.url, { protocol: 2 })
  await use(raw)
  raw.disconnect()
}
