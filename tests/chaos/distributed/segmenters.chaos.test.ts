import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServers } from '../../support/deployment.ts'
import type { Servers } from '../../support/deployment.ts'
import { rideOut } from './ride.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240403)
const SESSION_MS = 3_000
const STALL_MS_MAX = 30_000

let servers: Servers
beforeAll(async () => void (servers = await startServers()), 240_000)
afterAll(() => servers[Symbol.asyncDispose]())

test('of two segmenters one is killed and restarted every 10 seconds', async () => {
  const kills = LONG ? 18 : 3
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'killed',
    settings: { WEIR_PARTITIONS: '4' },
    more: ['segmenter'],
    async storm({ weir, extra, strike }) {
      for (let i = 0; i < kills; i++) {
        const begun = performance.now()
        await strike(i % 2 === 0 ? weir.service('segmenter') : extra[0]!)
        await sleep(Math.max(0, 10_000 - (performance.now() - begun)))
      }
    },
  })
  process.stdout.write(`${kills} kills of one of two segmenters\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  expect(outcome.stallMs).toBeLessThan(STALL_MS_MAX)
})

test('a segmenter that was frozen while another took over changes nothing when it wakes', async () => {
  const rounds = LONG ? 50 : 3
  let [freezes, refused] = [0, 0]
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'frozen',
    settings: { KAFKA_SESSION_TIMEOUT: `${SESSION_MS / 1000}s` },
    more: ['segmenter'],
    async storm({ weir, extra, random }) {
      // A freeze between two batches shows nothing, so there are more until one was in the middle
      // of its work.
      for (let i = 0; i < rounds || (refused === 0 && i < 4 * rounds); i++) {
        freezes++
        const victim = i % 2 === 0 ? weir.service('segmenter') : extra[0]!
        await sleep(2_000 + random.int(1_000))
        process.kill(victim.process().pid, 'SIGSTOP')
        await sleep(3 * SESSION_MS)
        const before = refusals(victim.process().stderr())
        process.kill(victim.process().pid, 'SIGCONT')
        await sleep(2_000)
        refused += refusals(victim.process().stderr()) - before
        // It lives on, or was started again within itself: it takes part once more.
        await victim.ready()
      }
    },
  })
  process.stdout.write(`${freezes} freezes, after which ${refused} commits were refused\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  expect(refused).toBeGreaterThan(0)
})

/** How often a process said that somebody else has its partition. */
function refusals(log: string): number {
  return [...log.matchAll(/another lease took the partition/g)].length
}

test('segmenters come and go every 3 seconds', async () => {
  const changes = LONG ? 100 : 7
  const outcome = await rideOut({
    servers,
    seed: SEED,
    name: 'changing',
    settings: { WEIR_PARTITIONS: '12' },
    async storm({ weir, random }) {
      const others = [await weir.add('segmenter')]
      for (let i = 0; i < changes; i++) {
        if (others.length > 0 && random.chance(0.5))
          await others.splice(random.int(others.length), 1)[0]!.kill(random.chance(0.5) ? 'SIGKILL' : 'SIGTERM')
        else if (others.length < 3) others.push(await weir.add('segmenter'))
        await sleep(3_000)
      }
    },
  })
  process.stdout.write(`${changes} segmenters more or fewer, 12 partitions\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  expect(outcome.stallMs).toBeLessThan(STALL_MS_MAX)
})
