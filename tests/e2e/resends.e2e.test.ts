import { eventKey, fromClickhouseTime, PURPOSES } from '@weir/contracts'
import type { Condition, ConsentMark, FactRow, HitConsent, SegmentDefinition } from '@weir/contracts'
import { explain, toSql } from '@weir/segmentation'
import { segmentArbitrary } from '@weir/segmentation/testing'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReportReader } from '../../services/reporting/src/shared/reader.ts'
import { queryHistory } from '../../services/reporting/src/shared/sql/person-history.ts'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { openFactRows } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'
import type { LooseHit } from '../support/hits.ts'
import { createReference, definition } from '../support/reference.ts'

/**
 * Events that come once more after the 48 h in which copies are recognised, under the same source,
 * name, id and time: as they were, or with other properties, another value, person or consent.
 * Stream, oracle, SQL and why mean the same events.
 */
const PEOPLE = 40
const SEED = Number(process.env['SEED'] ?? 20_240_401)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2024, 2, 25)
const END = START + 9 * DAY

const bought = (rest: object): Condition => ({ event: { name: 'Purchase' }, within: '30d', ...rest }) as Condition
const RULES: Record<string, Condition> = {
  once: bought({ count: { eq: 1 } }),
  twice: bought({ count: { eq: 2 } }),
  recently: { event: { name: 'Purchase' }, within: '7d' },
  spent: bought({ sum: { path: 'properties.value', gte: 25 } }),
  'one-value': bought({ distinct: { path: 'properties.value', eq: 1 } }),
  'last-dear': bought({ last: { path: 'properties.value', gte: 15 } }),
  dear: { event: { name: 'Purchase', where: [{ path: 'properties.value', op: 'gte', value: 20 }] }, within: '30d' },
  unbranded: { event: { name: 'Purchase', where: [{ path: 'properties.brand', op: 'not_exists' }] }, within: '30d' },
  'not-acme': {
    not: { event: { name: 'Purchase', where: [{ path: 'properties.brand', op: 'eq', value: 'acme' }] }, within: 'all' },
  },
  gold: { trait: 'plan', eq: 'gold' },
  'gold-long': { trait: 'plan', eq: 'gold', for: '2d' },
  'cart-then-bought': {
    sequence: [{ event: { name: 'AddToCart' } }, { event: { name: 'Purchase' } }],
    span: '7d',
    within: '30d',
  },
}

function consentOf(random: Random): HitConsent {
  const mark = (): ConsentMark => ({ granted: random.chance(0.8), by: random.pick(['signal', 'basis'] as const) })
  const held: ConsentMark = { granted: true, by: 'basis' }
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, purpose === 'profiling' ? mark() : held])) as HitConsent
}

function contentOf(random: Random): Pick<LooseHit, 'body'> {
  const brand = random.pick([undefined, 'acme', 'other'])
  const plan = random.pick([undefined, 'gold', 'free'])
  const properties = { value: random.pick([5, 10, 20]), ...(brand === undefined ? {} : { brand }) }
  return { body: { properties, ...(plan === undefined ? {} : { traits: { plan } }) } }
}

function firsts(random: Random): LooseHit[] {
  return Array.from({ length: PEOPLE * 3 }, (_, i) => {
    const at = START + random.int(40) * HOUR
    return {
      id: `e${i}`,
      name: random.pick(['Purchase', 'Purchase', 'AddToCart']),
      who: `p${random.int(PEOPLE)}`,
      at,
      receivedAt: at + random.pick([-2 * 60_000, 0, 0, HOUR]),
      consent: consentOf(random),
      ...contentOf(random),
    }
  })
}

const KINDS = ['same', 'value', 'content', 'person', 'consent', 'nobody'] as const

function again(random: Random, first: LooseHit, kind: (typeof KINDS)[number], receivedAt: number): LooseHit {
  const copy: LooseHit = { ...first, receivedAt }
  if (kind === 'value') return { ...copy, body: { ...first.body, properties: { ...first.body?.properties, value: 40 } } }
  if (kind === 'content') return { ...copy, ...contentOf(random) }
  if (kind === 'person') return { ...copy, who: `p${random.int(PEOPLE)}` }
  if (kind === 'consent') return { ...copy, consent: consentOf(random) }
  return kind === 'nobody' ? { ...copy, who: undefined } : copy
}

