import { clickhouseTime, identifierDigest, identifierKey, PURPOSES, TOPICS } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import { externalId } from '../support/hits.ts'

const MINUTE = 60_000
const BOUGHT = { event: { name: 'Purchase' }, within: '7d' }
const basis = (granted: boolean) => {
  const mark = { granted, by: 'basis' as const }
  return {
    storage: { granted: true, by: 'basis' as const },
    profiling: mark,
    personalised_ads: mark,
    measurement: mark,
    modelling: mark,
  }
}

describe.each([1, 3])('with %i partitions', (partitions) => {
  test('a withdrawal ends memberships at once and says why; a new grant brings them back', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    const start = driver.clock.now()
    await driver.hit({ who: 'ann' })
    await driver.advance(start + MINUTE)
    await driver.hit({ who: 'ann', name: 'Pageview', said: { personalised_ads: false } })
    await driver.settle()
    expect(await driver.membersOf('bought')).toEqual([])
    await driver.advance(start + 2 * MINUTE)
    await driver.hit({ who: 'ann', name: 'Pageview', said: { personalised_ads: true } })
    await driver.settle()
    expect(await driver.membersOf('bought')).toEqual([personNamed('ann')])
    expect((await driver.changes()).map(({ op, reason, at }) => [op, reason, at])).toEqual([
      ['entered', 'event', clickhouseTime(start)],
      ['left', 'consent', clickhouseTime(start + MINUTE)],
      ['entered', 'consent', clickhouseTime(start + 2 * MINUTE)],
    ])
  })
})

test('a segment asks for its own purposes only', async () => {
  await using driver = await createDriver()
  await driver.segment('ads', BOUGHT)
  await driver.segment('profile', BOUGHT, ['profiling'])
  await driver.segment('free', BOUGHT, [])
  await driver.hit({ who: 'ann', said: { personalised_ads: false } })
  await driver.hit({ who: 'bob', said: { profiling: false } })
  await driver.settle()
  expect(await driver.membersOf('ads')).toEqual([])
  expect(await driver.membersOf('profile')).toEqual([personNamed('ann')])
  expect(await driver.sizeOf('free')).toBe(2)
})

test('every segment asks for storage, whatever its purposes', async () => {
  await using driver = await createDriver()
  await driver.segment('ads', BOUGHT)
  await driver.segment('free', BOUGHT, [])
  await driver.segment('referring', { any: [{ segment: 'free' }, { not: { segment: 'ads' } }] }, [])
  const sizes = async () => [await driver.sizeOf('ads'), await driver.sizeOf('free'), await driver.sizeOf('referring')]
  const said = async (storage: boolean) => {
    await driver.advance(driver.clock.now() + MINUTE)
    await driver.hit({ who: 'ann', name: 'Consent', said: { storage } })
    await driver.settle()
  }
  await driver.hit({ who: 'ann' })
  await driver.settle()
  expect(await sizes()).toEqual([1, 1, 1])
  await said(false)
  expect(await sizes()).toEqual([0, 0, 0])
  await said(true)
  expect(await sizes()).toEqual([1, 1, 1])
  const changes = (await driver.changes()).filter(({ segment }) => segment === 'free')
  expect(changes.map(({ op, reason }) => `${op} ${reason}`)).toEqual(['entered event', 'left consent', 'entered consent'])
})

test.each([true, false])('of two signals at one instant the withdrawal wins (it comes first: %s)', async (first) => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  await driver.hits([
    { who: 'ann', said: { profiling: !first } },
    { who: 'ann', said: { profiling: first } },
  ])
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([])
})

test('a basis never overrides a signal, however new; an older signal does not override a newer one', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  const start = driver.clock.now()
  await driver.hit({ who: 'ann', said: { profiling: false } })
  await driver.advance(start + MINUTE)
  await driver.hit({ who: 'ann', consent: basis(true) })
  await driver.hit({ who: 'ann', said: { profiling: true }, at: start - MINUTE })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([])
  await driver.hit({ who: 'bob', said: { profiling: true, personalised_ads: true } })
  await driver.advance(start + 2 * MINUTE)
  await driver.hit({ who: 'bob', consent: basis(false) })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([personNamed('bob')])
})

test('among bases the newest wins', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  const start = driver.clock.now()
  await driver.hit({ who: 'ann', consent: basis(true) })
  await driver.advance(start + MINUTE)
  await driver.hit({ who: 'ann', name: 'Pageview', consent: basis(false) })
  await driver.hit({ who: 'ann', name: 'Pageview', consent: basis(true), at: start - MINUTE })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([])
})

