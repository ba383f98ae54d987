import type { FactRow } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { attributeDays, batchesOf, daysToAttribute, erasePersons } from '@weir/warehouse'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { fact, store } from '../../../test/facts.ts'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

/**
 * Conversions that are attributed beforehand. That reports say the same with them and without,
 * whatever happens, is in rollups.test.ts; here is on what it depends whether they are read.
 */

const DAY = 86_400_000
const FROM = Date.UTC(2024, 2, 1)
const at = (day: number, hour = 12): number => FROM + day * DAY + hour * 3_600_000

const opened = await openTestWarehouse()
const { warehouse } = opened
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse })
  await world.ask('PUT', '/v1/segments/one', { name: 'one', rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const table of ['facts', 'person_aliases', 'attributed_days', 'attributed_people', 'attributed_facts'])
    await warehouse.command(`TRUNCATE TABLE ${table}`)
})

const bought = (day: number, fields: Partial<FactRow> = {}) =>
  fact(at(day), 'Purchase', { value: 10, currency: 'EUR', segments: [segmentNumber('one')], ...fields })
const clicked = (day: number, campaign_id: string, fields: Partial<FactRow> = {}) =>
  fact(at(day, 10), 'AdClick', { campaign_id, ...fields })

async function attribute(): Promise<void> {
  for (const batch of batchesOf(await daysToAttribute(warehouse))) await attributeDays(warehouse, batch)
}
const waiting = async (): Promise<number[]> => (await daysToAttribute(warehouse)).map(({ day }) => day - FROM / DAY)

