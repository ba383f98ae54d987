import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClock } from '@weir/runtime'
import { openRedisLink } from '@weir/runtime/redis'
import type { RedisLink } from '@weir/runtime/redis'
import { eventually } from '@weir/testkit'
import { startRedis, startRedisCluster } from '@weir/testkit/servers'
import { afterEach, expect, test } from 'vitest'
import { CREDIT_S } from '../src/accept/shared-rates.ts'
import { createRedisBuckets } from '../src/index.ts'
import { bodyFor, openIngest, PIXEL, post } from './harness.ts'
import type { Harness } from './harness.ts'

// Ingest processes that share their rates through a real Redis, each with a connection of its own.

const RATE = 20
const BURST = RATE * 10
const RATES = {
  address: { requests: RATE, bytes: 0 },
  source: { requests: 0, bytes: 0 },
  key: { requests: 0, bytes: 0 },
}
const links: RedisLink[] = []
afterEach(async () => {
  for (const link of links.splice(0)) await link.close()
})

function openShared(urls: readonly string[], prefix: string): Promise<Harness> {
  const link = openRedisLink(urls, 1_000)
  links.push(link)
  return openIngest({ rates: RATES, sharedBuckets: createRedisBuckets(link, prefix), clock: createClock('system') })
}

/** Without a time of its own: it is from now. */
const HIT = { ...bodyFor(PIXEL, { event_id: 'e' }), timestamp: undefined }

/** Pixel hits of one address, to each ingest in turn, as fast as 4 times the rate. */
async function send(ingests: readonly Harness[], seconds: number): Promise<{ taken: number; s: number; statuses: number[] }> {
  const begun = performance.now()
  const statuses = new Set<number>()
  let taken = 0
  for (let i = 0; performance.now() - begun < seconds * 1000; i++) {
    const ingest = ingests[i % ingests.length]!
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(ingest, PIXEL, HIT)))
    for (const { statusCode } of answers) {
      statuses.add(statusCode)
      if (statusCode === 204) taken++
    }
    await sleep(100)
  }
  return { taken, s: (performance.now() - begun) / 1000, statuses: [...statuses].toSorted((a, b) => a - b) }
}

const isShared = async (ingest: Harness): Promise<boolean> =>
  /^weir_ingest_rates_shared 1$/m.test(await ingest.registry.metrics())

test('two let through what one would; while Redis is away each counts for itself, and nobody sees an error', async () => {
  await using redis = await startRedis({ fsync: 'everysec' })
  const prefix = `${randomUUID()}.`
  await using one = await openShared([redis.url], prefix)
  await using other = await openShared([redis.url], prefix)
  const both = [one, other]
  for (const link of links) await eventually(async () => (await link.time()) > 0, 10_000)

  const together = await send(both, 8)
  expect(together.taken).toBeLessThanOrEqual(RATE * together.s + BURST + 2 * RATE * CREDIT_S)
  expect(together.taken).toBeGreaterThan((RATE * together.s + BURST) * 0.9)
  expect(together.statuses).toEqual([204, 429])

  await redis.kill()
  const alone = await send(both, 4)
  expect(alone.statuses).toEqual([204, 429])
  // Both go on from a bucket that was empty: each lets the whole rate through.
  expect(alone.taken).toBeGreaterThan(2 * RATE * alone.s * 0.8)
  expect(await Promise.all(both.map(isShared))).toEqual([false, false])

  await redis.restart()
  await eventually(async () => expect(await Promise.all(both.map(isShared))).toEqual([true, true]), 15_000)
  const again = await send(both, 4)
  expect(again.taken).toBeLessThanOrEqual(RATE * (again.s + 2) + BURST + 2 * RATE * CREDIT_S)
  expect(again.statuses).toEqual([204, 429])
})

test('two that share nothing let twice as much through', async () => {
  await using one = await openIngest({ rates: RATES, clock: createClock('system') })
  await using other = await openIngest({ rates: RATES, clock: createClock('system') })
  const { taken, s } = await send([one, other], 8)
  expect(taken).toBeGreaterThan(RATE * s + BURST + 2 * RATE * CREDIT_S)
})

test('a Redis Cluster holds the buckets as well, and they go away by themselves', async () => {
  await using redis = await startRedisCluster({ fsync: 'everysec' })
  const prefix = `${randomUUID()}.`
  const link = openRedisLink(redis.urls, 1_000)
  links.push(link)
  const buckets = createRedisBuckets(link, prefix)
  const charge = (key: string, tokens: number) => ({ key, tokens, perSecond: 100, burst: 50 })
  const charges = [charge('a', 10), charge('b', 70), charge('a', 10), charge('c', 0)]
  await eventually(async () => expect(await buckets.charge(charges)).toHaveLength(4), 10_000)
  const [left] = await buckets.charge([charge('b', 0)])
  expect(left).toBeLessThan(50)
  await eventually(async () => expect(await buckets.charge([charge('a', 0), charge('b', 0)])).toEqual([50, 50]), 10_000)
})
