import { setTimeout as sleep } from 'node:timers/promises'
import { dedupKey, partitionOf, segmentNumber, SegmentInput, TOPICS } from '@weir/contracts'
import type { FactRow, Hit, IdType, SegmentDefinition, Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { openConfigView } from '@weir/runtime'
import { decodePerson, encodePerson } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import { eventually, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { startKafka, startRedis } from '@weir/testkit/servers'
import { expect, test } from 'vitest'
import { startDeployment } from '../support/deployment.ts'
import type { Deployment, Service } from '../support/deployment.ts'
import { distinct } from '../support/driver.ts'
import { toHit } from '../support/hits.ts'
import { lookAtPeople } from '../support/identity-faults.ts'
import type { FoldAtRest } from '../support/identity-faults.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240408)
const PARTITIONS = 4
const KILLS = LONG ? 60 : 5
const EVERY_MS = 4_000
const CHUNKS = KILLS * 6
const CHUNK = 40
const HITS = CHUNKS * CHUNK
const PEOPLE = Math.floor(HITS / 6)
const COPIES = 0.05
const START = Date.UTC(2024, 4, 1)
const SECOND = 1_000
const HOUR = 3_600_000
const READ = { records: 10_000, bytes: 1 << 26 }
const TYPES: readonly IdType[] = ['email', 'phone', 'ttp', 'anonymous_id']
/** There is no history to ask it for: definitions are in force before the first hit. */
const NO_CLICKHOUSE = { url: 'http://127.0.0.1:1', username: 'none', password: 'none', database: 'none' }

const SEGMENTS = [
  segment('bought-twice', { event: { name: 'Purchase' }, within: 'all', count: { gte: 2 } }),
  segment('spent-lately', { event: { name: 'Purchase' }, within: '2h', sum: { path: 'properties.value', gte: 100 } }),
  segment('looked-only', {
    all: [{ event: { name: 'ViewContent' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within: '1h' } }],
  }),
]

function segment(id: string, rule: unknown): SegmentDefinition {
  return { ...SegmentInput.parse({ name: id, rule }), id, number: segmentNumber(id), version: 1 }
}

async function define({ log, progress }: Deployment): Promise<void> {
  const config = await openConfigView(log)
  for (const one of SEGMENTS) await config.put(`segment:${one.id}`, { ...one, updated_at: START })
  await progress.applied(config.segmentsVersion())
  await config.close()
}

/** A hit of somebody who has several addresses and browsers, of which it names up to three. */
function draw(random: Random, number: number): Hit {
  const who = random.int(PEOPLE)
  const ids = random
    .shuffle(TYPES)
    .slice(0, 1 + random.int(3))
    .map((type) => ({ type, value: `${type}-${who}-${random.int(2)}` }))
  const now = START + number * 10 * SECOND
  return toHit(
    {
      ids,
      id: `event-${number}`,
      name: random.pick(['Purchase', 'ViewContent']),
      at: random.chance(0.15) ? now - random.int(3 * HOUR) : now,
      said: random.chance(0.05) ? { profiling: random.chance(0.5) } : {},
      body: { properties: { value: random.int(100) } },
    },
    now,
  )
}

/** Appends what was accepted as ingest does, some of it again later. */
async function send(log: EventLog, hits: readonly Hit[], random: Random, pauseMs: number): Promise<void> {
  for (let from = 0; from < hits.length; from += CHUNK) {
    const chunk = hits.slice(from, from + CHUNK)
    const again = hits.slice(0, from + CHUNK).filter(() => random.chance((COPIES * CHUNK) / (from + CHUNK)))
    const entries = [...chunk, ...again].map((hit) => ({
      partition: partitionOf(dedupKey(hit), PARTITIONS),
      key: dedupKey(hit),
      value: Buffer.from(JSON.stringify(hit)),
    }))
    await log.append(TOPICS.hits, entries)
    await sleep(pauseMs)
  }
}

/** Segmenters die, or leave in peace, and come back a little later; sometimes both are away. */
async function storm(segmenters: readonly Service[], random: Random): Promise<void> {
  for (let i = 0; i < KILLS; i++) {
    const begun = performance.now()
    const victims = random.chance(0.2) ? segmenters : [random.pick(segmenters)]
    await Promise.all(victims.map((victim) => victim.kill(random.chance(0.7) ? 'SIGKILL' : 'SIGTERM')))
    await sleep(random.int(1_500))
    await Promise.all(victims.map((victim) => victim.start()))
    await sleep(Math.max(0, EVERY_MS - (performance.now() - begun)))
  }
}

/** Waits until everything is folded, moves log time, and waits for what falls due by that. */
async function settle({ log, fold, progress }: Deployment, now: number): Promise<void> {
  expect(await progress.counted(60_000)).toBe(true)
  const value = Buffer.from(JSON.stringify({ kind: 'tick', now }))
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  await log.append(
    TOPICS.events,
    partitions.map((partition) => ({ partition, key: '', value })),
  )
  expect(await progress.counted(60_000)).toBe(true)
  const isDone = async (partition: number): Promise<boolean> => (await fold.view(partition).due(now, 1)).length === 0
  await eventually(async () => (await Promise.all(partitions.map(isDone))).every(Boolean), 30_000, 100)
  expect(await progress.counted(60_000)).toBe(true)
}

async function recordsOf(log: EventLog, topic: Topic): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (let partition = 0; partition < log.partitions(topic); partition++) {
    const end = await log.end(topic, partition)
    for (let from = 0; from < end;) {
      const records = await log.read(topic, partition, from, READ)
      const last = records.at(-1)
      if (last === undefined) break
      all.push(...records)
      from = last.offset + 1
    }
  }
  return all
}

/** What log and state hold now; the log does not change any more. */
async function readSource(log: EventLog, fold: StateStore): Promise<FoldAtRest['source']> {
  const [facts, events] = [await recordsOf(log, TOPICS.facts), await recordsOf(log, TOPICS.events)]
  const rows = distinct(facts.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as FactRow))
  return {
    stores: { foldState: fold },
    facts: async () => rows,
    records: async (topic) => (topic === TOPICS.events ? events : recordsOf(log, topic)),
  }
}

