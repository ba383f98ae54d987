import { openTestWarehouse } from '@weir/testkit/warehouse'
import { fieldOf, segmentNumber } from '@weir/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

/**
 * Every route that shows figures per segment, below a segment's min_size, at it, and of a row in
 * which fewer persons are: three members, of whom two clicked an ad.
 */

const opened = await openTestWarehouse()
let world: World
const SEGMENT = 'buyers'
const RANGE = { from: '2024-04-01', to: '2024-05-02' }
const DAY = 86_400_000

const put = async (min_size: number): Promise<void> => {
  const rule = { event: { name: 'Purchase' }, within: 'all' }
  const answer = await world.ask('PUT', `/v1/segments/${SEGMENT}`, { name: 'b', rule, min_size })
  expect(answer.statusCode, answer.body).toBe(200)
}

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  await put(0)
  const ids = await addPeople(
    world.fold,
    ['ann', 'bob', 'cem'].map((value) => ({ identifiers: [{ type: 'external_id', value }], member: [SEGMENT] })),
  )
  const own = (person: string) => ({ person, segments: [segmentNumber(SEGMENT)], campaign_id: 'c1' })
  await store(opened.warehouse, [
    ...ids.map((id) => fact(NOW - 2 * DAY, 'AdImpression', own(id))),
    ...ids.slice(0, 2).map((id) => fact(NOW - 2 * DAY + 1, 'AdClick', { ...own(id), campaign_id: 'c2' })),
    ...ids.map((id) =>
      fact(NOW - DAY, 'ViewContent', { ...own(id), body: { properties: { contents: [{ content_category: 'hats' }] } } }),
    ),
    ...['x', 'y', 'z'].map((person) => fact(NOW - DAY, 'AdImpression', { person })),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const get = (path: string, more: Record<string, string> = {}) =>
  world.ask('GET', `/v1/reports/${path}?${new URLSearchParams({ ...RANGE, ...more }).toString()}`)
const post = (path: string, more: object) =>
  world.ask('POST', `/v1/reports/${path}`, { ...RANGE, group_by: 'segment', segments: [SEGMENT], ...more })

/** Each door, and where in a row it shows a number of persons or events. */
const DOORS: [string, () => ReturnType<World['ask']>, string][] = [
  ['segments', () => get('segments', { segments: SEGMENT, metrics: 'reach' }), 'reach'],
  ['segments without naming it', () => get('segments', { group_by: 'segment', metrics: 'reach' }), 'reach'],
  ['its totals', () => get('segments', { segments: SEGMENT, metrics: 'reach', totals: 'true' }), 'reach'],
  ['delivery', () => get('delivery', { segments: SEGMENT, metrics: 'impressions' }), 'observed_impressions'],
  ['leaderboard', () => get('leaderboard', { segments: SEGMENT, metric: 'ctr' }), 'persons'],
  ['interests', () => get('interests', { segments: SEGMENT }), 'persons'],
  [
    'funnel',
    () => post('funnel', { steps: [{ event: { name: 'AdImpression' } }, { event: { name: 'ViewContent' } }], window: '7d' }),
    'steps.0.persons',
  ],
  ['retention', () => post('retention', { first: { name: 'AdImpression' }, unit: 'day', periods: 1 }), 'cohorts.1.persons'],
  [
    'journeys',
    () => post('journeys', { touchpoints: [{ name: 'seen', event: { name: 'AdImpression' } }], gap: '7d' }),
    'persons',
  ],
]

it.each(DOORS)('%s shows a segment at its min_size, and nothing of one below it', async (name, ask, figure) => {
  const rows = async (): Promise<unknown> => {
    const answer = await ask()
    expect(answer.statusCode, answer.body).toBe(200)
    const { rows: own, totals } = answer.json<{ rows: unknown[]; totals?: unknown[] }>()
    const row = name === 'its totals' ? totals?.[0] : own[0]
    return figure.split('.').reduce<unknown>((at, key) => fieldOf(at, key), row) ?? null
  }
  await put(3)
  expect(await rows()).toBe(3)
  await put(4)
  expect(await rows()).toBeNull()
})

it('a row of fewer persons than min_size is suppressed', async () => {
  await put(3)
  const answer = await get('segments', { segments: SEGMENT, group_by: 'segment,campaign', metrics: 'impressions,clicks' })
  expect(answer.json()).toMatchObject({
    rows: [
      { segment: SEGMENT, campaign: 'c1', impressions: 3, clicks: 0 },
      { segment: SEGMENT, campaign: 'c2', impressions: null, clicks: null, suppressed: true },
    ],
  })
  const csv = await get('segments', { segments: SEGMENT, metrics: 'clicks', format: 'csv', group_by: 'campaign' })
  expect(csv.body).toContain(',c2,,true')
})
