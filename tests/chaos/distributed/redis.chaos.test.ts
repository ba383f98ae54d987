import { setTimeout as sleep } from 'node:timers/promises'
import { openRedisState } from '@weir/state/redis'
import { expect, test } from 'vitest'
import { startServers } from '../../support/deployment.ts'
import { rideOut } from './ride.ts'
import type { Outcome } from './ride.ts'

/**
 * `CHAOS=long` runs each of them as long as it takes to believe it; without it each runs on every
 * push.
 */
const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240402)
const PARTITIONS = 2

function show(what: string, { report }: Outcome): void {
  process.stdout.write(`${what}\n${report}\n`)
}

test.each(['always', 'everysec'] as const)('Redis killed again and again (appendfsync %s)', async (fsync) => {
  const kills = LONG ? (fsync === 'always' ? 30 : 100) : 3
  await using servers = await startServers({ fsync })
  const outcome = await rideOut({
    servers,
    seed: SEED,
    settings: { WEIR_PARTITIONS: '3' },
    // Three of them compete for the partitions, and each may think for a while that it has one.
    more: ['segmenter', 'segmenter'],
    async storm({ random }) {
      for (let left = kills; left > 0; left--) {
        await sleep(1_000 + random.int(2_500))
        await servers.redis.kill()
        await sleep(random.int(1_500))
        await servers.redis.restart()
      }
      await sleep(1_000)
    },
  })
  show(`${kills} kills of Redis, appendfsync ${fsync}`, outcome)
  expect(outcome.faults).toEqual([])
})

test('Redis falls back to an older state, as after a failover', async () => {
  const rollbacks = LONG ? 20 : 4
  await using servers = await startServers({ fsync: 'everysec' })
  const positions = async (): Promise<number[]> => {
    // A connection of its own, because those that are open have to notice first that the server is
    // there again.
    const fold = await openRedisState({ url: servers.redis.url, prefix: 'ride.weir:fold', partitions: PARTITIONS })
    const found = await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => fold.view(p).position()))
    await fold.close()
    return found
  }
  let lost = 0
  const outcome = await rideOut({
    servers,
    seed: SEED,
    settings: { WEIR_PARTITIONS: `${PARTITIONS}` },
    async storm({ random }) {
      for (let round = 0; round < rollbacks; round++) {
        // By turns a replica that lags behind, and a log without its end.
        const lags = round % 2 === 0
        if (lags) await servers.redis.copyLog()
        await sleep(2_000 + random.int(2_000))
        const before = await positions()
        await servers.redis.kill()
        await (lags ? servers.redis.putCopyBack() : servers.redis.loseTail(200_000 + random.int(1_500_000)))
        await servers.redis.restart()
        const after = await positions()
        lost += after.reduce((sum, position, partition) => sum + Math.max(0, before[partition]! - position), 0)
      }
      await sleep(1_000)
    },
  })
  show(`${rollbacks} rollbacks of Redis took back ${lost} records of the fold`, outcome)
  expect(outcome.faults).toEqual([])
  // A rollback that took nothing back proves nothing.
  expect(lost).toBeGreaterThan(0)
})
