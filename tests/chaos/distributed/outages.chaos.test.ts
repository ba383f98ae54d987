import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startServers } from '../../support/deployment.ts'
import type { Servers, Service } from '../../support/deployment.ts'
import type { Client } from '../../support/embedded-client.ts'
import { exportedRows, membersOf } from '../../support/embedded-client.ts'
import { DEFINITIONS } from '../rules.ts'
import { nextEvent, toNative } from '../traffic.ts'
import type { Traffic } from '../traffic.ts'
import { percentile, rideOut } from './ride.ts'
import type { Ride } from './ride.ts'

/** An engine that is away for a while, and what goes on without it. */

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240405)
const PEOPLE_IN_ORDER = 5
const PARTITIONS = 2

test('Kafka away: hits are taken in all the same, and come in their order when it is back', async () => {
  const awayMs = LONG ? 600_000 : 20_000
  await using servers = await startServers()
  const inOrder = new Map<string, string[]>()
  let [takenMeanwhile, slowestMs, drainMs] = [0, 0, 0]
  const memoryMb: number[] = []
  const outcome = await rideOut({
    servers,
    seed: SEED,
    settings: { WEIR_PARTITIONS: `${PARTITIONS}` },
    workers: 3,
    pauseMs: 30,
    async storm({ weir, traffic, random }) {
      const stop = new AbortController()
      const people = Array.from({ length: PEOPLE_IN_ORDER }, (_, i) => `in-order-${i}`)
      const sending = people.map((who) => sendInOrder(who, weir.client, traffic, random.fork(), inOrder, stop.signal))
      await sleep(3_000)
      const ingest = weir.service('ingest')
      memoryMb.push(await residentMb(ingest))
      const [before, killed] = [traffic.counts.acknowledged, performance.now()]
      const refusedBefore = traffic.counts.unanswered
      await servers.kafka.kill(0)
      await sleep(awayMs)
      await eventually(() => (takenMeanwhile = traffic.counts.acknowledged - before) > 100, 30_000, 100)
      memoryMb.push(await residentMb(ingest))
      await servers.kafka.restart(0)
      const back = performance.now()
      await eventually(async () => (await metric(ingest, 'weir_ingest_spool_records')) === 0, 2 * awayMs, 100)
      drainMs = performance.now() - back
      slowestMs = Math.max(...traffic.answers.filter(({ at }) => at > killed && at < back).map(({ ms }) => ms))
      expect(await metric(ingest, 'weir_ingest_spool_drained_total')).toBeGreaterThan(0)
      expect(traffic.counts.unanswered - refusedBefore, 'requests without an answer').toBeLessThan(30)
      stop.abort()
      await Promise.all(sending)
    },
  })
  const drained = `${takenMeanwhile} events taken in meanwhile, the slowest answer ${slowestMs.toFixed(0)} ms; the spool empty ${drainMs.toFixed(0)} ms after Kafka was back; ingest had ${memoryMb.map((mb) => mb.toFixed(0)).join(', then ')} MB`
  process.stdout.write(`Kafka away for ${awayMs / 1000} s: ${drained}\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  expect(takenMeanwhile).toBeGreaterThan(100)
  expect(drainMs).toBeLessThan(2 * awayMs)
  expect(memoryMb[1]! - memoryMb[0]!).toBeLessThan(100)
  for (const [who, ids] of inOrder) {
    const found = await idsInLog(servers, new Set(ids))
    // An event finds its partition by its id, so one sender's events are on all of them.
    const parts = found.map((part) => new Set(part))
    expect(found, who).toEqual(parts.map((part) => ids.filter((id) => part.has(id))))
    expect(found.flat().length, who).toBe(ids.length)
  }
})

/**
 * One after the other, each when the one before it is acknowledged; so nothing but their order in
 * the log can tell them apart.
 */
async function sendInOrder(
  who: string,
  client: Client,
  traffic: Traffic,
  random: Ride['random'],
  inOrder: Map<string, string[]>,
  signal: AbortSignal,
): Promise<void> {
  const ids: string[] = []
  inOrder.set(who, ids)
  while (!signal.aborted) {
    const sent = nextEvent(traffic.history, random, who)
    ids.push(sent.event_id)
    const isIn = (): Promise<boolean> => client.call('POST', '/v1/events', [toNative(sent)]).then(({ status }) => status === 202)
    await eventually(isIn, 60_000, 50)
    sent.fate = 'ok'
    await sleep(50)
  }
}

/**
 * The ids of these events as they stand in each partition of the log, first copies only: an append
 * that is tried again may be there twice.
 */
async function idsInLog({ kafka }: Servers, ids: ReadonlySet<string>): Promise<string[][]> {
  const log = await openKafkaLog({ brokers: kafka.bootstrap, clientId: 'test', partitions: PARTITIONS, prefix: 'ride.' })
  const found: string[][] = []
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const inOrder = new Set<string>()
    const end = await log.end(TOPICS.hits, partition)
    for (let at = 0; at < end;) {
      const records = await log.read(TOPICS.hits, partition, at, { records: 5_000, bytes: 8_000_000 })
      for (const { value } of records) inOrder.add((JSON.parse(Buffer.from(value).toString()) as { event_id: string }).event_id)
      at = records.at(-1)!.offset + 1
    }
    found.push([...inOrder].filter((id) => ids.has(id)))
  }
  await log.close()
  return found
}

test('ClickHouse away: hits, memberships and exports go on, reports say that they cannot, and all of it is loaded later', async () => {
  const awayMs = LONG ? 1_800_000 : 20_000
  await using servers = await startServers()
  let figures = ''
  let [calmMs, awayP99Ms] = [0, 0]
  const outcome = await rideOut({
    servers,
    seed: SEED,
    async storm({ weir: { client }, traffic }) {
      const p99 = (from: number, to: number): number =>
        percentile(
          traffic.answers.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms),
          0.99,
        )
      await sleep(2_000)
      const begun = performance.now()
      await sleep(6_000)
      await servers.clickhouse.kill()
      const killed = performance.now()
      calmMs = p99(begun, killed)
      const [members, exported] = [await idsOf(client), await exportedRows(client, 'recent', 'csv')]
      await eventually(async () => (await idsOf(client)) !== members, 10_000, 200)
      await eventually(async () => (await exportedRows(client, 'recent', 'csv')).join() !== exported.join(), 10_000, 200)
      const preview = await client.call('POST', '/v1/segments/preview', { rule: DEFINITIONS[0]!.rule })
      expect(preview.status).toBe(503)
      await sleep(Math.max(0, awayMs - (performance.now() - killed)))
      await servers.clickhouse.restart()
      awayP99Ms = p99(killed, performance.now())
      figures = `p99 of ingest ${calmMs.toFixed(0)} ms before, ${awayP99Ms.toFixed(0)} ms while it was away`
    },
  })
  process.stdout.write(`ClickHouse away for ${awayMs / 1000} s: ${figures}\n${outcome.report}\n`)
  expect(outcome.faults).toEqual([])
  // Other work on the machine shows in a p99; whoever waited for ClickHouse would wait for seconds.
  expect(awayP99Ms).toBeLessThan(Math.max(2 * calmMs, calmMs + 100))
  expect(outcome.catchUpMs).toBeLessThan(awayMs)
})

async function idsOf(client: Client): Promise<string> {
  return (await membersOf(client, 'recent')).map(({ person }) => person).join()
}

async function metric({ url }: Service, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1])
}

async function residentMb(service: Service): Promise<number> {
  const status = await readFile(`/proc/${service.process().pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
}
