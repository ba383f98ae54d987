import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { SERVICES, startDeployment, startServers } from '../../support/deployment.ts'
import type { Servers, Service, ServiceName } from '../../support/deployment.ts'

/** Who cannot do its work without it. */
const NEEDED_BY = {
  Kafka: SERVICES,
  Redis: ['segmenter', 'loader', 'reporting'],
  ClickHouse: ['loader', 'reporting'],
} as const satisfies Record<string, readonly ServiceName[]>
type Engine = keyof typeof NEEDED_BY
/** What an operator would look for in the log. */
const NAMES: Record<Engine, RegExp> = { Kafka: /Kafka/, Redis: /Redis/, ClickHouse: /ClickHouse|the warehouse is away/ }

/** How soon an orchestrator has to see it. */
const RED_MS_MAX = 10_000
/** The same for a process that has to start first, next to others that do. */
const STARTED_MS_MAX = 30_000
const AWAY_MS = 12_000
/** So soon it has to work again, without anybody doing anything. */
const GREEN_MS_MAX = 30_000
/**
 * In that time a process may say so much about it: more is a flood in which nobody finds anything.
 */
const LINES_MAX = 10
/** And so much of one processor it may use to see whether it is back. */
const BUSY_MAX = 0.3

const START = Date.UTC(2024, 4, 1)
const purchases = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    event: 'Purchase',
    event_id: `o${from + i}`,
    event_time: START / 1000 + from + i,
    source: 'shop',
    user: { external_id: `p${from + i}` },
  }))

test.each(['Kafka', 'Redis', 'ClickHouse'] as const)(
  '%s away: a process that runs and one that starts say so, stay alive, and go on when it is back',
  async (engine) => {
    await using servers = await startServers()
    await using weir = await startDeployment({ servers, settings: { KAFKA_SESSION_TIMEOUT: '3s' } })
    const { client, progress } = weir
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await client.put('/v1/segments/bought', { name: 'Bought', rule: { event: { name: 'Purchase' }, within: 'all' } })
    await client.send(purchases(0, 20))
    await progress.settled()

    const watched: Watched[] = NEEDED_BY[engine].map((name) => watch(weir.service(name), 'running'))
    await kill(servers, engine)
    for (const name of NEEDED_BY[engine]) watched.push(watch(await weir.add(name), 'started without it'))
    const redMs = await Promise.all(
      watched.map(async ({ service, how }) => {
        const since = performance.now()
        await eventually(() => saysAway(service, engine), how === 'running' ? RED_MS_MAX : STARTED_MS_MAX, 100).catch(
          (cause: unknown) => {
            throw new Error(`the ${service.name} (${how}) does not say that ${engine} is away`, { cause })
          },
        )
        expect((await fetch(`${service.url}/healthz`)).status, `the ${service.name} (${how}) lives`).toBe(200)
        return `${service.name} (${how}) ${(performance.now() - since).toFixed(0)}`
      }),
    )
    // Nobody needs it to take hits in: ingest has its spool.
    expect(await client.send(purchases(20, 20))).toBe(20)
    const busyBefore = await Promise.all(watched.map(({ service }) => processorMs(service)))
    await sleep(AWAY_MS)
    const busyAfter = await Promise.all(watched.map(({ service }) => processorMs(service)))
    const said = watched.map((one, i) => ({ ...one, lines: one.complaints(), busy: (busyAfter[i]! - busyBefore[i]!) / AWAY_MS }))
    for (const { service, how, lines, busy } of said) {
      expect(busy, `the ${service.name} (${how}) spins`).toBeLessThan(BUSY_MAX)
      expect(lines.join('\n'), `the ${service.name} (${how}) names it`).toMatch(NAMES[engine])
      expect(lines.length, `the ${service.name} (${how}) floods:\n${lines.join('\n')}`).toBeLessThanOrEqual(LINES_MAX)
    }

    await restart(servers, engine)
    const back = performance.now()
    for (const { service } of watched) await service.ready(GREEN_MS_MAX)
    const greenMs = performance.now() - back
    await client.send(purchases(40, 20))
    await eventually(() => progress.settled().then(() => true), GREEN_MS_MAX, 250)
    expect((await client.get<{ size: number }>('/v1/segments/bought/size')).size).toBe(60)
    // All of it without a supervisor.
    for (const { service, how, hasEnded } of watched) expect(hasEnded(), `the ${service.name} (${how}) has ended`).toBe(false)
    process.stdout.write(
      `${engine} away; red after (ms): ${redMs.join(', ')}\nlines meanwhile, and share of a processor: ${said.map(({ service, how, lines, busy }) => `${service.name} (${how}) ${lines.length}, ${(busy * 100).toFixed(0)} %`).join('; ')}; all green ${greenMs.toFixed(0)} ms after it was back\n`,
    )
  },
)

interface Watched {
  service: Service
  how: string
  hasEnded: () => boolean
  /** Warnings and worse that it printed since. */
  complaints: () => string[]
}

function watch(service: Service, how: string): Watched {
  const running = service.process()
  let over = false
  void running.ended.then(() => (over = true))
  const from = running.stderr().length
  const isComplaint = (line: string): boolean => /"level":"(warn|error|fatal)"/.test(line)
  return { service, how, hasEnded: () => over, complaints: () => running.stderr().slice(from).split('\n').filter(isComplaint) }
}

/** How long a process has had a processor since its start, ms. */
async function processorMs(service: Service): Promise<number> {
  const stat = await readFile(`/proc/${service.process().pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number)
  // In ticks of 10 ms.
  return (user + system) * 10
}

async function saysAway({ url }: Service, engine: Engine): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`)
  const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean }[] }
  return answer.status === 503 && checks.some(({ name, ok }) => name === engine && !ok)
}

function kill({ kafka, redis, clickhouse }: Servers, engine: Engine): Promise<void> {
  return { Kafka: () => kafka.kill(0), Redis: () => redis.kill(), ClickHouse: () => clickhouse.kill() }[engine]()
}

function restart({ kafka, redis, clickhouse }: Servers, engine: Engine): Promise<void> {
  return { Kafka: () => kafka.restart(0), Redis: () => redis.restart(), ClickHouse: () => clickhouse.restart() }[engine]()
}
