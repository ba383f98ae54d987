import { identifierDigest, TOPICS } from '@weir/contracts'
import type { Condition, Identifier, IdType } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { decodeLinks, strongest, strongestIdentifier } from '@weir/identity'
import { createLogger, Registry } from '@weir/runtime'
import { decodePerson, isMemberAt } from '@weir/segmentation'
import { startSegmenter } from '@weir/segmenter'
import { createMemoryState } from '@weir/state/memory'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import type { LooseHit } from '../support/hits.ts'
import { identitiesOf } from '../support/identities.ts'
import type { Identities } from '../support/identities.ts'
import { apartComponents, receiptsOf, split } from '../support/splits.ts'
import type { Apart } from '../support/splits.ts'

const SEEDS = Math.ceil(Number(process.env['SIM_SEEDS'] ?? 200) / 10)
const FIRST = Number(process.env['SIM_FIRST'] ?? 1)
const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
const WEAK: IdType[] = ['email', 'phone', 'ttp', 'anonymous_id']

const EMAIL: Identifier = { type: 'email', value: 'e' }
const COOKIE: Identifier = { type: 'ttp', value: 't' }

describe.each([1, 4])('a wrong link is taken back, in %i partitions', (partitions) => {
  test('both are who they would be without it, and stay so', async () => {
    await using driver = await createDriver({ partitions, start: START })
    const identities = identitiesOf(driver, partitions)
    await driver.segment('carts', {
      all: [{ event: { name: 'AddToCart' }, within: '7d' }, { not: { event: { name: 'Purchase' }, within: '7d' } }],
    })
    await driver.hit({ ids: [COOKIE], name: 'AddToCart', id: 'cart' })
    await driver.advance(START + HOUR)
    await driver.hit({ ids: [EMAIL], name: 'ViewContent', id: 'seen' })
    await driver.advance(START + 2 * HOUR)
    await driver.hit({ ids: [EMAIL, COOKIE], name: 'Purchase', id: 'order' })
    await driver.settle()
    const one = (await identities.ownerOf(EMAIL))!
    expect((await identities.ownerOf(COOKIE))!.id).toBe(one.id)
    expect(await driver.membersOf('carts')).toEqual([])

    await split(driver, one.id, [COOKIE], 'wrong')
    await driver.settle()
    const [ada, visitor] = [(await identities.ownerOf(EMAIL))!, (await identities.ownerOf(COOKIE))!]
    expect(ada.id).not.toBe(visitor.id)
    const events = await identities.events()
    expect(events.get(ada.id)!.map(({ hit }) => hit.event_id)).toEqual(['seen', 'order'])
    expect(events.get(visitor.id)!.map(({ hit }) => hit.event_id)).toEqual(['cart'])
    expect(events.size).toBe(2)
    expect(await driver.membersOf('carts')).toEqual([visitor.id])
    const entered = (await driver.changes()).filter(({ person }) => person === visitor.id)
    expect(entered).toMatchObject([{ op: 'entered', reason: 'split', at: '2024-01-01 00:00:00.000' }])
    const receipt = (await receiptsOf(driver)).get('wrong')
    expect(receipt).toMatchObject({
      outcome: 'split',
      stays: { person: ada.id, events: 2 },
      left: { person: visitor.id, events: 1 },
    })
    expect(receipt).not.toHaveProperty('log_from')

    // The same hit again, weeks later, links nobody; nor does the request.
    await driver.advance(START + 72 * HOUR)
    await driver.hit({ ids: [EMAIL, COOKIE], name: 'Purchase', id: 'order', at: START + 2 * HOUR })
    await driver.hit({ ids: [COOKIE], name: 'ViewContent', id: 'again' })
    await split(driver, one.id, [COOKIE], 'wrong')
    await driver.settle()
    expect((await identities.ownerOf(EMAIL))!.id).toBe(ada.id)
    expect((await identities.ownerOf(COOKIE))!.id).toBe(visitor.id)
    expect(await driver.membersOf('carts')).toEqual([visitor.id])
    expect((await receiptsOf(driver)).get('wrong')).toEqual(receipt)
    // Definitions of later count what each has done.
    await driver.segment('bought', { event: { name: 'Purchase' }, within: 'all' })
    expect(await driver.membersOf('bought')).toEqual([ada.id])
  })

  test('what a hit of both denied, both have denied', async () => {
    await using driver = await createDriver({ partitions, start: START })
    const identities = identitiesOf(driver, partitions)
    await driver.segment('seen', { event: { name: 'ViewContent' }, within: 'all' })
    await driver.hit({ ids: [COOKIE], name: 'ViewContent' })
    await driver.hit({ ids: [EMAIL], name: 'ViewContent' })
    await driver.hit({ ids: [EMAIL, COOKIE], name: 'ViewContent', said: { profiling: false } })
    await driver.settle()
    await split(driver, (await identities.ownerOf(EMAIL))!.id, [COOKIE], 'denied')
    await driver.settle()
    expect(await driver.membersOf('seen')).toEqual([])
    await driver.advance(START + HOUR)
    await driver.hit({ ids: [COOKIE], name: 'ViewContent', said: { profiling: true } })
    await driver.settle()
    expect(await driver.membersOf('seen')).toEqual([(await identities.ownerOf(COOKIE))!.id])
  })

  test('one to whom nothing of it belongs, and one who is gone, are told apart', async () => {
    await using driver = await createDriver({ partitions, start: START })
    const identities = identitiesOf(driver, partitions)
    await driver.hit({ ids: [EMAIL] })
    await driver.settle()
    await split(driver, (await identities.ownerOf(EMAIL))!.id, [COOKIE], 'none')
    await split(driver, (await identities.ownerOf(EMAIL))!.id, [EMAIL], 'all')
    await split(driver, 'ab'.repeat(16), [EMAIL], 'nobody')
    await driver.settle()
    const receipts = await receiptsOf(driver)
    expect([...receipts.values()].map(({ outcome }) => outcome).toSorted()).toEqual(['apart', 'apart', 'nobody'])
    expect((await identities.events()).size).toBe(1)
  })
})

