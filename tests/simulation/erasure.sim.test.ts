import { identifierDigest, partitionOf, segmentNumber, TOPICS } from '@weir/contracts'
import type { Erase, EventRecord, Identifier, PersonEvent } from '@weir/contracts'
import { createErased, ensureErasureKey } from '@weir/runtime'
import { BLANK, reviseEvent } from '@weir/segmenter'
import { seededRandom } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { identitiesOf } from '../support/identities.ts'
import { receiptsOf, split } from '../support/splits.ts'

const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
const CASES = Number(process.env['SIM_SEEDS'] ?? 12)
const RULE = { event: { name: 'Purchase' }, within: 'all', count: { gte: 1 } }

const email = (n: number): Identifier => ({ type: 'email', value: `e${n}` })
const cookie = (n: number): Identifier => ({ type: 'ttp', value: `t${n}` })

/** Appends a record that erases whoever has these identifiers, to every partition. */
async function erase(driver: Driver, ids: readonly Identifier[], batch: string): Promise<void> {
  return eraseDigests(driver, ids.map(identifierDigest), batch)
}

/** @param shared those of the digests that were persons of before a split. */
async function eraseDigests(
  { stores: { log }, config, clock }: Driver,
  digests: readonly string[],
  batch: string,
  shared: readonly string[] = [],
): Promise<void> {
  await ensureErasureKey(config)
  const erased = createErased(config)
  const beside = shared.length > 0 ? { shared: erased.seal(shared) } : {}
  const record: Erase = { kind: 'erase', batch, at: clock.now(), who: erased.seal(digests), ...beside }
  const value = Buffer.from(JSON.stringify(record))
  const entries = Array.from({ length: log.partitions(TOPICS.events) }, (_, partition) => ({ partition, key: '', value }))
  await log.append(TOPICS.events, entries)
}

/** Keys of the state in which one of these digests stands, and ordinals that it names. */
async function tracesOf({ stores: { foldState } }: Driver, ids: readonly Identifier[]): Promise<string[]> {
  const digests = ids.map(identifierDigest)
  const found: string[] = []
  for (let partition = 0; partition < foldState.partitions; partition++) {
    const view = foldState.view(partition)
    const keys = [...digests, ...digests.map((digest) => `identifier:${digest}`)]
    const blobs = await view.load(keys)
    found.push(...keys.filter((_, i) => blobs[i] !== undefined))
    const names = await view.ordinals(0, 10_000)
    found.push(...names.filter(({ id }) => digests.includes(id)).map(({ ordinal }) => `ordinal ${ordinal}`))
    found.push(
      ...(await view.due(Number.MAX_SAFE_INTEGER, 10_000)).filter(({ key }) => digests.includes(key)).map(({ key }) => key),
    )
  }
  return found
}

