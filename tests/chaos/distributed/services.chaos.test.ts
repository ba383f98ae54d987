import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SERVICES, startServers } from '../../support/deployment.ts'
import { rideOut } from './ride.ts'

const KILLS = Number(process.env['SERVICE_KILLS'] ?? (process.env['CHAOS'] === 'long' ? 100 : 6))
const SEED = Number(process.env['SEED'] ?? 20240401)

test(`${KILLS} kills of services at random lose nothing and count nothing twice`, async () => {
  await using servers = await startServers()
  const kills = new Map<string, number>()
  const readyMs: number[] = []
  const outcome = await rideOut({
    servers,
    seed: SEED,
    more: ['segmenter'],
    async storm({ random, strike }) {
      for (let left = KILLS; left > 0; left--) {
        await sleep(200 + random.int(1_500))
        const victim = random.pick(SERVICES)
        readyMs.push(await strike(victim, random.int(500)))
        kills.set(victim, (kills.get(victim) ?? 0) + 1)
      }
    },
  })
  process.stdout.write(
    `${outcome.report}\nkilled: ${[...kills].map(([name, n]) => `${name} ${n}`).join(', ')}; ready again after at most ${Math.max(...readyMs).toFixed(0)} ms\n`,
  )
  expect(outcome.faults).toEqual([])
})
