import { eventually, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startDeployment, startServers } from '../support/deployment.ts'
import { metricOf } from '../support/service-metrics.ts'
import { countingSettings, countsOf, perEvent } from './commands-per-event/counts.ts'

const EVENTS = 20_000
const REQUEST = 50
const AT_ONCE = 8
const PEOPLE = 5_000
const SEGMENTS = 20
const ALONE = 60

test('nothing is asked of Kafka, Redis or ClickHouse once per event', async () => {
  await using servers = await startServers({ fsync: 'everysec' })
  await using folder = await tempFolder('request-counts')
  await using weir = await startDeployment({ servers, settings: { WEIR_CLOCK: 'system', ...countingSettings(folder.path) } })
  const { client } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const rule = (i: number) => ({ event: { name: `Event${i % 5}` }, within: `${1 + i}d`, count: { gte: 1 + (i % 3) } })
  for (let i = 0; i < SEGMENTS; i++) await client.put(`/v1/segments/s${i}`, { name: `S${i}`, rule: rule(i) })

  const event = (i: number) => ({
    event: `Event${i % 5}`,
    event_id: `e${i}`,
    event_time: Date.now() / 1000,
    source: 'shop',
    user: { external_id: `customer-${i % PEOPLE}` },
    properties: { value: 5 },
  })
  const count = () => countsOf(weir, servers.redis.url, folder.path)
  let sent = 0
  /** Waits until all facts are in the warehouse, without asking Redis itself. */
  const settle = async (): Promise<void> => {
    const facts = (): Promise<number> => metricOf(weir, 'loader', 'weir_loader_rows_total', 'table="facts"')
    await eventually(async () => (await facts()) >= sent, 90_000, 100)
  }

  const start = await count()
  const sender = async (): Promise<void> => {
    while (sent < EVENTS) {
      const first = sent
      sent += REQUEST
      expect(await client.send(Array.from({ length: REQUEST }, (_, i) => event(first + i)))).toBe(REQUEST)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  await settle()
  const together = perEvent(start, await count(), EVENTS)
  process.stdout.write(`per event, in requests of ${REQUEST}: ${JSON.stringify(together)}\n`)
  expect(await metricOf(weir, 'segmenter', 'weir_fold_events_total')).toBe(EVENTS)

  // The counters count: one event after the other cannot do without a few requests for each of
  // them.
  const before = await count()
  for (let i = 0; i < ALONE; i++) {
    await client.send([event(sent++)])
    await eventually(async () => (await metricOf(weir, 'segmenter', 'weir_fold_events_total')) >= sent, 10_000, 5)
  }
  await settle()
  const alone = perEvent(before, await count(), ALONE)
  process.stdout.write(`per event, one after the other: ${JSON.stringify(alone)}\n`)
  // Hits, events and facts, each appended by itself.
  expect(alone.produce).toBeGreaterThanOrEqual(3)
  expect(alone.fetch).toBeGreaterThanOrEqual(2)
  expect(alone.redisWrites).toBeGreaterThanOrEqual(4)
  expect(alone.redisCommands).toBeGreaterThanOrEqual(10)
  expect(alone.inserts).toBeGreaterThan(0.02)

  for (const name of ['produce', 'fetch', 'redisWrites', 'inserts'] as const) expect(together[name], name).toBeLessThan(0.1)
  // These are run inside of the scripts too, in time that grows with what changes and not with
  // round trips.
  expect(together.redisCommands).toBeLessThan(1)
  expect(together.redisCommands / alone.redisCommands).toBeLessThan(0.1)
}, 240_000)
