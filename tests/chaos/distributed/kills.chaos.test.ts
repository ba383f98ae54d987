import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServers } from '../../support/deployment.ts'
import type { Deployment, Servers } from '../../support/deployment.ts'
import { startPaced } from './paced.ts'
import type { PacedTraffic } from './paced.ts'
import { percentile, rideOut } from './ride.ts'

/** The process of one kind, killed again and again at random points; `KILLS=25` says how often. */

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240404)
const killsOf = (short: number, long: number): number => Number(process.env['KILLS'] ?? (LONG ? long : short))

let servers: Servers
beforeAll(async () => void (servers = await startServers()), 240_000)
afterAll(() => servers[Symbol.asyncDispose]())

test('the only segmenter', async () => {
  const kills = killsOf(4, 100)
  const commitMs: number[] = []
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'only',
    async storm({ weir, random }) {
      const segmenter = weir.service('segmenter')
      for (let left = kills; left > 0; left--) {
        await sleep(random.int(1_500))
        await segmenter.kill('SIGKILL')
        const before = await positions(weir)
        await segmenter.start()
        const begun = performance.now()
        await eventually(async () => (await positions(weir)) !== before, 60_000, 20)
        commitMs.push(performance.now() - begun)
      }
    },
  })
  process.stdout.write(
    `${kills} kills of the only segmenter; from its start to its first commit p50 ${percentile(commitMs, 0.5).toFixed(0)} ms, p95 ${percentile(commitMs, 0.95).toFixed(0)} ms, with sessions of 3 s\n${outcome.report}\n`,
  )
  expect(outcome.faults).toEqual([])
  expect(percentile(commitMs, 0.95)).toBeLessThan(15_000)
})

/** Where the fold is; changes with every commit that takes records in. */
async function positions({ fold }: Deployment): Promise<string> {
  return (await Promise.all(Array.from({ length: fold.partitions }, (_, p) => fold.view(p).position()))).join(' ')
}

test('ingest, under a steady stream of senders who try again', async () => {
  const kills = killsOf(3, 100)
  const perSecond = 520
  let traffic: PacedTraffic | undefined
  let awayMs = 0
  let stormMs = 0
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'ingest',
    drive: (random, target) => (traffic = startPaced(random, perSecond, target)),
    async storm({ weir, random }) {
      const begun = performance.now()
      const ingest = weir.service('ingest')
      for (let left = kills; left > 0; left--) {
        await sleep(2_000 + random.int(2_000))
        const killed = performance.now()
        await ingest.kill('SIGKILL')
        await ingest.start()
        await ingest.ready()
        awayMs += performance.now() - killed
      }
      await sleep(2_000)
      stormMs = performance.now() - begun
    },
  })
  const { firstTries } = traffic!
  const [errors, away] = [firstTries.failed / firstTries.sent, awayMs / stormMs]
  process.stdout.write(
    `${kills} kills of ingest at ${traffic!.perSecond().toFixed(0)} requests a second: away ${(away * 100).toFixed(1)} % of the time, ${(errors * 100).toFixed(1)} % of the requests failed at first\n${outcome.report}\n`,
  )
  expect(outcome.faults).toEqual([])
  expect(traffic!.counts.acknowledged).toBe(firstTries.sent)
  expect(firstTries.failed).toBeGreaterThan(0)
  expect(errors).toBeLessThan(away + 0.01)
  // What else runs on the machine decides how many there are; the long run wants it for itself.
  expect(traffic!.perSecond()).toBeGreaterThan(LONG ? 500 : 50)
})

test('the loader', async () => {
  const kills = killsOf(5, 200)
  const readyMs: number[] = []
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'loader',
    async storm({ random, strike }) {
      for (let left = kills; left > 0; left--) {
        await sleep(random.int(2_000))
        readyMs.push(await strike('loader'))
      }
    },
  })
  process.stdout.write(
    `${kills} kills of the loader, ready again after ${percentile(readyMs, 0.5).toFixed(0)} ms (p50)\n${outcome.report}\n`,
  )
  expect(outcome.faults).toEqual([])
})