interface Story {
  partitions: number
  batch: number
  types: readonly IdType[]
}

const NAMES = ['Purchase', 'AddToCart', 'ViewContent']
const RULES: Condition[] = [
  { event: { name: 'Purchase' }, within: 'all' },
  { all: [{ event: { name: 'AddToCart' }, within: '3d' }, { not: { event: { name: 'Purchase' }, within: '30d' } }] },
  { event: { name: 'ViewContent' }, within: '2d', count: { gte: 2 } },
]

function hitOf(random: Random, types: readonly IdType[], now: number, id: string): LooseHit {
  const ids = new Map<IdType, Identifier>()
  for (let n = 1 + random.int(2); n > 0; n--) {
    const type = random.pick(types)
    ids.set(type, { type, value: `v${random.int(8)}` })
  }
  const said = random.chance(0.15) ? { [random.pick(['profiling', 'personalised_ads'] as const)]: random.chance(0.4) } : {}
  const at = random.chance(0.3) ? now - random.int(72 * HOUR) : now
  return { id, ids: [...ids.values()], name: random.pick(NAMES), at, said, channel: random.pick(['pixel', 'server'] as const) }
}

interface Teller {
  driver: Driver
  identities: Identities
  splits: string[]
  /** Whether logins keep people apart: then hits alone do not say who is who. */
  isByLogin: boolean
}

/** Asks for the split of somebody, as they are now or were known to be. */
async function splitSomebody({ driver, identities, splits }: Teller, random: Random): Promise<void> {
  const seen = driver.accepted.filter(({ ids }) => ids.length > 0)
  if (seen.length === 0) return
  const person = await identities.ownerOf(random.pick(random.pick(seen).ids))
  if (!person || person.identifiers.length < 2) return
  const leave = person.identifiers.filter(() => random.chance(0.4))
  splits.push(`s${splits.length}`)
  await split(driver, person.id, leave, splits.at(-1)!)
  if (random.chance(0.1)) await split(driver, person.id, leave, splits.at(-1)!)
}

async function tell(seed: number, { partitions, batch, types }: Story, then = check): Promise<number> {
  const random = seededRandom(seed)
  await using driver = await createDriver({ partitions, batch, start: START })
  const teller: Teller = {
    driver,
    identities: identitiesOf(driver, partitions),
    splits: [],
    isByLogin: types.includes('external_id'),
  }
  for (const [i, rule] of RULES.entries()) await driver.put(`s${i}`, rule)
  await driver.applied()
  for (let chapter = 0; chapter < 6; chapter++) {
    await driver.hits(
      Array.from({ length: 1 + random.int(15) }, (_, i) => hitOf(random, types, driver.clock.now(), `${chapter}-${i}`)),
    )
    if (random.chance(0.6)) await driver.settle()
    for (let n = random.int(3); n > 0; n--) await splitSomebody(teller, random)
    if (random.chance(0.2)) await driver.put(`s${random.int(3)}`, random.pick(RULES))
    if (random.chance(0.2)) await driver.restart()
    await driver.advance(driver.clock.now() + random.pick([1, HOUR, 12 * HOUR, 48 * HOUR]))
  }
  await driver.applied()
  await driver.settle()
  return await then(teller)
}

/** What each split that was carried out keeps apart, as the two persons know it. */
async function apartOf({ driver, identities }: Teller): Promise<{ splits: Apart[]; hasLapsed: boolean }> {
  const receipts = [...(await receiptsOf(driver)).values()].filter(({ outcome }) => outcome === 'split')
  const fences = await Promise.all(
    receipts.flatMap(({ split: name, left, stays }) =>
      [left!, stays!].map(async ({ person: id }) => {
        const person = (await identities.living(id))!
        return decodeLinks(person.linking).fences.find(
          ({ split: of, side }) => of === name && (id === left!.person) === (side === 'leave'),
        )!
      }),
    ),
  )
  const splits = fences.flatMap(({ side, mine, theirs }) =>
    side === 'leave' ? [{ leave: new Set(mine), stay: new Set(theirs) }] : [],
  )
  return { splits, hasLapsed: fences.some((fence) => fence.hasLapsed) }
}