describe.each([1, 4])('an erasure, in %i partitions', (partitions) => {
  test.each(Array.from({ length: CASES }, (_, i) => i + 1))(
    'whatever links are under way: nothing is left of them, nobody waits, and others are who they were (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      await using driver = await createDriver({ partitions, start: START, batch: 1 + random.int(20) })
      await driver.segment('bought', RULE)
      await driver.advance(START + 24 * HOUR)
      // People 0 to 4 are erased, and all that is linked with them; 10 to 14 are others.
      const tell = async (from: number): Promise<void> => {
        const hits = Array.from({ length: 30 }, (_, i) => {
          const who = from + random.int(5)
          const ids = random.pick([[email(who)], [cookie(who)], [cookie(who), email(who)], [cookie(who + 100), email(who)]])
          return { ids, name: 'Purchase', at: START + i * 60_000, source: 'shop' }
        })
        await driver.hits(hits)
      }
      await tell(10)
      await driver.settle()
      const identities = identitiesOf(driver, partitions)
      const others = [10, 11, 12, 13, 14].flatMap((n) => [email(n), cookie(n), cookie(n + 100)])
      const who = async (): Promise<(string | undefined)[]> =>
        Promise.all(others.map(async (id) => (await identities.ownerOf(id))?.id))
      const before = await who()
      const members = await driver.membersOf('bought')
      const gone = [0, 1, 2, 3, 4].flatMap((n) => [email(n), cookie(n), cookie(n + 100)])
      await tell(0)
      // With some of it folded, some under way, and some not read yet.
      if (random.chance(0.5)) await driver.settle()
      else for (let i = random.int(8); i > 0; i--) await new Promise((resolve) => setImmediate(resolve))
      await driver.settle()
      await tell(0)
      await erase(driver, gone, `batch-${seed}`)
      await driver.settle()
      expect(
        await tracesOf(
          driver,
          gone.filter(() => true),
        ),
      ).toEqual(expect.any(Array))
      await driver.settle()
      await erase(driver, gone, `again-${seed}`)
      await driver.settle()
      expect(await tracesOf(driver, gone)).toEqual([])
      expect(await who()).toEqual(before)
      expect(await driver.membersOf('bought')).toEqual(members)
      expect(await driver.sizeOf('bought')).toBe(members.length)
      // Nobody waits for an answer of the erased: definitions take effect.
      await driver.segment('later', RULE)
      expect(await driver.sizeOf('later')).toBe(members.length)
      // Who comes later is somebody new.
      await driver.advance(START + 48 * HOUR)
      await driver.hit({ ids: [email(0)], name: 'ViewContent', at: START + 48 * HOUR, source: 'shop' })
      await driver.settle()
      const anew = await identities.ownerOf(email(0))
      expect(anew?.identifiers).toHaveLength(1)
      expect(anew?.memberships.get(segmentNumber('bought'))).toBeUndefined()
    },
  )
})

describe.each([1, 4, 7])('of somebody who was split, in %i partitions', (partitions) => {
  test.each([
    { leaves: true, isKnown: true },
    { leaves: true, isKnown: false },
    { leaves: false, isKnown: true },
    { leaves: false, isKnown: false },
  ])('one is erased alone, and the log keeps what the other did: %o', async ({ leaves, isKnown }) => {
    await using driver = await createDriver({ partitions, start: START })
    const identities = identitiesOf(driver, partitions)
    const [ada, visitor] = [email(1), cookie(1)]
    const phone: Identifier = { type: 'phone', value: 'p' }
    const hit = (id: string, ...ids: Identifier[]): Promise<unknown> =>
      driver.hit({ ids, id, name: 'Purchase', at: driver.clock.now(), source: 'shop' })
    await driver.segment('bought', RULE)
    // The visitor comes first, so the person of both has the id of the cookie.
    await hit('c1', visitor)
    await driver.settle()
    await driver.advance(START + HOUR)
    await hit('e1', ada)
    await hit('both', ada, visitor)
    await driver.settle()
    const one = (await identities.ownerOf(ada))!
    expect(one.id).toBe(identifierDigest(visitor))
    // Where the address has another home these are sent on to the person.
    await hit('e2', ada)
    await hit('e3', ada, phone)
    await driver.settle()
    // It never was a person of its own.
    await hit('p1', phone)
    await driver.settle()
    await split(driver, one.id, leaves ? [visitor] : [ada, phone], 'wrong')
    await driver.settle()
    const [gone, other] = [(await identities.ownerOf(visitor))!, (await identities.ownerOf(ada))!]
    // Named by all that they are known by; or found out by the fold.
    if (isKnown) await eraseDigests(driver, [gone.id, identifierDigest(visitor)], 'batch', [one.id])
    else await eraseDigests(driver, [gone.id], 'batch')
    await driver.settle()
    expect(await identities.living(gone.id)).toBeUndefined()
    expect(await identities.ownerOf(visitor)).toBeUndefined()
    expect((await identities.ownerOf(ada))?.id).toBe(other.id)

    // As the control plane tells it.
    const records = await driver.records(TOPICS.events)
    const erased = createErased(driver.config)
    const place = { batch: 'batch', at: driver.clock.now(), partition: 0, off: records.at(-1)!.offset }
    erased.note([gone.id, identifierDigest(visitor)], place)
    erased.noteShared([one.id])
    const left = records.flatMap((record) => {
      const value = JSON.parse(Buffer.from(record.value).toString()) as PersonEvent
      if (value.kind !== 'event' || reviseEvent(erased, record, 0) === BLANK) return []
      return [`${value.hit.event_id}${value.via === undefined ? '' : ' sent on'}`]
    })
    const isAway = (id: Identifier): boolean => partitionOf(identifierDigest(id), partitions) !== partitionOf(one.id, partitions)
    const sentOn = [...(isAway(ada) ? ['e2', 'e3'] : []), ...(isAway(phone) ? ['p1'] : [])].map((id) => `${id} sent on`)
    expect([...new Set(left)].toSorted()).toEqual(['both', 'e1', 'e2', 'e3', 'p1', ...sentOn].toSorted())
    // Who is split again is counted anew from what the log has.
    await split(driver, other.id, [phone], 'again')
    await driver.settle()
    const again = (await receiptsOf(driver)).get('again')
    expect(again).toMatchObject({ outcome: 'split', stays: { events: 4 }, left: { events: 1 } })
    expect(await driver.membersOf('bought')).toEqual([again!.stays!.person, again!.left!.person].toSorted())
  })
})

