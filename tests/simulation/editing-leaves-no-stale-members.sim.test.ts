import { clickhouseTime, TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import { definition } from '../support/reference.ts'

const DAY = 86_400_000
const bought = (within: string, gte = 1) => ({ event: { name: 'Purchase' }, within, count: { gte } })
const carts = { event: { name: 'AddToCart' }, within: '30d' }

describe.each([1, 3])('with %i partitions', (partitions) => {
  test('a new segment counts history, from the log', async () => {
    await using driver = await createDriver({ partitions })
    const start = driver.clock.now()
    await driver.hits([{ who: 'ann' }, { who: 'bob' }, { who: 'cleo', name: 'AddToCart' }, {}])
    await driver.advance(start + DAY)
    await driver.hits([{ who: 'ann' }])
    await driver.settle()
    await driver.segment('twice', bought('7d', 2))
    expect(await driver.membersOf('twice')).toEqual([personNamed('ann')])
    await driver.segment('not', { not: bought('7d') })
    expect(await driver.membersOf('not')).toEqual([personNamed('cleo')])
    await driver.advance(start + 7 * DAY - 1)
    expect(await driver.sizeOf('twice')).toBe(1)
    await driver.advance(start + 7 * DAY)
    expect(await driver.sizeOf('twice')).toBe(0)
    const [entered, left] = (await driver.changes()).filter(({ segment }) => segment === 'twice')
    expect(entered).toMatchObject({ op: 'entered', reason: 'definition', cause: '', at: clickhouseTime(start + DAY), version: 1 })
    expect(left).toMatchObject({ op: 'left', reason: 'window', at: clickhouseTime(start + 7 * DAY) })
  })

  test('until a new segment has counted history nobody is in it, and it does not count as applied', async () => {
    await using driver = await createDriver({ partitions, batch: 1 })
    for (let i = 0; i < 30; i++) await driver.hit({ who: `p${i}` })
    await driver.settle()
    const version = await driver.put('bought', bought('7d'))
    expect(await driver.sizeOf('bought')).toBe(0)
    await driver.segmenter().applied(version)
    expect(await driver.sizeOf('bought')).toBe(30)
  })

  test('an edit switches at once, and leaves no stale members', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('chosen', bought('7d'))
    await driver.hits([{ who: 'ann' }, { who: 'bob' }, { who: 'bob', name: 'AddToCart' }, { who: 'cleo', name: 'AddToCart' }])
    await driver.settle()
    expect(await driver.sizeOf('chosen')).toBe(2)
    await driver.segment('chosen', carts)
    expect(await driver.membersOf('chosen')).toEqual([personNamed('bob'), personNamed('cleo')].sort())
    const changes = (await driver.changes()).map(({ person, op, reason, version }) => `${person} ${op} ${reason} ${version}`)
    expect(changes.slice().sort()).toEqual(
      [
        `${personNamed('ann')} entered event 1`,
        `${personNamed('bob')} entered event 1`,
        `${personNamed('ann')} left definition 2`,
        `${personNamed('cleo')} entered definition 2`,
      ].sort(),
    )
  })

  test('a deleted segment ends for everybody, under its own name', async () => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', bought('7d'))
    await driver.segment('other', bought('7d'))
    await driver.hits([{ who: 'ann' }, { who: 'bob' }])
    await driver.settle()
    await driver.remove('bought')
    expect(await driver.membersOf('bought')).toEqual([])
    expect(await driver.sizeOf('other')).toBe(2)
    const ends = (await driver.changes()).filter(({ op }) => op === 'left')
    expect(ends.map(({ segment, reason, version }) => [segment, reason, version])).toEqual([
      ['bought', 'definition', 1],
      ['bought', 'definition', 1],
    ])
    await driver.segment('bought', bought('7d'))
    expect(await driver.sizeOf('bought')).toBe(2)
  })

  test('several edits in quick succession end with the last', async () => {
    await using driver = await createDriver({ partitions })
    await driver.hits([{ who: 'ann' }, { who: 'bob', name: 'AddToCart' }])
    await driver.settle()
    for (const rule of [bought('7d'), carts, bought('7d', 2), carts, { any: [bought('7d'), carts] }]) await driver.put('s', rule)
    await driver.put('t', carts)
    await driver.drop('t')
    await driver.applied()
    expect(await driver.sizeOf('s')).toBe(2)
    expect(await driver.sizeOf('t')).toBe(0)
  })

  test.each([1, 7, 500])('live traffic while history is counted is neither lost nor doubled (batches of %i)', async (batch) => {
    await using driver = await createDriver({ partitions, batch })
    const people = Array.from({ length: 40 }, (_, i) => `p${i}`)
    const total = { event: { name: 'Purchase' }, within: '7d', sum: { path: 'properties.value', eq: 6 } }
    const buy = (value: number) => people.map((who) => ({ who, body: { properties: { value } } }))
    await driver.hits(buy(1))
    await driver.settle()
    await driver.put('six', total)
    await driver.put('thrice', { event: { name: 'Purchase' }, within: '7d', count: { eq: 3 } })
    for (const hit of buy(2)) {
      await driver.hit(hit)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await driver.hits(buy(3))
    await driver.applied()
    await driver.settle()
    expect(await driver.sizeOf('six')).toBe(40)
    expect(await driver.sizeOf('thrice')).toBe(40)
  })
})