interface Answer {
  conversion_rollups?: { days: number; days_from_facts: number }
  rows: { campaign: string | null; conversions: number; landings: number }[]
}
async function ask(more = ''): Promise<Answer> {
  const metrics = 'conversions,landings,value,cvr'
  const url = `/v1/reports/segments?from=2024-03-01&to=2024-04-30&group_by=campaign&metrics=${metrics}${more}`
  const answer = await world.ask('GET', url)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
/** The same from attributed conversions (of so many days) and from facts. */
async function askBoth(days: { days: number; days_from_facts: number } | undefined, more = ''): Promise<Answer['rows']> {
  const [fast, slow] = [await ask(more), await ask(`${more}&rollups=skip`)]
  expect([fast.conversion_rollups, slow.conversion_rollups]).toEqual([days, undefined])
  expect(fast.rows).toEqual(slow.rows)
  return fast.rows
}

test('windows of every length up to 28 and 7 days are read from the newest touches', async () => {
  await store(warehouse, [
    clicked(0, 'old'),
    fact(at(20), 'AdImpression', { campaign_id: 'seen' }),
    fact(at(21), 'VideoView', { campaign_id: 'played' }),
    bought(21),
    bought(27),
    // Exactly 28 days after: no touch any more.
    fact(at(28, 10), 'Purchase'),
  ])
  await attribute()
  const rolled = { days: 5, days_from_facts: 0 }
  expect(await askBoth(rolled, '&attribution=28d_click')).toContainEqual(
    expect.objectContaining({ campaign: 'old', conversions: 2 }),
  )
  expect(await askBoth(rolled, '&attribution=1d_view')).toContainEqual(
    expect.objectContaining({ campaign: 'played', conversions: 1 }),
  )
  expect(await askBoth(rolled, '&attribution=7d_click,7d_view')).toContainEqual(
    expect.objectContaining({ campaign: 'played', conversions: 3 }),
  )
  for (const more of [
    '&attribution=29d_click',
    '&attribution=8d_view',
    '&attribution=none',
    '&model=linear',
    '&bots=include',
    '&conversion=ViewContent',
  ])
    await askBoth(undefined, more)
})

test('a figure of them that is wrong is noticed', async () => {
  await store(warehouse, [clicked(0, 'spring'), bought(1)])
  await attribute()
  expect(await askBoth({ days: 2, days_from_facts: 0 })).toMatchObject([{ campaign: 'spring', conversions: 1 }])
  await warehouse.command(`ALTER TABLE attributed_facts UPDATE click_ms = 0 WHERE 1 SETTINGS mutations_sync = 1`)
  expect((await ask()).rows).not.toEqual((await ask('&rollups=skip')).rows)
})

test.each<[string, () => Promise<unknown>, number[]]>([
  ['a late click dirties 28 days', () => store(warehouse, [clicked(2, 'late')]), [2, 20, 30]],
  ['a late view a week', () => store(warehouse, [fact(at(14), 'AdImpression')]), [14, 20]],
  ['a conversion two days', () => store(warehouse, [bought(18)]), [18, 20]],
  ['a click id all days after it', () => store(warehouse, [fact(at(1), 'PageView', { click_ids: ['c'] })]), [1, 20, 30, 40]],
  ['what is about no ad nothing', () => store(warehouse, [fact(at(19), 'PageView')]), [19]],
  ['whom a person absorbs', () => absorb(warehouse, [['other', 'ann']]), [20, 40]],
  ['by whom a person is absorbed', () => absorb(warehouse, [['bob', 'other']]), [30]],
  ['others who are united nothing', () => absorb(warehouse, [['cem', 'dan']]), []],
])('on what days depend: %s', async (_, change, expected) => {
  await store(warehouse, [clicked(0, 'spring'), bought(20), bought(30, { person: 'bob' }), bought(40)])
  await attribute()
  expect(await waiting()).toEqual([])
  await change()
  expect(await waiting()).toEqual(expected)
  const clean = 4 - expected.filter((day) => [20, 30, 40].includes(day)).length
  // With more gaps all is read from facts.
  await askBoth(expected.length > 3 ? undefined : { days: clean, days_from_facts: expected.length })
  await attribute()
  expect(await waiting()).toEqual([])
  await askBoth({ days: 4 + expected.filter((day) => ![20, 30, 40].includes(day)).length, days_from_facts: 0 })
})

test('persons who are united while a day is attributed are noticed, and so are those who are parted again', async () => {
  await store(warehouse, [clicked(0, 'spring', { person: 'bob' }), bought(1)])
  let commands = 0
  const days = await daysToAttribute(warehouse)
  const slow = {
    ...warehouse,
    async command(sql: string, params?: Parameters<typeof warehouse.command>[1]) {
      // After who they are was noted, and before touches are read.
      if (++commands === 3) await absorb(warehouse, [['bob', 'ann']])
      return warehouse.command(sql, params)
    },
  }
  await attributeDays(slow, days)
  expect(await waiting()).toEqual([1])
  await attribute()
  expect(await askBoth({ days: 2, days_from_facts: 0 })).toMatchObject([{ campaign: 'spring', conversions: 1 }])
  await warehouse.command('TRUNCATE TABLE person_aliases')
  expect(await waiting()).toEqual([1])
  expect(await askBoth({ days: 1, days_from_facts: 1 })).toMatchObject([{ campaign: 'spring', conversions: 0 }])
})

test('whoever is erased is in none of the tables', async () => {
  await store(warehouse, [clicked(0, 'spring'), bought(1), bought(1, { person: 'bob' })])
  await attribute()
  const erased = await erasePersons(warehouse, { persons: ['ann'], rejected: [], cuts: [{ part: 0, off: 1e9 }] })
  expect(erased).toMatchObject({ attributed_people: 1, attributed_facts: 1 })
  const left = await warehouse.query(
    'SELECT person FROM attributed_people UNION ALL SELECT person FROM attributed_facts',
    {},
    { maxSeconds: 10 },
  )
  expect(left).toEqual([{ person: 'bob' }, { person: 'bob' }])
  await attribute()
  await askBoth({ days: 1, days_from_facts: 0 })
})

test('days are attributed together as long as they are near and not too large', () => {
  const day = (number: number, facts: number) => ({ day: number, digest: '', facts })
  const numbers = (...days: ReturnType<typeof day>[]): number[][] => batchesOf(days).map((batch) => batch.map((one) => one.day))
  expect(numbers(day(1, 10), day(31, 10), day(32, 10), day(90, 10))).toEqual([[1, 31], [32], [90]])
  expect(numbers(day(1, 3e6), day(2, 2e6), day(3, 1), day(4, 9e6), day(5, 1))).toEqual([[1, 2], [3], [4], [5]])
  expect(numbers()).toEqual([])
})
