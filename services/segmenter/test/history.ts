import { eventKey, personId, TOPICS } from '@weir/contracts'
import type { Condition, EventBody, PersonEvent, SegmentDefinition } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Person, StateSpec } from '@weir/segmentation'
import type { Member } from '@weir/state'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'
import { expect } from 'vitest'
import { createPageCounter } from '../src/backfill/backfill.ts'
import type { History, PartitionOffsets } from '../src/backfill/history.ts'
import { createLogHistory } from '../src/backfill/history/log.ts'
import { createWarehouseHistory } from '../src/backfill/history/warehouse.ts'
import { loadPages } from '../src/backfill/pages.ts'
import type { Backfill } from '../src/backfill/state.ts'
import { toFact } from '../src/evaluate/rows.ts'

export const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1)
export const NOW = START + 40 * DAY
export const PARTITIONS = 2
/** Of the two partitions the one that is looked at. */
export const PARTITION = 1
export const logger = createLogger('history-test', 'silent')
/** A loader that has loaded everything. */
export const READY = { loaded: async () => undefined, aliasesLoaded: async () => undefined }

export const ordinalOf = (i: number): number => (i + 1) * PARTITIONS + PARTITION
export const nameOf = (i: number): string => personId(`external_id:p${i}`)

/** What people did, in the log and in the warehouse. */
export interface World {
  log: EventLog
  people: Member[]
  /** The last offset. */
  end: number
}

const HELD = { by: 'basis', granted: true } as const

export function eventOf(random: Random, i: number, people: number): PersonEvent {
  const name = random.pick(['Purchase', 'Purchase', 'AddToCart', 'ViewContent', 'Custom-1'])
  const body: EventBody = random.chance(0.2)
    ? {}
    : {
        properties: {
          value: random.int(400) / 8,
          contents: [{ content_id: random.pick(['"a\\', 'b', 'ü']) }, { content_id: 'c' }],
          ...(random.chance(0.3) ? { note: `line\n${random.int(3)}` } : {}),
        },
      }
  const event_time = START + random.int(40 * DAY)
  const source = random.pick(['shop', 'shop', 'app'])
  const hit: PersonEvent['hit'] = {
    source,
    channel: 'server',
    name,
    event_id: `e${i}`,
    id_from: 'sender',
    event_time,
    received_at: event_time,
    ids: [],
    consent: { storage: HELD, profiling: HELD, personalised_ads: HELD, measurement: HELD, modelling: HELD },
    body,
  }
  const eid = eventKey(source, name, hit.event_id, event_time)
  // Some belong to nobody.
  return { kind: 'event', person: random.chance(0.03) ? '' : nameOf(random.int(people)), eid, rev: 0, hit }
}

/**
 * Random events; some sent again, some enriched (and then the older version is in the warehouse
 * still, or is not).
 */
export async function worldOf(
  warehouse: Warehouse,
  seed: number,
  events: number,
  people: number,
  enriched = 0.1,
): Promise<World> {
  const log = createMemoryLog({ partitions: PARTITIONS })
  const records = storyOf(seededRandom(seed), events, people, enriched)
  await append(log, PARTITION, records)
  // The neighbour partition, whose people are not ours.
  await append(log, 0, records.slice(0, 10))
  await insertFacts(warehouse, records, new Set(Array.from({ length: people }, (_, i) => nameOf(i))))
  return { log, people: membersOf(people), end: records.length - 1 }
}

export function append(log: EventLog, partition: number, all: readonly PersonEvent[]): Promise<void> {
  const facts = all.map((event, off) => toFact(event, 0, [], { part: partition, off, n: 0 }))
  return log.append(
    TOPICS.facts,
    facts.map((fact) => ({ partition, key: fact.person, value: Buffer.from(JSON.stringify(fact)) })),
  )
}

export function membersOf(people: number): Member[] {
  return Array.from({ length: people }, (_, i) => ({ ordinal: ordinalOf(i), id: nameOf(i) }))
}

export function storyOf(random: Random, events: number, people: number, enriched: number): PersonEvent[] {
  const records: PersonEvent[] = []
  const complete: PersonEvent[] = []
  for (let i = 0; i < events; i++) {
    if (random.chance(0.1) && complete.length > 0) {
      records.push(random.pick(complete))
      continue
    }
    const event = eventOf(random, i, people)
    records.push(event)
    if (!random.chance(enriched)) {
      complete.push(event)
      continue
    }
    const properties = { ...event.hit.body.properties, value: random.int(100), more: true }
    records.push({ ...event, person: event.person || nameOf(0), rev: 1, hit: { ...event.hit, body: { properties } } })
  }
  return records
}

/** As the fold writes them, each by itself, so that none has been merged. */
async function insertFacts(warehouse: Warehouse, records: readonly PersonEvent[], people: ReadonlySet<string>): Promise<void> {
  const numbers = new Map([...people].map((id, i) => [id, ordinalOf(i)]))
  const lines = records.map((event, off) => toFact(event, numbers.get(event.person) ?? 0, [], { part: PARTITION, off, n: 0 }))
  const strangers = lines.slice(0, 10).map((line) => ({ ...line, part: 0, ordinal: line.ordinal && line.ordinal - 1 }))
  const halves = [lines.filter((_, i) => i % 2 === 0), lines.filter((_, i) => i % 2 === 1), strangers]
  await warehouse.command('SYSTEM STOP MERGES facts')
  for (const half of halves)
    await warehouse.insertLines(
      'facts',
      half.map((row) => Buffer.from(JSON.stringify(row))),
    )
}