async function check(teller: Teller): Promise<number> {
  const { driver, identities } = teller
  expect(await driver.rejected()).toEqual([])
  expect([...(await receiptsOf(driver)).keys()].toSorted()).toEqual([...new Set(teller.splits)].toSorted())
  const events = await identities.events()
  const actions = [...events.values()].flat().filter(({ hit }) => hit.name !== '')
  expect(actions.map(({ hit }) => hit.event_id).toSorted()).toEqual(driver.accepted.map(({ event_id }) => event_id).toSorted())
  const { splits, hasLapsed } = await apartOf(teller)
  const owners = new Map<string, string>()
  for (const { ids } of driver.accepted)
    for (const id of ids) owners.set(identifierDigest(id), (await identities.ownerOf(id))!.id)
  for (const { leave, stay } of splits)
    for (const left of leave) for (const stays of stay) expect(owners.get(left)).not.toBe(owners.get(stays))
  const find = teller.isByLogin ? undefined : apartComponents(driver.accepted, splits)
  if (find) {
    const [components, people] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()]
    for (const [digest, person] of owners) {
      components.set(find(digest), (components.get(find(digest)) ?? new Set()).add(person))
      people.set(person, (people.get(person) ?? new Set()).add(find(digest)))
    }
    expect([...people.values()].filter(({ size }) => size > 1)).toEqual([])
    // Another split may end what has kept two apart until then; only the next hit links them.
    if (!hasLapsed) expect([...components.values()].filter(({ size }) => size > 1)).toEqual([])
    for (const [person, of] of events)
      for (const { hit } of of)
        if (hit.ids.length > 0) expect(owners.get(identifierDigest(strongest(hit.ids)!)), hit.event_id).toBe(person)
  }
  const now = driver.clock.now()
  const segments = driver.config.segments()
  for (const segment of segments) {
    const expected = [...events].filter(([, history]) => isMemberAt(segment, history, now, segments)).map(([person]) => person)
    expect(await driver.membersOf(segment.id), JSON.stringify(segment.rule)).toEqual(expected.toSorted())
    expect(await driver.sizeOf(segment.id)).toBe(expected.length)
  }
  return splits.length
}

describe.each<[string, Story]>([
  ['one partition', { partitions: 1, batch: 500, types: WEAK }],
  ['four partitions', { partitions: 4, batch: 500, types: WEAK }],
  ['four partitions, record by record', { partitions: 4, batch: 1, types: WEAK }],
  ['logins on shared browsers, three partitions', { partitions: 3, batch: 7, types: ['external_id', ...WEAK] }],
])('merges and splits in any order come to the oracle’s persons: %s', (_, story) => {
  test(`${SEEDS} stories`, async () => {
    let splits = 0
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        splits += await tell(seed, story)
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
    expect(splits).toBeGreaterThan(SEEDS / 2)
  }, 600_000)
})

/** Every row that was told, by its identity: each in one way. */
async function rowsOf(driver: Driver): Promise<Map<string, string>> {
  const rows = new Map<string, string>()
  for (const topic of [TOPICS.facts, TOPICS.memberships] as const)
    for (const { value } of await driver.records(topic)) {
      const line = Buffer.from(value).toString()
      const { part, off, n } = JSON.parse(line) as { part: number; off: number; n: number }
      const identity = `${topic} ${part}/${off}/${n}`
      expect(rows.get(identity) ?? line).toBe(line)
      rows.set(identity, line)
    }
  return rows
}

/** Folds the same log once more into an empty state, in other batches. */
async function foldAgain({ driver }: Teller): Promise<number> {
  const { log, foldState: before, resolveState } = driver.stores
  const rows = await rowsOf(driver)
  await driver.segmenter().close()
  const { partitions } = before
  const foldState = createMemoryState({ partitions })
  const again: EventLog = {
    ...log,
    consume: (given) =>
      log.consume({ ...given, group: `${given.group}-again`, max: { records: 3, bytes: 8_000_000 }, idleMs: 4 }),
  }
  const logger = createLogger('again', 'silent')
  const { config, clock } = driver
  const rest = { config, clock, logger, identity: strongestIdentifier, registry: new Registry() }
  const segmenter = startSegmenter({ log: again, resolveState, foldState, ...rest })
  await segmenter.drained()
  await segmenter.close()
  expect(await rowsOf(driver)).toEqual(rows)
  for (let partition = 0; partition < partitions; partition++) {
    const names = await before.view(partition).ordinals(0, 10_000)
    expect(await foldState.view(partition).ordinals(0, 10_000)).toEqual(names)
    const keys = names.map(({ id }) => id)
    const [then, now] = [await before.view(partition).load(keys), await foldState.view(partition).load(keys)]
    expect(now.map((blob) => blob && decodePerson(blob))).toEqual(then.map((blob) => blob && decodePerson(blob)))
  }
  return rows.size
}

test.each([
  [1, 1],
  [4, 2],
  [4, 3],
])('the log read again gives the same persons and rows (%i partitions, seed %i)', async (partitions, seed) => {
  expect(await tell(seed, { partitions, batch: 500, types: WEAK }, foldAgain)).toBeGreaterThan(20)
})