test('the withdrawal of a sender whose clock is fast counts from its receipt', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  const start = driver.clock.now()
  await driver.hit({ who: 'ann' })
  await driver.hit({ who: 'ann', name: 'Pageview', at: start + 4 * MINUTE, said: { profiling: false } })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([])
})

test('without storage there is no person anywhere, only a total', async () => {
  await using driver = await createDriver({ partitions: 3 })
  await driver.segment('bought', BOUGHT, [])
  await driver.hit({ who: 'ann', said: { storage: false } })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([])
  expect(await driver.person('ann')).toBeUndefined()
  expect(
    await driver.stores.resolveState.shared.get([identifierDigest(externalId('ann')), identifierKey(externalId('ann'))]),
  ).toEqual([undefined, undefined])
  expect(await driver.facts()).toEqual([expect.objectContaining({ person: '', ordinal: 0, name: 'Purchase', segments: [] })])
  for (const topic of [TOPICS.events, TOPICS.facts, TOPICS.hits]) {
    for (const { value, key } of await driver.records(topic))
      expect(`${key}${Buffer.from(value).toString()}`).not.toMatch(/\bann\b|external_id/)
  }
})

const email = (who: string): Identifier => ({ type: 'email', value: `${who}@` })
const ALL_DENIED = Object.fromEntries(PURPOSES.map((purpose) => [purpose, false]))

describe.each([1, 3])('a refusal of storage, with %i partitions', (partitions) => {
  test('reaches those whom its identifiers name; nobody else, and nobody new', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    await driver.hit({ ids: [externalId('c9'), email('e')] })
    await driver.hit({ ids: [email('e')] })
    await driver.hit({ who: 'other' })
    await driver.settle()
    expect(await driver.sizeOf('bought')).toBe(2)
    await driver.hit({ ids: [email('e'), email('stranger')], name: 'Consent', said: ALL_DENIED, body: { traits: { vip: 1 } } })
    await driver.settle()
    expect(await driver.membersOf('bought')).toEqual([personNamed('other')])
    const person = await driver.person('c9')
    expect(Object.values(person!.consent).map(({ granted, by }) => `${granted} ${by}`)).toEqual(
      PURPOSES.map(() => 'false signal'),
    )
    // Which of the two hits is folded first is open.
    expect(person!.identifiers).toHaveLength(2)
    expect(person!.identifiers).toEqual(
      expect.arrayContaining([externalId('c9'), email('e')].map((id) => expect.objectContaining(id) as unknown)),
    )
    expect(person!.traits.size).toBe(0)
    expect(await driver.person(identifierDigest(email('stranger')))).toBeUndefined()
    const facts = (await driver.facts()).filter(({ name }) => name === 'Consent' || name === '')
    expect([...new Set(facts.map(({ name, ordinal }) => `${name} ${ordinal > 0}`))].sort()).toEqual([' true', 'Consent false'])
  })

  test('of the other channel reaches whom the event was counted for, and leaves the event as it was', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    await driver.segment('once', BOUGHT, [])
    await driver.hit({ who: 'ann', id: 'o1', channel: 'server', body: { properties: { value: 1 } } })
    await driver.hit({ ids: [email('x')], id: 'o1', channel: 'pixel', said: ALL_DENIED, body: { traits: { vip: 1 } } })
    await driver.settle()
    expect([await driver.sizeOf('bought'), await driver.sizeOf('once')]).toEqual([0, 0])
    const [fact] = (await driver.facts()).filter(({ name }) => name === 'Purchase')
    expect(fact).toMatchObject({ person: personNamed('ann'), body: { properties: { value: 1 } } })
    expect((await driver.person('ann'))!.traits.size).toBe(0)
  })

  test('in a copy that is not counted reaches whom the copy names', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    await driver.hit({ who: 'bob' })
    await driver.hits([
      { who: 'ann', id: 'o1' },
      { who: 'bob', id: 'o1', said: { profiling: false } },
    ])
    await driver.settle()
    expect(await driver.membersOf('bought')).toEqual([personNamed('ann')])
  })

  test('says nothing by what it grants or leaves open', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    await driver.hit({ who: 'ann', said: { profiling: false } })
    await driver.settle()
    await driver.hit({ who: 'ann', said: { storage: false, profiling: true } })
    await driver.settle()
    const { consent } = (await driver.person('ann'))!
    expect(consent).toMatchObject({ profiling: { granted: false }, storage: { granted: false }, measurement: { by: 'basis' } })
  })
})

test('a denial by a basis alone is about nobody', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  await driver.hit({ who: 'ann' })
  const denied = { granted: false, by: 'basis' } as const
  await driver.hit({ who: 'ann', consent: { ...basis(false), storage: denied } })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([personNamed('ann')])
})
