import { clickhouseTime, eidOf, segmentNumber, TOPICS } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { describe, expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { collapse } from '../support/facts.ts'
import { play } from '../support/play.ts'
import { createReference, definition, strongest, withdrawalsInForce } from '../support/reference.ts'
import { createTraffic } from '../support/traffic.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** The segments by id that the newest revision of each fact carries, in order of event time. */
async function stamps(driver: Driver): Promise<string[][]> {
  const ids = new Map(driver.config.segments().map(({ id }) => [segmentNumber(id), id]))
  const facts = collapse(await driver.facts()).sort((a, b) => (a.event_time < b.event_time ? -1 : 1))
  return facts.map(({ segments }) => segments.map((number) => ids.get(number) ?? '?').sort())
}

async function shop(partitions = 1): Promise<Driver> {
  const driver = await createDriver({ partitions })
  await driver.segment('cart', {
    all: [
      { event: { name: 'AddToCart' }, within: '7d' },
      { event: { name: 'Purchase' }, within: '7d', count: { eq: 0 } },
    ],
  })
  await driver.segment('buyers', { event: { name: 'Purchase' }, within: '7d' })
  return driver
}

describe.each([1, 3])('with %i partitions', (partitions) => {
  test('the event itself does not count', async () => {
    await using driver = await shop(partitions)
    const start = driver.clock.now()
    await driver.hit({ who: 'ann', name: 'AddToCart' })
    await driver.advance(start + MINUTE)
    await driver.hit({ who: 'ann' })
    await driver.advance(start + 2 * MINUTE)
    await driver.hit({ who: 'ann' })
    await driver.settle()
    expect(await stamps(driver)).toEqual([[], ['cart'], ['buyers']])
  })

  test('who leaves at the very instant of the event has left; a millisecond earlier not', async () => {
    await using driver = await shop(partitions)
    const start = driver.clock.now()
    await driver.hits([{ who: 'ann' }, { who: 'bob' }])
    await driver.advance(start + 7 * DAY - 1)
    await driver.hit({ who: 'bob', name: 'ViewContent' })
    await driver.advance(start + 7 * DAY)
    await driver.hit({ who: 'ann', name: 'ViewContent' })
    await driver.settle()
    expect(await stamps(driver)).toEqual([[], [], ['buyers'], []])
  })

  test('a late event carries the segments of its own time', async () => {
    await using driver = await shop(partitions)
    const start = driver.clock.now()
    await driver.hit({ who: 'ann' })
    await driver.advance(start + 10 * DAY)
    await driver.hits([
      { who: 'ann', name: 'ViewContent', at: start + 6 * DAY },
      { who: 'ann', name: 'ViewContent', at: start + 8 * DAY },
    ])
    await driver.settle()
    expect(await stamps(driver)).toEqual([[], ['buyers'], []])
  })

  test('a merged copy does not make the event count for itself', async () => {
    await using driver = await shop(partitions)
    const start = driver.clock.now()
    await driver.hit({ who: 'ann', name: 'AddToCart' })
    await driver.advance(start + MINUTE)
    await driver.hit({ who: 'ann', id: 'order-1', channel: 'pixel' })
    await driver.advance(start + 2 * MINUTE)
    await driver.hit({ who: 'ann', id: 'order-1', channel: 'server', body: { properties: { value: 3 } } })
    await driver.settle()
    expect(await stamps(driver)).toEqual([[], ['cart']])
    expect(collapse(await driver.facts()).map(({ value }) => value)).toEqual([null, 3])
  })

  test("a merged copy of somebody's first event finds them in nothing", async () => {
    await using driver = await shop(partitions)
    await driver.segment('all', { not: { event: { name: 'Nothing' }, within: 'all' } })
    const start = driver.clock.now()
    await driver.hit({ who: 'ann', id: 'order-1', channel: 'pixel' })
    await driver.advance(start + MINUTE)
    await driver.hit({ who: 'ann', id: 'order-1', channel: 'server', at: start })
    await driver.settle()
    expect(await stamps(driver)).toEqual([[]])
  })

  test('an event of nobody is in no segment', async () => {
    await using driver = await shop(partitions)
    await driver.hit({})
    await driver.settle()
    expect((await driver.facts()).map(({ person, ordinal, segments }) => ({ person, ordinal, segments }))).toEqual([
      { person: '', ordinal: 0, segments: [] },
    ])
  })
})

test('in order, every fact carries what the reference says of the person without the event', async () => {
  let stamped = 0
  for (let seed = 1; seed <= 12; seed++) {
    const { driver } = await play(createTraffic(seed, { late: 0, edits: 0 }), { batch: 7 })
    const segments = driver.config.segments().map(({ id, rule, purposes }) => definition(id, rule, purposes))
    const facts = new Map(collapse(await driver.facts()).map((fact) => [`${fact.eid} ${fact.received_at}`, fact]))
    const inForce = new Set(withdrawalsInForce(await driver.records(TOPICS.events)).map(({ eid }) => eid))
    const seen = new Set<string>()
    for (const [i, hit] of driver.accepted.entries()) {
      const eid = eidOf(hit, strongest(hit))
      const fact = facts.get(`${eid} ${clickhouseTime(hit.received_at)}`)
      if (!fact || fact.person === '' || hit.event_time < hit.received_at || seen.has(eid)) continue
      seen.add(eid)
      const before = createReference(driver.accepted.slice(0, i))
      const denied = before.withdrawals.filter((withdrawal) => inForce.has(withdrawal.eid))
      const history = [...before.events, ...denied].filter(({ person }) => person === fact.person)
      // What else happened at the very same instant may or may not count for an enriched version.
      if (fact.version >= 2 ** 41 && history.some((event) => event.hit.event_time === hit.event_time)) continue
      const at = fact.version >= 2 ** 41 ? hit.event_time - 1 : hit.event_time
      const expected = segments.filter((segment) => isMemberAt(segment, history, at)).map(({ number }) => number)
      expect(fact.segments, `seed ${seed}, hit ${i}`).toEqual(expected.sort((a, b) => a - b))
      stamped += expected.length
    }
    await driver[Symbol.asyncDispose]()
  }
  expect(stamped).toBeGreaterThan(20)
})
