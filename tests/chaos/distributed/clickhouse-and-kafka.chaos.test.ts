import { setTimeout as sleep } from 'node:timers/promises'
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
const STALL_MS_MAX = 30_000

function show(what: string, { report }: Outcome): void {
  process.stdout.write(`${what}\n${report}\n`)
}

test('ClickHouse killed again and again', async () => {
  const kills = LONG ? 20 : 3
  await using servers = await startServers()
  const outcome = await rideOut({
    servers,
    seed: SEED,
    async storm({ random }) {
      for (let left = kills; left > 0; left--) {
        await sleep(1_500 + random.int(2_000))
        await servers.clickhouse.kill()
        await sleep(random.int(2_000))
        await servers.clickhouse.restart()
      }
    },
  })
  show(`${kills} kills of ClickHouse`, outcome)
  expect(outcome.faults).toEqual([])
})

test('three brokers, one killed every 20 seconds', async () => {
  const kills = LONG ? 9 : 2
  await using servers = await startServers({ brokers: 3 })
  const outcome = await rideOut({
    servers,
    seed: SEED,
    async storm() {
      for (let i = 0; i < kills; i++) {
        await servers.kafka.kill(i % 3)
        await sleep(10_000)
        await servers.kafka.restart(i % 3)
        await sleep(10_000)
      }
    },
  })
  show(`${kills} kills of one broker of three in ${kills * 20} s`, outcome)
  expect(outcome.faults).toEqual([])
  expect(outcome.stallMs).toBeLessThan(STALL_MS_MAX)
})