export function specsOf(...rules: readonly Condition[]): StateSpec[] {
  const definitions = rules.map((rule, i): SegmentDefinition => ({ id: `s${i}`, number: i, version: 1, name: `s${i}`, rule }))
  return [...compile(1, definitions).stateSpecs.values()]
}

export const purchases = (within: string) => ({ event: { name: 'Purchase' }, within, count: { gte: 3 } })
export const RULES: Record<string, Condition[]> = {
  'counts over a week': [purchases('7d')],
  'counts over weeks, of one source, and of all time': [
    purchases('30d'),
    { event: { name: 'Purchase', source: 'app' }, within: '2d' },
    { event: { names: ['AddToCart', 'ViewContent'] }, within: 'all', count: { lt: 2 } },
  ],
  'windows of the past, calendar days, fixed spans': [
    { event: { name: 'Purchase' }, within: { from: '14d', to: '3d' } },
    { event: { name: 'AddToCart' }, within: { whole_days: 5, time_zone: 'Europe/Berlin' }, active_days: { gte: 2 } },
    { event: { name: 'ViewContent' }, within: { since: '2024-03-10', until: '2024-03-20' }, count: { gte: 2 } },
  ],
  'values, texts and tests': [
    { event: { name: 'Purchase' }, within: '20d', sum: { path: 'properties.value', gte: 50 } },
    { event: { name: 'AddToCart' }, within: '20d', median: { path: 'properties.value', gte: 20 } },
    { event: { name_prefix: 'Custom' }, within: '10d', distinct: { path: 'properties.contents.content_id', gte: 2 } },
    { event: { name: 'Purchase', where: [{ path: 'properties.more', op: 'not_exists' }] }, within: '9d' },
    { event: { name: 'AddToCart', where: [{ path: 'properties.note', op: 'contains', value: '\n1' }] }, within: 'all' },
  ],
  'sequences and affinities': [
    {
      sequence: [{ event: { name: 'AddToCart' } }, { event: { name: 'Purchase' } }],
      span: '3d',
      within: '30d',
    },
    { affinity: { by: 'content_id', value: 'b' }, within: '30d', share: { gte: 0.5 } },
  ],
}

/** What {@link fillAll} is asked for. */
export interface Asked {
  specs: readonly StateSpec[]
  from?: number
  until?: number
  upTo?: PartitionOffsets
  /** Stop as soon as somebody is complete. */
  briefly?: boolean
}

/** Fills to the end. @returns what was staged, by ordinal, and how far it went. */
export async function fillAll(
  history: History,
  world: World,
  asked: Asked,
): Promise<{ people: Map<number, Person>; next: number }> {
  const to = world.people.at(-1)!.ordinal + 1
  let backfill: Backfill = {
    version: 5,
    since: 0,
    at: NOW,
    until: asked.until ?? world.end,
    next: asked.from ?? 0,
    to,
    overlap: 0,
    taken: {},
  }
  const about = {
    partition: PARTITION,
    partitions: PARTITIONS,
    specs: asked.specs,
    now: NOW,
    ...(asked.briefly ? { turnMs: 0 } : {}),
    ...(asked.upTo ? { upTo: asked.upTo } : {}),
  }
  const counter = createPageCounter(history, backfill, about)
  const blobs = new Map<string, Uint8Array>()
  while (backfill.next < to && !(asked.briefly && backfill.next > 0)) {
    const slice = await counter.slice(5_000)
    if (slice.outcome !== 'advanced') continue
    for (const { key, value } of slice.puts) blobs.set(key, value)
    backfill = { ...backfill, next: slice.next }
  }
  if (!asked.briefly) expect(await counter.slice(0)).toEqual({ outcome: 'complete' })
  counter.close()
  const ordinals = world.people.map(({ ordinal }) => ordinal)
  const pages = await loadPages({ load: async (keys) => keys.map((key) => blobs.get(key)) }, 5, ordinals, PARTITIONS)
  const found = ordinals.flatMap((ordinal) => pages.of(ordinal) ?? [])
  return { people: new Map(found.map((person) => [person.ordinal, person])), next: backfill.next }
}

/** What was counted, as plain values. */
export function counted(people: ReadonlyMap<number, Person>): unknown {
  return [...people].map(([ordinal, { windowStates }]) => ({
    ordinal,
    specs: [...windowStates].map(([id, { entries, exactFrom }]) => ({ id, entries, exactFrom })).sort((a, b) => a.id - b.id),
  }))
}

/** @param otherIds of those who were absorbed, with the ordinals of those who absorbed them. */
export function fromLog(
  { log, people, otherIds = new Map() }: World & { otherIds?: ReadonlyMap<string, number> },
  peopleAtOnce = 50_000,
): History {
  return createLogHistory({
    log,
    otherIds: async (_partition, asked) => {
      const wanted = new Set(asked.map(({ ordinal }) => ordinal))
      return new Map([...otherIds].filter(([, ordinal]) => wanted.has(ordinal)))
    },
    view: () => ({
      ordinals: async (from, limit) => people.filter(({ ordinal }) => ordinal >= from).slice(0, limit),
    }),
    peopleAtOnce,
  })
}

export function fromWarehouse(warehouse: Warehouse, eventsAtOnce = 1_000_000): History {
  return createWarehouseHistory({ ...READY, warehouse, logger, partitions: PARTITIONS, eventsAtOnce })
}
