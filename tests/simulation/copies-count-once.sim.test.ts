import { clickhouseTime, TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { collapse } from '../support/facts.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TWICE = { event: { name: 'Purchase' }, within: '30d', count: { gte: 2 } }

async function eventsOf(driver: Driver): Promise<PersonEvent[]> {
  const records = (await driver.records(TOPICS.events)).map(
    ({ value }) => JSON.parse(Buffer.from(value).toString()) as PersonEvent,
  )
  // A restart sends again what may not have left; the origin tells the fold, the eid and revision
  // tell us.
  const events = new Map(records.filter((e) => e.kind === 'event').map((e) => [`${e.eid}/${e.rev}`, e]))
  return [...events.values()]
}

describe.each([
  { channel: 'pixel', age: 0, counted: 1, passed: 1 },
  { channel: 'pixel', age: 48 * HOUR - MINUTE, counted: 1, passed: 1 },
  { channel: 'pixel', age: 48 * HOUR, counted: 1, passed: 1 },
  { channel: 'pixel', age: 48 * HOUR + 1, counted: 2, passed: 2 },
  { channel: 'server', age: 5 * MINUTE, counted: 1, passed: 2 },
  { channel: 'server', age: 5 * MINUTE + 1, counted: 1, passed: 1 },
  { channel: 'server', age: 48 * HOUR + 1, counted: 2, passed: 2 },
] as const)('a copy on $channel $age ms after the first receipt', ({ channel, age, counted, passed }) => {
  test.each([1, 3])('counts as it should (%i partitions)', async (partitions) => {
    await using driver = await createDriver({ partitions })
    await driver.segment('twice', TWICE)
    const now = driver.clock.now()
    await driver.hit({ who: 'ann', id: 'order-1', channel: 'pixel' })
    await driver.advance(now + age)
    // A copy carries its own time only where it is a new event; the id was used again.
    await driver.hit({ who: 'ann', id: 'order-1', channel })
    await driver.settle()
    expect(await driver.has('twice', 'ann')).toBe(counted === 2)
    expect(await eventsOf(driver)).toHaveLength(passed)
    expect(collapse(await driver.facts())).toHaveLength(counted)
  })
})

describe('a merged copy', () => {
  const pixel = { who: 'ann', id: 'order-1', channel: 'pixel', body: { properties: { value: 10 } } } as const
  const server = {
    id: 'order-1',
    channel: 'server',
    ids: [{ type: 'email', value: 'e'.repeat(64) }],
    body: { properties: { value: 99, currency: 'EUR' } },
  } as const

  test.each(['one batch', 'two batches'])('fills the gaps of the first, in %s', async (how) => {
    await using driver = await createDriver({ batch: how === 'one batch' ? 500 : 1 })
    await driver.segment('spent', { event: { name: 'Purchase' }, within: '7d', sum: { path: 'properties.value', eq: 10 } })
    const given = [pixel, { ...server, ids: [...server.ids] }]
    if (how === 'one batch') await driver.hits(given)
    else
      for (const hit of given) {
        await driver.hit(hit)
        await driver.settle()
        await driver.restart()
      }
    await driver.settle()
    const revisions = (await eventsOf(driver)).map(({ rev, person, hit }) => ({ rev, person, body: hit.body }))
    expect(revisions).toEqual([
      { rev: 0, person: personNamed('ann'), body: { properties: { value: 10 } } },
      { rev: 1, person: personNamed('ann'), body: { properties: { value: 10, currency: 'EUR' } } },
    ])
    expect(await driver.has('spent', 'ann')).toBe(true)
    expect((await driver.person('ann'))?.identifiers.map(({ type }) => type)).toEqual(['external_id', 'email'])
    const [fact, ...others] = collapse(await driver.facts())
    expect(others).toEqual([])
    expect(fact).toMatchObject({ value: 10, currency: 'EUR', channel: 'pixel' })
  })

  test.each(['one batch', 'two batches'])('gives an event of nobody its person, in %s', async (how) => {
    await using driver = await createDriver({ batch: how === 'one batch' ? 500 : 1, partitions: 3 })
    await driver.segment('bought', { event: { name: 'Purchase' }, within: '7d', count: { eq: 1 } })
    const nobody = { id: 'order-1', channel: 'pixel' } as const
    const ann = { who: 'ann', id: 'order-1', channel: 'server' } as const
    await driver.hits([nobody, ann])
    await driver.settle()
    expect(await driver.has('bought', 'ann')).toBe(true)
    expect(await driver.membersOf('bought')).toHaveLength(1)
    // The copies of 48 h later know whose it is.
    await driver.advance(driver.clock.now() + HOUR)
    await driver.hit(nobody)
    await driver.settle()
    expect(await driver.has('bought', 'ann')).toBe(true)
    expect((await eventsOf(driver)).map(({ rev, person }) => [rev, person])).toHaveLength(2)
  })

  test('of nobody, whose id is used again in the same batch two days later, finds its person', async () => {
    await using driver = await createDriver()
    const now = driver.clock.now()
    await driver.hits([
      { id: 'order-1', channel: 'pixel', receivedAt: now },
      { who: 'ann', id: 'order-1', channel: 'server', receivedAt: now + 1, at: now },
      { id: 'order-1', channel: 'pixel', receivedAt: now + 3 * DAY },
    ])
    await driver.settle()
    const people = (await eventsOf(driver)).map(({ rev, person }) => [rev, person])
    expect(people).toEqual([
      [0, ''],
      [1, personNamed('ann')],
      [0, ''],
    ])
  })
})

test('hits without an id of the sender are events of their own', async () => {
  await using driver = await createDriver()
  await driver.segment('twice', TWICE)
  await driver.hits([{ who: 'ann' }, { who: 'ann' }])
  await driver.settle()
  expect(await driver.has('twice', 'ann')).toBe(true)
})

test('another name or source is another event', async () => {
  await using driver = await createDriver()
  await driver.segment('thrice', { event: { name_prefix: 'P' }, within: 'all', count: { eq: 3 } })
  await driver.hits([
    { who: 'ann', id: 'x', name: 'Purchase' },
    { who: 'ann', id: 'x', name: 'CompletePayment' },
    { who: 'ann', id: 'x', name: 'Purchase', source: 'app' },
    { who: 'ann', id: 'x', name: 'Pageview' },
  ])
  await driver.settle()
  expect(await driver.has('thrice', 'ann')).toBe(true)
})

test.each([1, 3])(
  'the same event sent again weeks later changes no membership and no report (%i partitions)',
  async (partitions) => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', { event: { name: 'Purchase' }, within: '30d' })
    await driver.segment('twice', TWICE)
    const event = { who: 'ann', id: 'order-1', at: driver.clock.now(), body: { properties: { value: 5 } } }
    await driver.hit(event)
    await driver.advance(event.at + 20 * DAY)
    await driver.hit(event)
    await driver.settle()
    expect(await driver.has('twice', 'ann')).toBe(false)
    await driver.advance(event.at + 30 * DAY)
    expect(await driver.has('bought', 'ann')).toBe(false)
    await driver.hit(event)
    await driver.advance(event.at + 40 * DAY)
    expect(await driver.changes()).toHaveLength(2)
    const facts = await driver.facts()
    expect(facts).toHaveLength(3)
    expect(collapse(facts)).toEqual([
      expect.objectContaining({ event_time: clickhouseTime(event.at), received_at: clickhouseTime(event.at), segments: [] }),
    ])
  },
)
