import type { Condition, Identifier, IdType } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { seededRandom, sharesOf } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { segmentArbitrary, storyArrivals, storyRules } from '../../packages/segmentation/src/testing/arbitraries.ts'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import type { LooseHit } from '../support/hits.ts'
import { componentsOf, identitiesOf } from '../support/identities.ts'

/** Of the stories of each kind, so many are told in one turn. */
const MANY = 20
/** So many turns tell 60 of each kind. */
const TURNS = 3

/** `SIM_SEEDS` tells a tenth as many; `SIM_FIRST` others. */
const chosen = [process.env['SIM_SEEDS'], process.env['SIM_FIRST']].some((said) => said !== undefined)
const shares = chosen ? [0] : sharesOf('stories of people', TURNS)
const SEEDS = Math.ceil(Number(process.env['SIM_SEEDS'] ?? 10 * MANY * shares.length) / 10)
const FIRST = Number(process.env['SIM_FIRST'] ?? 1 + MANY * (shares[0] ?? 0))
const START = Date.UTC(2024, 0, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const BODIES = fc
  .sample(storyArrivals, { seed: 1, numRuns: 400 })
  .map(({ event: { hit } }) => ({ name: hit.name, body: hit.body }))
const RULES = fc.sample(segmentArbitrary('tested', storyRules), { seed: 2, numRuns: 300 })

/** Several browsers, addresses and numbers of few people, some of them in one hit. */
function idsOf(random: Random, types: readonly IdType[]): Identifier[] {
  const ids = new Map<IdType, Identifier>()
  for (let n = 1 + random.int(3); n > 0; n--) {
    const type = random.pick(types)
    ids.set(type, { type, value: `v${random.int(12)}` })
  }
  return [...ids.values()]
}

/** Rules that are true of many, and some of them undone by what another id did. */
function plainRule(random: Random): Condition {
  const { name } = random.pick(BODIES)
  const did: Condition = { event: { name }, within: random.pick(['1d', '3d', '30d', 'all']), count: { gte: 1 + random.int(3) } }
  const other: Condition = { event: { name: random.pick(BODIES).name }, within: random.pick(['2d', 'all']) }
  return random.pick<Condition>([did, { not: did }, { all: [did, { not: other }] }, { any: [did, other] }])
}

interface Story {
  partitions: number
  batch: number
  types: readonly IdType[]
}

/** Tells one story, and checks everybody at its end. */
async function tell(seed: number, { partitions, batch, types }: Story): Promise<{ merges: number; members: number }> {
  const random = seededRandom(seed)
  await using driver = await createDriver({ partitions, batch, start: START })
  for (let n = 0; n < 4; n++) await define(driver, random)
  for (let chapter = 0; chapter < 6; chapter++) {
    const hits = Array.from({ length: 1 + random.int(25) }, (): LooseHit => {
      const { name, body } = random.pick(BODIES)
      const now = driver.clock.now()
      const at = random.chance(0.3) ? now - random.int(3 * DAY) : now
      const said = random.chance(0.15) ? { [random.pick(['profiling', 'personalised_ads'] as const)]: random.chance(0.4) } : {}
      return {
        ids: idsOf(random, types),
        name,
        body,
        at,
        said,
        source: 'shop',
        channel: random.pick(['pixel', 'server'] as const),
      }
    })
    for (const part of [hits.slice(0, 10), hits.slice(10)]) {
      await driver.hits(part)
      if (random.chance(0.3)) await driver.settle()
    }
    if (random.chance(0.4)) await define(driver, random)
    if (random.chance(0.2)) await driver.restart()
    await driver.advance(driver.clock.now() + random.pick([1, MINUTE, HOUR, 12 * HOUR, 2 * DAY]))
  }
  await driver.applied()
  await driver.settle()
  return await check(driver, partitions, types.includes('external_id'))
}

async function define(driver: Driver, random: Random): Promise<void> {
  const id = `s${random.int(4)}`
  const { rule, purposes } = random.chance(0.6) ? { rule: plainRule(random), purposes: undefined } : random.pick(RULES)
  await driver.put(id, rule, purposes)
  if (random.chance(0.5)) await driver.applied()
}

async function check(driver: Driver, partitions: number, areApart: boolean): Promise<{ merges: number; members: number }> {
  const identities = identitiesOf(driver, partitions)
  const events = await identities.events()
  expect(await driver.rejected()).toEqual([])
  // Everything that was accepted counts once.
  const counted = [...events.values()].flat().map(({ hit }) => hit.event_id)
  expect(counted.toSorted()).toEqual(driver.accepted.map(({ event_id }) => event_id).toSorted())
  if (!areApart) {
    const components = componentsOf(driver.accepted)
    for (const of of events.values()) expect(new Set(of.map(({ hit }) => components.get(hit.event_id))).size).toBe(1)
    expect(events.size).toBe(new Set(components.values()).size)
  }
  for (const { ids } of driver.accepted)
    for (const id of ids) {
      const owner = await identities.ownerOf(id)
      expect(owner?.identifiers.some(({ type, value }) => type === id.type && value === id.value)).toBe(true)
    }
  let members = 0
  const now = driver.clock.now()
  const segments = driver.config.segments()
  for (const segment of segments) {
    const expected = [...events].filter(([, history]) => isMemberAt(segment, history, now, segments)).map(([person]) => person)
    expect(await driver.membersOf(segment.id), `${segment.id} ${JSON.stringify(segment.rule)}`).toEqual(expected.toSorted())
    members += expected.length
  }
  const people = await Promise.all([...events.keys()].map((id) => identities.living(id)))
  return { members, merges: people.reduce((sum, person) => sum + (person?.absorbed.length ?? 0), 0) }
}

const WEAK: IdType[] = ['email', 'phone', 'ttp', 'anonymous_id']

describe.each<[string, Story]>([
  ['one partition', { partitions: 1, batch: 500, types: WEAK }],
  ['four partitions', { partitions: 4, batch: 500, types: WEAK }],
  ['four partitions, record by record', { partitions: 4, batch: 1, types: WEAK }],
  ['logins on shared browsers, three partitions', { partitions: 3, batch: 7, types: ['external_id', ...WEAK] }],
])('browser and server hits become one person: %s', (_, story) => {
  test(`${SEEDS} stories`, async () => {
    let merges = 0
    let members = 0
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        const told = await tell(seed, story)
        merges += told.merges
        members += told.members
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
    expect(merges).toBeGreaterThan(SEEDS)
    expect(members).toBeGreaterThan(SEEDS)
  }, 600_000)
})

describe('an identifier that too many strangers give', () => {
  const kiosk: Identifier = { type: 'phone', value: 'kiosk' }
  const email = (n: number): Identifier => ({ type: 'email', value: `e${n}` })

  test.each([1, 3])('links nobody more, and what is done under it alone is nobody else’s (%i partitions)', async (partitions) => {
    await using driver = await createDriver({ partitions })
    const identities = identitiesOf(driver, partitions)
    for (let n = 0; n < 25; n++) {
      await driver.hit({ ids: [{ type: 'external_id', value: `x${n}` }, kiosk], name: 'Visit' })
      await driver.settle()
    }
    // The number was met before, and the strong identifiers were not.
    await driver.hit({ ids: [kiosk, { type: 'external_id', value: 'new' }], id: 'by-id' })
    await driver.hit({ ids: [kiosk, email(1), { type: 'ttp', value: 'cookie' }], id: 'by-mail' })
    await driver.hit({ ids: [kiosk], id: 'alone' })
    await driver.settle()
    const owner = async (id: Identifier) => (await identities.ownerOf(id))!.id
    const events = await identities.events()
    const eventsOf = async (id: Identifier) => events.get(await owner(id))!.map(({ hit }) => hit.event_id)
    expect(await eventsOf({ type: 'external_id', value: 'new' })).toEqual(['by-id'])
    expect(await eventsOf(email(1))).toEqual(['by-mail'])
    expect(await owner({ type: 'ttp', value: 'cookie' })).toBe(await owner(email(1)))
    expect(await eventsOf(kiosk)).toEqual(['alone'])
    expect(events.size).toBe(28)
  })
})

test.each([1, 4])('the copies of one event link what each of them had (%i partitions)', async (partitions) => {
  await using driver = await createDriver({ partitions })
  const identities = identitiesOf(driver, partitions)
  const cookie: Identifier = { type: 'ttp', value: 'cookie' }
  const email: Identifier = { type: 'email', value: 'e' }
  await driver.segment('carts', {
    all: [{ event: { name: 'AddToCart' }, within: '7d' }, { not: { event: { name: 'Purchase' }, within: '7d' } }],
  })
  await driver.hit({ ids: [cookie], name: 'AddToCart', id: 'cart', channel: 'pixel' })
  await driver.hit({ ids: [email], name: 'ViewContent', id: 'seen' })
  await driver.settle()
  expect(await driver.membersOf('carts')).toHaveLength(1)
  // The browser knows the cookie, the server the address; both say the same purchase.
  await driver.hit({ ids: [cookie], id: 'order', channel: 'pixel' })
  await driver.hit({ ids: [email], id: 'order', channel: 'server' })
  await driver.settle()
  const events = await identities.events()
  expect(events.size).toBe(1)
  expect([...events.values()].flat().map(({ hit }) => hit.event_id)).toEqual(expect.arrayContaining(['cart', 'seen', 'order']))
  expect([...events.values()].flat()).toHaveLength(3)
  expect(await identities.ownerOf(cookie)).toEqual(await identities.ownerOf(email))
  expect(await driver.membersOf('carts')).toEqual([])
})

test.each([1, 4])('who refuses is denied, and not the next one at their browser (%i partitions)', async (partitions) => {
  await using driver = await createDriver({ partitions })
  const cookie: Identifier = { type: 'ttp', value: 'cookie' }
  const ann: Identifier = { type: 'external_id', value: 'ann' }
  const bob: Identifier = { type: 'external_id', value: 'bob' }
  await driver.segment('bought', { event: { name: 'Purchase' }, within: '7d' })
  for (const ids of [[cookie], [ann, cookie], [bob, cookie]]) {
    await driver.hit({ ids })
    await driver.settle()
  }
  expect(await driver.membersOf('bought')).toHaveLength(2)
  await driver.hit({ ids: [ann], name: 'Consent', said: { storage: false, profiling: false } })
  await driver.settle()
  const identities = identitiesOf(driver, partitions)
  expect(await driver.membersOf('bought')).toEqual([(await identities.ownerOf(bob))!.id])
})