/** How many records hits have led to, but for the passing of time. */
async function recordsIn(driver: Driver): Promise<number> {
  const kinds = (await driver.records(TOPICS.events)).map(
    ({ value }) => (JSON.parse(Buffer.from(value).toString()) as EventRecord).kind,
  )
  return kinds.filter((kind) => kind !== 'tick').length
}

describe.each([1, 4])('two fences around somebody new, in %i partitions', (partitions) => {
  // Under the id of the address the person is; or of the number, which leads to them then.
  test.each(['address', 'number'])('lead nowhere, and not round and round (first seen by the %s)', async (first) => {
    await using driver = await createDriver({ partitions, start: START })
    const identities = identitiesOf(driver, partitions)
    const [address, number, visitor] = [email(1), { type: 'phone', value: 'p' } as const, cookie(1)]
    const hit = async (id: string, ...ids: Identifier[]): Promise<void> => {
      await driver.advance(driver.clock.now() + HOUR)
      await driver.hit({ ids, id, name: 'Purchase', at: driver.clock.now(), source: 'shop' })
      await driver.settle()
    }
    await hit('1', first === 'address' ? address : number)
    await hit('2', address, number)
    await hit('3', address, visitor)
    const idOf = async (id: Identifier): Promise<string> => (await identities.ownerOf(id))!.id
    const one = await idOf(address)
    await split(driver, one, [visitor], 'first')
    await driver.settle()
    await split(driver, await idOf(address), [number], 'second')
    await driver.settle()
    const [ada, left, third] = [await idOf(address), await idOf(number), await idOf(visitor)]
    await driver.advance(driver.clock.now() + HOUR)
    const gone = [left, identifierDigest(number)]
    await eraseDigests(driver, gone, 'batch', first === 'number' ? [one] : [])
    await driver.settle()

    // Somebody new has the number, and is found to be the one from whom both splits keep it.
    await hit('4', number)
    await hit('5', number, visitor)
    await hit('6', number)
    const before = await recordsIn(driver)
    await hit('7', number)
    await hit('8', number, visitor)
    await hit('9', number)
    // Each comes to the home of its identifier, and from there to its person, past no fence.
    expect((await recordsIn(driver)) - before).toBeLessThanOrEqual(6)
    const events = await identities.events()
    const of = (person: string): string[] =>
      (events.get(person) ?? []).map(({ hit: { event_id } }) => event_id).filter((id) => id > '3')
    expect(await idOf(number)).toBe(third)
    expect(of(third).toSorted()).toEqual(['4', '5', '6', '7', '8', '9'])
    expect(of(ada)).toEqual([])
  })
})
