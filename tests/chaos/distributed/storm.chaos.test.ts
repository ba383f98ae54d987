import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SERVICES, startServers } from '../../support/deployment.ts'
import { rideOut } from './ride.ts'

const LONG = process.env['CHAOS'] === 'long'
const STRIKES = LONG ? 120 : 10
const SEED = Number(process.env['SEED'] ?? 20240406)
const STALL_MS_MAX = 30_000

test(`${STRIKES} kills of whatever comes: any process, any engine, also a second one while the first is away`, async () => {
  await using servers = await startServers()
  const kills = new Map<string, number>()
  const outcome = await rideOut({
    servers,
    seed: SEED,
    more: ['segmenter', 'loader'],
    async storm({ weir, extra, random, strike }) {
      const engines: Record<string, () => Promise<void>> = {
        Kafka: () => bounce(servers.kafka.kill(0), () => servers.kafka.restart(0), random.int(3_000)),
        Redis: () => bounce(servers.redis.kill(), () => servers.redis.restart(), random.int(3_000)),
        ClickHouse: () => bounce(servers.clickhouse.kill(), () => servers.clickhouse.restart(), random.int(3_000)),
      }
      const processes = [...SERVICES.map((name) => weir.service(name)), ...extra]
      const victims: { name: string; kill: () => Promise<unknown> }[] = [
        ...Object.entries(engines).map(([name, kill]) => ({ name, kill })),
        ...processes.map((one) => ({ name: one.name, kill: () => strike(one, random.int(1_000)) })),
      ]
      const underWay = new Map<(typeof victims)[number], Promise<unknown>>()
      for (let left = STRIKES; left > 0; left--) {
        const victim = random.pick(victims.filter((one) => !underWay.has(one)))
        kills.set(victim.name, (kills.get(victim.name) ?? 0) + 1)
        underWay.set(
          victim,
          victim.kill().finally(() => underWay.delete(victim)),
        )
        await sleep(1_000 + random.int(3_000))
        if (underWay.size > 1) await Promise.race(underWay.values())
      }
      await Promise.all(underWay.values())
    },
  })
  process.stdout.write(`killed: ${[...kills].map(([name, n]) => `${name} ${n}`).join(', ')}\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  expect(outcome.stallMs).toBeLessThan(STALL_MS_MAX)
})

async function bounce(killing: Promise<void>, restart: () => Promise<void>, pauseMs: number): Promise<void> {
  await killing
  await sleep(pauseMs)
  await restart()
}
