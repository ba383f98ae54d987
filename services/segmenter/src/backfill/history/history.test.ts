import { clickhouseTime, eventKey, personId, TOPICS } from '@weir/contracts'
import type { Condition, EventBody, PersonEvent, SegmentDefinition } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Person, StateSpec } from '@weir/segmentation'
import type { Member } from '@weir/state'
import { eventually, seededRandom, tempFolder } from '@weir/testkit'
import type { Random, TempFolder } from '@weir/testkit'
import { migrate, openWarehouse, WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import type { Chdb } from '@weir/warehouse/chdb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toFact } from '../../evaluate/rows.ts'
import { createPageCounter } from '../backfill.ts'
import type { Backfill } from '../state.ts'
import type { History } from '../history.ts'
import { loadPages } from '../pages.ts'
import { createLogHistory } from './log.ts'
import { createWarehouseHistory } from './warehouse.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1)
const NOW = START + 40 * DAY
const PARTITIONS = 2
/** Of the two partitions the one that is looked at. */
const PARTITION = 1
const logger = createLogger('history-test', 'silent')

let folder: TempFolder
let chdb: Chdb
let warehouse: Warehouse

beforeAll(async () => {
  folder = await tempFolder('history')
  chdb = await startChdb({ dir: folder.path })
  warehouse = openWarehouse(chdb)
  await migrate(warehouse)
})
afterAll(async () => {
  await warehouse.close()
  await chdb.close()
  await folder[Symbol.asyncDispose]()
})
beforeEach(() => warehouse.command('TRUNCATE TABLE facts'))

const ordinalOf = (i: number): number => (i + 1) * PARTITIONS + PARTITION
const nameOf = (i: number): string => personId(`external_id:p${i}`)

/** What people did, in the log and in the warehouse. */
interface World {
  log: EventLog
  people: Member[]
  /** The last offset. */
  end: number
}

const HELD = { by: 'basis', granted: true } as const

function eventOf(random: Random, i: number, people: number): PersonEvent {
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
async function worldOf(seed: number, events: number, people: number, enriched = 0.1): Promise<World> {
  const random = seededRandom(seed)
  const log = createMemoryLog({ partitions: PARTITIONS })
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
  const append = (partition: number, all: readonly PersonEvent[]): Promise<void> =>
    log.append(
      TOPICS.events,
      all.map((event) => ({ partition, key: event.person, value: Buffer.from(JSON.stringify(event)) })),
    )
  await append(PARTITION, records)
  // The neighbour partition, whose people are not ours.
  await append(0, records.slice(0, 10))
  await insertFacts(records, new Set(Array.from({ length: people }, (_, i) => nameOf(i))))
  const members = Array.from({ length: people }, (_, i) => ({ ordinal: ordinalOf(i), id: nameOf(i) }))
  return { log, people: members, end: records.length - 1 }
}

/** As the fold writes them, each by itself, so that none has been merged. */
async function insertFacts(records: readonly PersonEvent[], people: ReadonlySet<string>): Promise<void> {
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

function specsOf(...rules: readonly Condition[]): StateSpec[] {
  const definitions = rules.map((rule, i): SegmentDefinition => ({ id: `s${i}`, number: i, version: 1, name: `s${i}`, rule }))
  return [...compile(1, definitions).stateSpecs.values()]
}

const purchases = (within: string) => ({ event: { name: 'Purchase' }, within, count: { gte: 3 } })
const RULES: Record<string, Condition[]> = {
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

interface Asked {
  specs: readonly StateSpec[]
  from?: number
  until?: number
  /** Stop as soon as somebody is complete. */
  briefly?: boolean
}

/** Counts to the end. @returns what the pages have, by ordinal, and how far it went. */
async function fillAll(history: History, world: World, asked: Asked): Promise<{ people: Map<number, Person>; next: number }> {
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
  }
  const counter = createPageCounter(history, backfill, about)
  const blobs = new Map<string, Uint8Array>()
  while (backfill.next < to && !(asked.briefly && backfill.next > 0)) {
    const counted = await counter.slice(5_000)
    if (counted.outcome !== 'advanced') continue
    for (const { key, value } of counted.puts) blobs.set(key, value)
    backfill = { ...backfill, next: counted.next }
  }
  if (!asked.briefly) expect(await counter.slice(0)).toEqual({ outcome: 'complete' })
  counter.close()
  const ordinals = world.people.map(({ ordinal }) => ordinal)
  const pages = await loadPages({ load: async (keys) => keys.map((key) => blobs.get(key)) }, 5, ordinals, PARTITIONS)
  const found = ordinals.flatMap((ordinal) => pages.of(ordinal) ?? [])
  return { people: new Map(found.map((person) => [person.ordinal, person])), next: backfill.next }
}

/** What was counted, as plain values. */
function counted(people: ReadonlyMap<number, Person>): unknown {
  return [...people].map(([ordinal, { windowStates }]) => ({
    ordinal,
    specs: [...windowStates].map(([id, { entries, exactFrom }]) => ({ id, entries, exactFrom })).sort((a, b) => a.id - b.id),
  }))
}

const fromLog = ({ log, people }: World, peopleAtOnce = 50_000): History =>
  createLogHistory({
    log,
    view: () => ({
      ordinals: async (from, limit) => people.filter(({ ordinal }) => ordinal >= from).slice(0, limit),
    }),
    peopleAtOnce,
  })
const fromWarehouse = (eventsAtOnce = 1_000_000, of: Warehouse = warehouse): History =>
  createWarehouseHistory({ warehouse: of, logger, partitions: PARTITIONS, loaded: async () => undefined, eventsAtOnce })

describe('both adapters count the same', () => {
  test.each(Object.entries(RULES))('%s', async (_, rules) => {
    const world = await worldOf(3, 3_000, 120)
    const specs = specsOf(...rules)
    const expected = counted((await fillAll(fromLog(world), world, { specs })).people)
    expect(expected).not.toEqual([])
    expect(counted((await fillAll(fromWarehouse(), world, { specs })).people)).toEqual(expected)
    // However little is taken at once.
    expect(counted((await fillAll(fromLog(world, 7), world, { specs })).people)).toEqual(expected)
    expect(counted((await fillAll(fromWarehouse(100), world, { specs })).people)).toEqual(expected)
  })

  test('up to an offset, and no further', async () => {
    // An event that is enriched later may be in the warehouse in its newer version only; that one
    // came live.
    const world = await worldOf(4, 1_000, 40, 0)
    const specs = specsOf(...Object.values(RULES).flat())
    const asked = { specs, until: 400 }
    const some = counted((await fillAll(fromWarehouse(), world, asked)).people)
    expect(some).toEqual(counted((await fillAll(fromLog(world), world, asked)).people))
    expect(some).not.toEqual(counted((await fillAll(fromWarehouse(), world, { specs })).people))
  })

  test.each(['log', 'warehouse'])('from the %s it goes on where it was', async (kind) => {
    const world = await worldOf(5, 4_000, 1_500)
    const specs = specsOf(purchases('30d'))
    const history = kind === 'log' ? fromLog(world, 600) : fromWarehouse(500)
    const whole = counted((await fillAll(history, world, { specs })).people) as unknown[]
    const first = await fillAll(history, world, { specs, briefly: true })
    expect(first.next).toBeLessThan(world.people.at(-1)!.ordinal)
    const rest = await fillAll(history, world, { specs, from: first.next })
    const both = [...(counted(first.people) as unknown[]), ...(counted(rest.people) as unknown[])]
    expect(both).toEqual(whole)
  })
})

describe('the warehouse', () => {
  const failing = (times: number, kept: string[] = []): Warehouse => ({
    ...warehouse,
    async *stream<T>(sql: string, params: Parameters<Warehouse['stream']>[1], limits: Parameters<Warehouse['stream']>[2]) {
      kept.push(sql)
      if (times-- > 0) throw new WarehouseError('away', { code: 'ECONNREFUSED', fault: 'outage', outcomeUnknown: false })
      yield* warehouse.stream<T>(sql, params, limits)
    },
  })

  test('is asked again when it does not answer', async () => {
    const world = await worldOf(6, 500, 30)
    const specs = specsOf(purchases('30d'))
    const expected = counted((await fillAll(fromWarehouse(), world, { specs })).people)
    const asked: string[] = []
    expect(counted((await fillAll(fromWarehouse(100, failing(3, asked)), world, { specs })).people)).toEqual(expected)
    expect(asked.length).toBeGreaterThan(4)
  })

  test('is waited for until it has everything, however often the loader stops', async () => {
    const world = await worldOf(7, 200, 10)
    const specs = specsOf(purchases('30d'))
    const calls: number[] = []
    const loaded = async (partition: number): Promise<void> => {
      calls.push(partition)
      if (calls.length < 3) throw new Error('the loader is closed')
    }
    const history = createWarehouseHistory({ warehouse, logger, partitions: PARTITIONS, loaded })
    const { people } = await fillAll(history, world, { specs })
    expect(people.size).toBeGreaterThan(0)
    expect(calls).toEqual([PARTITION, PARTITION, PARTITION])
  })

  test('does not hold up whoever closes meanwhile', async () => {
    const world = await worldOf(8, 50, 5)
    let called = false
    const loaded = async (): Promise<void> => {
      called = true
      throw new Error('never')
    }
    const history = createWarehouseHistory({ warehouse, logger, partitions: PARTITIONS, loaded })
    const signal = new AbortController()
    const ask = { partition: PARTITION, until: world.end, from: 0, to: 99, specs: specsOf(purchases('7d')), now: NOW }
    const pages = history.pages({ ...ask, signal: signal.signal })[Symbol.asyncIterator]()
    const first = pages.next()
    await eventually(async () => called)
    signal.abort()
    expect((await first).done).toBe(true)
  })

  test('reads bodies only for conditions that look at them, and old events not at all', async () => {
    const world = await worldOf(9, 500, 20)
    const asked: string[] = []
    await fillAll(fromWarehouse(1000, failing(0, asked)), world, { specs: specsOf(purchases('7d')) })
    expect(asked.join()).not.toMatch(/body|bodies/)
    await fillAll(fromWarehouse(1000, failing(0, asked)), world, { specs: specsOf(...RULES['values, texts and tests']!) })
    expect(asked.join()).toMatch(/bodies/)
  })

  test('tells from when on the state is exact where events were left out', async () => {
    const old = { event_time: clickhouseTime(NOW - 8 * DAY), received_at: clickhouseTime(NOW - 8 * DAY) }
    const world = await worldOf(10, 0, 1)
    const template = toFact({ ...eventOf(seededRandom(1), 1, 1), person: nameOf(0) }, ordinalOf(0), [], {
      part: PARTITION,
      off: 0,
      n: 0,
    })
    const row = { ...template, ...old, name: 'Purchase' }
    await warehouse.insertLines('facts', [Buffer.from(JSON.stringify(row))])
    const { people } = await fillAll(fromWarehouse(), { ...world, end: 0 }, { specs: specsOf(purchases('7d')) })
    const states = [...people.values()].flatMap((person) => [...person.windowStates.values()])
    expect(states.map(({ entries, exactFrom }) => ({ entries, exactFrom }))).toEqual([{ entries: [], exactFrom: NOW - DAY }])
  })
})
