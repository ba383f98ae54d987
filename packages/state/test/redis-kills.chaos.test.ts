import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openRedisState } from '@weir/state/redis'
import type { StateStore } from '@weir/state'
import { eventually, seededRandom } from '@weir/testkit'
import { startRedis } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { compete, createTally } from './support/competing.ts'
import type { Tally } from './support/competing.ts'
import { faultsOf } from './support/position-is-content.ts'
import { freshPrefix } from './support/redis-store.ts'

const PARTITIONS = 2
const WRITERS = 3
const ROLLBACKS = 20
/** What is written in this time is lost. */
const RUN_ON_MS = 500

/**
 * Lets three writers write while the server is struck, again and again, and looks at what is there
 * in the end.
 */
async function whileWriting(redis: RedisServers, times: number, strike: (tally: Tally) => Promise<void>): Promise<Tally> {
  const prefix = freshPrefix()
  const open = (): Promise<StateStore> =>
    openRedisState({ url: redis.url, prefix, partitions: PARTITIONS, commandTimeoutMs: 500 })
  const stores = await Promise.all(Array.from({ length: WRITERS }, open))
  const random = seededRandom(times)
  const tally = createTally(PARTITIONS)
  let over = false
  const writing = Promise.all(stores.map((store) => compete(store, random.fork(), tally, () => over)))
  for (let time = 0; time < times; time++) {
    await sleep(30 + random.int(150))
    await strike(tally)
    await redis.restart()
  }
  // What was lost last has to be done again, too.
  const reached = tally.acknowledgedAt.map((of) => of.size)
  await eventually(() => tally.acknowledgedAt.every((of, partition) => of.size > reached[partition]! + 10), 20_000)
  over = true
  await writing
  for (const [partition, acknowledged] of tally.acknowledgedAt.entries()) {
    const lease = await stores[0]!.acquire(partition)
    expect(await faultsOf(lease, acknowledged.size - 1)).toEqual([])
    expect(acknowledged.size).toBeGreaterThan(times * 3)
  }
  await Promise.all(stores.map((store) => store.close()))
  // The kills and the other writers came in between, or nothing was shown. A commit that a quick
  // restart let be sent again was answered after all, so how many were not says nothing by itself.
  expect(tally.unanswered + tally.fenced).toBeGreaterThan(2 * times)
  expect(tally.fenced).toBeGreaterThan(times)
  return tally
}

async function kill(redis: RedisServers, tally: Tally): Promise<void> {
  await redis.kill()
  tally.killedAt = performance.now()
}

describe.each([
  { fsync: 'everysec', kills: 100 },
  { fsync: 'always', kills: 30 },
] as const)('redis state with appendfsync $fsync, wanted by three writers', ({ fsync, kills }) => {
  it(`keeps position and content together, and what it acknowledged, in ${kills} kills`, { timeout: 240_000 }, async () => {
    await using redis = await startRedis({ fsync })
    const { lostMs } = await whileWriting(redis, kills, (tally) => kill(redis, tally))
    if (fsync === 'always') expect(lostMs).toEqual([])
    // Of what was acknowledged within the last two seconds some may have to be done again, more
    // where the disk keeps Redis waiting. It is reckoned from the newest kill, and the one that
    // lost it may lie some kills before.
    for (const ms of lostMs) expect(ms).toBeLessThan(6_000)
  })
})

describe('redis state that falls back to an older one, wanted by three writers', () => {
  it('goes on from there, and ends up as if nothing had been', { timeout: 240_000 }, async () => {
    await using redis = await startRedis({ fsync: 'everysec' })
    const { lostMs } = await whileWriting(redis, ROLLBACKS, async (tally) => {
      await redis.copyLog()
      await sleep(RUN_ON_MS)
      await kill(redis, tally)
      await redis.putCopyBack()
    })
    expect(lostMs.length).toBeGreaterThan(ROLLBACKS * 10)
  })
})
