import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { dedupKey, partitionOf, segmentNumber, SegmentInput, TOPICS } from '@weir/contracts'
import type { FactRow, Hit, IdType, SegmentDefinition, Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { openConfigView } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import { eventually } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { expect } from 'vitest'
import type { Deployment, Service } from './deployment.ts'
import { distinct } from './driver.ts'
import { toHit } from './hits.ts'
import type { FoldAtRest } from './identity-faults.ts'

/** Hits that link people, on real servers, while segmenters are killed. */

const CHUNK = 40
const HITS_PER_PERSON = 6
const COPIES = 0.05
const START = Date.UTC(2024, 4, 1)
const SECOND = 1_000
const HOUR = 3_600_000
const READ = { records: 10_000, bytes: 1 << 26 }
const TYPES: readonly IdType[] = ['email', 'phone', 'ttp', 'anonymous_id']

export const SEGMENTS: readonly SegmentDefinition[] = [
  segment('bought-twice', { event: { name: 'Purchase' }, within: 'all', count: { gte: 2 } }),
  segment('spent-lately', { event: { name: 'Purchase' }, within: '2h', sum: { path: 'properties.value', gte: 100 } }),
  segment('looked-only', {
    all: [{ event: { name: 'ViewContent' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within: '1h' } }],
  }),
]

function segment(id: string, rule: unknown): SegmentDefinition {
  return { ...SegmentInput.parse({ name: id, rule }), id, number: segmentNumber(id), version: 1 }
}

export async function define({ log, progress }: Deployment): Promise<void> {
  const config = await openConfigView(log)
  for (const one of SEGMENTS) await config.put(`segment:${one.id}`, { ...one, updated_at: START })
  await progress.applied(config.segmentsVersion())
  await config.close()
}

/** Hits of people who have several addresses and browsers, of which each hit names up to three. */
export function drawHits(random: Random, count: number): Hit[] {
  const people = Math.floor(count / HITS_PER_PERSON)
  return Array.from({ length: count }, (_, number) => draw(random, number, random.int(people)))
}

/** The log time of the end of so many hits, Unix ms. */
export function endOf(count: number): number {
  return START + count * 10 * SECOND + HOUR
}

function draw(random: Random, number: number, who: number): Hit {
  const ids = random
    .shuffle(TYPES)
    .slice(0, 1 + random.int(3))
    .map((type) => ({ type, value: valueOf(type, `${type}-${who}-${random.int(2)}`) }))
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

/** As ingest would keep it, so that the API finds it. */
function valueOf(type: IdType, text: string): string {
  return type === 'email' || type === 'phone' ? createHash('sha256').update(text).digest('hex') : text
}

/** Appends what was accepted as ingest does, some of it again later, within about so long. */
export async function send(log: EventLog, hits: readonly Hit[], random: Random, lastsMs: number): Promise<void> {
  for (let from = 0; from < hits.length; from += CHUNK) {
    const chunk = hits.slice(from, from + CHUNK)
    const again = hits.slice(0, from + CHUNK).filter(() => random.chance((COPIES * CHUNK) / (from + CHUNK)))
    const entries = [...chunk, ...again].map((hit) => ({
      partition: partitionOf(dedupKey(hit), log.partitions(TOPICS.hits)),
      key: dedupKey(hit),
      value: Buffer.from(JSON.stringify(hit)),
    }))
    await log.append(TOPICS.hits, entries)
    await sleep((lastsMs * CHUNK) / hits.length)
  }
}

export interface Storm {
  kills: number
  everyMs: number
}

/** Segmenters die, or leave in peace, and come back a little later; sometimes both are away. */
export async function storm(segmenters: readonly Service[], random: Random, { kills, everyMs }: Storm): Promise<void> {
  for (let i = 0; i < kills; i++) {
    const begun = performance.now()
    const victims = random.chance(0.2) ? segmenters : [random.pick(segmenters)]
    await Promise.all(victims.map((victim) => victim.kill(random.chance(0.7) ? 'SIGKILL' : 'SIGTERM')))
    await sleep(random.int(1_500))
    await Promise.all(victims.map((victim) => victim.start()))
    await sleep(Math.max(0, everyMs - (performance.now() - begun)))
  }
}

/** Waits until everything is folded, moves log time, and waits for what falls due by that. */
export async function settle({ log, fold, progress }: Deployment, now: number): Promise<void> {
  expect(await progress.counted(60_000)).toBe(true)
  const value = Buffer.from(JSON.stringify({ kind: 'tick', now }))
  const partitions = Array.from({ length: fold.partitions }, (_, partition) => partition)
  await log.append(
    TOPICS.events,
    partitions.map((partition) => ({ partition, key: '', value })),
  )
  expect(await progress.counted(60_000)).toBe(true)
  const isDone = async (partition: number): Promise<boolean> => (await fold.view(partition).due(now, 1)).length === 0
  await eventually(async () => (await Promise.all(partitions.map(isDone))).every(Boolean), 30_000, 100)
  expect(await progress.counted(60_000)).toBe(true)
}

/** What log and state hold now; the log does not change any more. */
export async function readSource(log: EventLog, fold: StateStore): Promise<FoldAtRest['source']> {
  const [facts, events] = [await recordsOf(log, TOPICS.facts), await recordsOf(log, TOPICS.events)]
  const rows = distinct(facts.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as FactRow))
  return {
    stores: { foldState: fold },
    facts: async () => rows,
    records: async (topic) => (topic === TOPICS.events ? events : recordsOf(log, topic)),
  }
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