/** Makes an absorbed person live again, as if their state had never gone to the other one. */
async function forge({ fold, source }: FoldAtRest): Promise<void> {
  for (const { person } of await source.facts()) {
    const partition = partitionOf(person, PARTITIONS)
    const [blob] = await fold.view(partition).load([person])
    const known = blob && decodePerson(blob)
    if (!known?.movedTo) continue
    const lease = await fold.acquire(partition)
    const position = await lease.position()
    const value = encodePerson({ ...known, movedTo: '' })
    await lease.commit({ expect: position, position, puts: [{ key: person, value }] })
    return
  }
  throw new Error('nobody was absorbed')
}

test(`${HITS} hits of people with several identifiers, ${KILLS} times a segmenter goes: everybody is one`, async () => {
  const random = seededRandom(SEED)
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()])
  await using _kafka = kafka
  await using _redis = redis
  await using weir = await startDeployment({
    servers: { kafka, redis, clickhouse: NO_CLICKHOUSE },
    settings: { WEIR_PARTITIONS: String(PARTITIONS), KAFKA_SESSION_TIMEOUT: '3s' },
    services: ['segmenter'],
  })
  const { log, fold } = weir
  const segmenters = [weir.service('segmenter'), await weir.add('segmenter')]
  await define(weir)

  const hits = Array.from({ length: HITS }, (_, number) => draw(random, number))
  await Promise.all([send(log, hits, random.fork(), (KILLS * EVERY_MS) / CHUNKS), storm(segmenters, random.fork())])
  const at = START + HITS * 10 * SECOND + HOUR
  const begun = performance.now()
  await settle(weir, at)
  const settledMs = performance.now() - begun

  const told: FoldAtRest = { source: await readSource(log, fold), fold, hits, segments: SEGMENTS, at }
  const { faults, people, merges, members } = await lookAtPeople(told)
  process.stdout.write(
    `seed ${SEED}: ${HITS} hits, ${KILLS} kills; ${people} people after ${merges} merges, members ${members.join(', ')}; settled ${(settledMs / 1000).toFixed(1)} s after the last\n`,
  )
  expect(faults).toEqual([])
  expect(merges).toBeGreaterThan(people / 10)
  for (const size of members) expect(size > 0 && size < people, 'a segment of some').toBe(true)

  await Promise.all(segmenters.map((segmenter) => segmenter.kill('SIGKILL')))
  await forge(told)
  expect((await lookAtPeople(told)).faults.join('\n')).toContain('2 persons for one component')
})