test('two segments with one condition share it: deleting one does not take it from the other', async () => {
  await using driver = await createDriver()
  await driver.segment('a', bought('7d'))
  await driver.segment('b', { all: [bought('7d'), carts] })
  await driver.hits([{ who: 'ann' }, { who: 'ann', name: 'AddToCart' }])
  await driver.settle()
  await driver.remove('a')
  expect(await driver.sizeOf('b')).toBe(1)
  await driver.advance(driver.clock.now() + 7 * DAY)
  expect(await driver.sizeOf('b')).toBe(0)
})

test('a copy that is merged while history is counted does not bring back what it changed', async () => {
  await using driver = await createDriver()
  await driver.hits([{ who: 'ann', id: 'order-1', channel: 'pixel' }, { who: 'bob' }])
  await driver.settle()
  // The copy is folded in the very batch that announces the segment, so before history is counted.
  const untold = { event: { name: 'Purchase', where: [{ path: 'properties.value', op: 'not_exists' as const }] }, within: '7d' }
  const [first] = (await driver.records(TOPICS.events)).map(
    ({ value }) => JSON.parse(Buffer.from(value).toString()) as PersonEvent,
  )
  const copy = { ...first!, rev: 1, hit: { ...first!.hit, body: { properties: { value: 3 } } } }
  const define = { kind: 'define', version: 1, received_at: driver.clock.now(), segments: [definition('untold', untold)] }
  const entries = [define, copy].map((record) => ({ partition: 0, key: 'x', value: Buffer.from(JSON.stringify(record)) }))
  await driver.stores.log.append(TOPICS.events, entries)
  await driver.segmenter().applied(1)
  expect(await driver.membersOf('untold')).toEqual([personNamed('bob')])
})

test('a copy that takes an event out of a condition leaves the one before it counting', async () => {
  await using driver = await createDriver()
  await driver.segment('untold', {
    event: { name: 'Purchase', where: [{ path: 'properties.value', op: 'not_exists' }] },
    within: '7d',
  })
  const start = driver.clock.now()
  await driver.hit({ who: 'ann' })
  await driver.advance(start + DAY)
  await driver.hit({ who: 'ann', id: 'order-1', channel: 'pixel' })
  await driver.hit({ who: 'ann', id: 'order-1', channel: 'server', body: { properties: { value: 3 } } })
  await driver.settle()
  expect(await driver.has('untold', 'ann')).toBe(true)
  await driver.advance(start + 7 * DAY - 1)
  expect(await driver.has('untold', 'ann')).toBe(true)
  await driver.advance(start + 7 * DAY)
  expect(await driver.has('untold', 'ann')).toBe(false)
})
