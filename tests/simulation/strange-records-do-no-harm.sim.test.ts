import { identifierDigest, partitionOf, TOPICS } from '@weir/contracts'
import type { Identifier, PersonEvent } from '@weir/contracts'
import { decodeLinks } from '@weir/identity'
import { FencedError } from '@weir/state'
import { describe, expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { toHit } from '../support/hits.ts'
import { identitiesOf } from '../support/identities.ts'
import { receiptsOf, split } from '../support/splits.ts'

const BOUGHT = { event: { name: 'Purchase' }, within: '7d' }
const TWICE = { ...BOUGHT, count: { gte: 2 } }

function event(driver: Driver, who: string, n: number): PersonEvent {
  return {
    kind: 'event',
    person: personNamed(who),
    eid: String(n).padStart(16, '0'),
    rev: 0,
    hit: toHit({ who }, driver.clock.now()),
  }
}

describe('a poison record', () => {
  const poison: [string, (good: PersonEvent) => string][] = [
    ['that is no JSON', () => '{ "kind": "event", '],
    ['without its hit', (good) => JSON.stringify({ ...good, hit: undefined })],
    ['without consent', (good) => JSON.stringify({ ...good, hit: { ...good.hit, consent: null } })],
    ['without a body', (good) => JSON.stringify({ ...good, hit: { ...good.hit, body: undefined } })],
    ['with a person that is no person', (good) => JSON.stringify({ ...good, person: 'somebody' })],
    ['with a time that is none', (good) => JSON.stringify({ ...good, hit: { ...good.hit, event_time: 'yesterday' } })],
    ['with an eid that is none', (good) => JSON.stringify({ ...good, eid: 'x' })],
    [
      'that defines segments which make no sense',
      () => JSON.stringify({ kind: 'define', version: 99, received_at: 0, segments: [{}] }),
    ],
    ['of no kind', () => 'null'],
  ]
  test.each(poison)('%s is put aside, and its neighbours are folded', async (_, spoil) => {
    await using driver = await createDriver()
    await driver.segment('bought', BOUGHT)
    const bad = spoil(event(driver, 'bad', 2))
    const values = [JSON.stringify(event(driver, 'ann', 1)), bad, JSON.stringify(event(driver, 'bob', 3))]
    const before = (await driver.records(TOPICS.events)).length
    await driver.stores.log.append(
      TOPICS.events,
      values.map((value) => ({ partition: 0, key: 'x', value: Buffer.from(value) })),
    )
    await driver.settle()
    expect(await driver.membersOf('bought')).toEqual([personNamed('ann'), personNamed('bob')].sort())
    expect(await driver.rejected()).toEqual([expect.objectContaining({ id: `fold-0-${before + 1}`, code: 'internal' })])
    expect(await driver.facts()).toHaveLength(2)

    // It stays in the log: neither a restart nor a new segment that counts history stumbles over
    // it.
    await driver.restart()
    await driver.segment('history', { ...BOUGHT, within: '8d' })
    await driver.hit({ who: 'cleo' })
    await driver.advance(driver.clock.now() + 1)
    expect(await driver.sizeOf('history')).toBe(3)
    expect(await driver.rejected()).toHaveLength(1)
  })
})

test.each([1, 4])('who has a poison record in their past can be split all the same (%i partitions)', async (partitions) => {
  await using driver = await createDriver({ partitions })
  const identities = identitiesOf(driver, partitions)
  const [email, cookie]: Identifier[] = [
    { type: 'email', value: 'e' },
    { type: 'ttp', value: 't' },
  ]
  for (const ids of [[email!], [cookie!], [email!, cookie!]]) await driver.hit({ ids })
  await driver.settle()
  // No day has such a number, so it was put aside when it came.
  const poison = [email!, cookie!].map((id, i): PersonEvent => {
    const hit = { ...toHit({ ids: [id] }, driver.clock.now()), event_time: 9_000_000_000_000_000 }
    return { kind: 'event', person: identifierDigest(id), eid: String(i).repeat(16), rev: 0, hit }
  })
  const entries = poison.map((event) => ({
    partition: partitionOf(event.person, partitions),
    key: event.person,
    value: Buffer.from(JSON.stringify(event)),
  }))
  await driver.stores.log.append(TOPICS.events, entries)
  await driver.settle()
  expect(await driver.rejected()).toHaveLength(2)

  await split(driver, (await identities.ownerOf(email!))!.id, [cookie!], 'wrong')
  await driver.settle()
  expect((await receiptsOf(driver)).get('wrong')).toMatchObject({ outcome: 'split', stays: { events: 2 }, left: { events: 1 } })
  for (const id of [email!, cookie!])
    expect(decodeLinks((await identities.ownerOf(id))!.linking)).toMatchObject({ isInviting: false, deferred: [] })
  expect(await driver.rejected()).toHaveLength(2)
  await driver.segment('bought', BOUGHT)
  expect(await driver.sizeOf('bought')).toBe(2)
})

test.each([1, 7, 500])('an outbox that is appended twice is folded once (batches of %i)', async (batch) => {
  await using driver = await createDriver({ batch })
  await driver.segment('twice', TWICE)
  await driver.hits([{ who: 'ann' }, { who: 'bob' }, { who: 'bob' }])
  await driver.settle()
  const sent = (await driver.records(TOPICS.events)).filter(({ origin }) => origin)
  for (const repeat of [sent, sent.slice(1)]) {
    await driver.stores.log.append(
      TOPICS.events,
      repeat.map(({ key, value, origin }) => ({ partition: 0, key, value, origin: origin! })),
    )
    await driver.settle()
  }
  expect(await driver.membersOf('twice')).toEqual([personNamed('bob')])
  expect(await driver.facts()).toHaveLength(3)
})

test.each(['fold', 'resolve'])('an owner of the %s whose partition was taken is refused, and stops', async (which) => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  await driver.hit({ who: 'ann' })
  await driver.settle()
  const store = which === 'fold' ? driver.stores.foldState : driver.stores.resolveState
  const position = await store.view(0).position()
  await store.acquire(0)
  await driver.hit({ who: 'bob' })
  await expect(driver.segmenter().done).rejects.toThrow(FencedError)
  expect(await store.view(0).position()).toBe(position)
  expect(await driver.membersOf('bought')).toEqual([personNamed('ann')])
  await driver.restart()
  await driver.settle()
  expect(await driver.sizeOf('bought')).toBe(2)
})

test('partitions are chosen as the log chooses them', async () => {
  await using driver = await createDriver({ partitions: 3 })
  const people = Array.from({ length: 30 }, (_, i) => `p${i}`)
  await driver.hits(people.map((who) => ({ who })))
  await driver.settle()
  for (const who of people) {
    const id = personNamed(who)
    const person = await driver.person(who)
    expect(person?.id).toBe(id)
    expect(person!.ordinal % 3).toBe(partitionOf(id, 3))
  }
})
