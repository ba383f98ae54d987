import { clickhouseTime, identifierDigest, identifierKey, TOPICS } from '@weir/contracts'
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