/** Twice each event comes again, each time in another order. @returns how many of each kind. */
async function tell(driver: Driver, random: Random): Promise<Map<string, number>> {
  const told = new Map<string, number>()
  const sent = firsts(random)
  for (const [id, rule] of Object.entries(RULES).slice(0, 6)) await driver.put(id, rule)
  await driver.applied()
  await driver.hits(sent.toSorted((a, b) => a.receivedAt! - b.receivedAt!))
  for (const day of [5, 8]) {
    await driver.advance(START + day * DAY)
    const copies = sent.map((first) => {
      const kind = random.pick(KINDS)
      told.set(kind, (told.get(kind) ?? 0) + 1)
      return again(random, first, kind, START + day * DAY)
    })
    await driver.hits(copies.toSorted(() => random.int(3) - 1))
  }
  // These count history: what the log says of every event, in its order.
  await driver.settle()
  for (const [id, rule] of Object.entries(RULES).slice(6)) await driver.put(id, rule)
  await driver.applied()
  await driver.advance(END)
  return told
}

let driver: Driver
let opened: FactsWarehouse | undefined
let told: Map<string, number>
let facts: FactRow[]
beforeAll(async () => {
  driver = await createDriver({ partitions: 3, start: START })
  told = await tell(driver, seededRandom(SEED))
  facts = await driver.facts()
  opened = await openFactRows(facts)
})
afterAll(async () => {
  await driver[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

async function bySql({ warehouse }: FactsWarehouse, segment: SegmentDefinition, at: number): Promise<string[]> {
  const { sql, params } = toSql(segment, at)
  const rows = await warehouse.query<{ person: string }>(sql, params, { maxSeconds: 30 })
  return rows.map(({ person }) => person).sort()
}

const definitions = Object.entries(RULES).map(([id, rule]) => definition(id, rule))

test('stream, oracle, SQL and why say the same of everybody', async () => {
  expect(KINDS.filter((kind) => (told.get(kind) ?? 0) < 10)).toEqual([])
  const reference = createReference(driver.accepted)
  const reader = createReportReader(opened!.warehouse)
  const histories = await Promise.all(
    reference.people.map(async (person) => [person, await queryHistory(reader, person)] as const),
  )
  let members = 0
  for (const segment of definitions) {
    const expected = reference.membersAt(segment, END)
    members += expected.length
    expect(await driver.membersOf(segment.id), `the stream on ${segment.id}`).toEqual(expected)
    expect(await bySql(opened!, segment, END), `SQL on ${segment.id}`).toEqual(expected)
    const explained = histories.flatMap(([person, history]) => (explain(segment, history, END).member ? [person] : []))
    expect(explained.sort(), `why on ${segment.id}`).toEqual(expected)
  }
  expect(members).toBeGreaterThan(100)
})

test('so do oracle and SQL of random rules at instants of the past', async () => {
  const reference = createReference(driver.accepted)
  const instants = fc.integer({ min: 0, max: 9 * 24 }).map((hours) => START + hours * HOUR)
  await fc.assert(
    fc.asyncProperty(segmentArbitrary(), instants, async (segment, at) => {
      expect(await bySql(opened!, segment, at)).toEqual(reference.membersAt(segment, at))
    }),
    { numRuns: 40, seed: SEED },
  )
})

test('an event that comes again as it was is one event; with another content it is another one', async () => {
  await using story = await createDriver({ partitions: 3, start: START })
  await story.segment('once', RULES['once']!)
  await story.segment('twice', RULES['twice']!)
  const order = { who: 'ann', id: 'order-1', at: START, body: { properties: { value: 10, currency: 'EUR' } } }
  await story.hit(order)
  await story.advance(START + 3 * DAY)
  // The order of its keys is not what an event says.
  await story.hit({ ...order, body: { properties: { currency: 'EUR', value: 10 } } })
  await story.settle()
  expect(await story.membersOf('once')).toEqual([personNamed('ann')])
  await story.advance(START + 6 * DAY)
  await story.hit({ ...order, body: { properties: { value: 12, currency: 'EUR' } } })
  await story.settle()
  expect(await story.membersOf('twice')).toEqual([personNamed('ann')])
})

test('it would be noticed if the warehouse took what has one id and time for one event', async () => {
  const careless = facts.map((fact) => ({
    ...fact,
    eid: eventKey(fact.source, fact.name, fact.event_id, fromClickhouseTime(fact.event_time)),
  }))
  await using broken = await openFactRows(careless)
  const found = await Promise.all(
    definitions.map(async (segment) => [await bySql(broken, segment, END), await driver.membersOf(segment.id)]),
  )
  expect(found.filter(([sql, stream]) => sql!.join() !== stream!.join()).length).toBeGreaterThan(3)
})
