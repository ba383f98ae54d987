import { afterAll, beforeAll, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../../test/world.ts'
import { NOW, createWorld } from '../../../test/world.ts'

/**
 * All that answers from the warehouse or the state says how much it has, and waits on request, for
 * as long as it says.
 */

const rule = { event: { name: 'Purchase' }, within: '7d' }
const opened = await openTestWarehouse()
let world: World
const asked: number[] = []
let visible = true

beforeAll(async () => {
  const awaitVisible = async (ms: number): Promise<boolean> => asked.push(ms) > 0 && visible
  world = await createWorld({
    warehouse: opened.warehouse,
    deps: {
      awaitVisible,
      awaitFolded: awaitVisible,
      lookupPerson: async () => ({ id: 'ann', blob: undefined, isShared: false }),
    },
  })
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await store(opened.warehouse, [fact(NOW, 'Purchase')])
  // What a rule asks for is looked up until it has been seen.
  await world.ask('POST', '/v1/segments/preview', { rule })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

type Fresh = Record<string, string | boolean | number>
const get = (url: string) => (fresh: Fresh) =>
  world.ask('GET', `${url}${new URLSearchParams(fresh as Record<string, string>).toString()}`)
const SURFACES = {
  preview: (fresh: Fresh) => world.ask('POST', '/v1/segments/preview', { rule, ...fresh }),
  diff: (fresh: Fresh) => world.ask('POST', '/v1/segments/buyers/diff', { rule, ...fresh }),
  history: get('/v1/segments/buyers/history?'),
  report: get('/v1/reports/segments?'),
  funnel: (fresh: Fresh) =>
    world.ask('POST', '/v1/reports/funnel', { steps: [{ event: { name: 'Purchase' } }], window: '1d', ...fresh }),
  retention: (fresh: Fresh) => world.ask('POST', '/v1/reports/retention', { first: { name: 'Purchase' }, ...fresh }),
  journeys: (fresh: Fresh) =>
    world.ask('POST', '/v1/reports/journeys', { touchpoints: [{ name: 'Order', event: { name: 'Purchase' } }], ...fresh }),
  exposure: get('/v1/reports/exposure?'),
  growth: get('/v1/reports/growth?'),
  leaderboard: get('/v1/reports/leaderboard?'),
  interests: get('/v1/reports/interests?'),
  why: get('/v1/people/email:ann@example.org/why?segment=buyers&'),
  rejected: get('/v1/rejected?'),
  size: get('/v1/segments/buyers/size?'),
  members: get('/v1/segments/buyers/members?'),
}
/** These are about what is folded; of what was received the warehouse knows the newest. */
const FOLDED = ['size', 'members']

it.each(Object.entries(SURFACES))('%s says what it reflects, and waits when it is told to', async (surface, ask) => {
  for (const isVisible of [true, false]) {
    visible = isVisible
    asked.length = 0
    const plain = await ask({})
    const watermark = FOLDED.includes(surface) ? {} : { watermark: new Date(NOW).toISOString() }
    expect([plain.statusCode, plain.json()]).toMatchObject([200, { ...watermark, complete: isVisible }])
    for (const fresh of [
      { wait: true },
      { min_watermark: '2024-05-01' },
      { min_watermark: NOW },
      { wait: true, min_watermark: NOW - 1 },
    ]) {
      const waited = await ask(fresh)
      expect(waited.statusCode, waited.body).toBe(isVisible ? 200 : 503)
      expect(waited.json()).toMatchObject(isVisible ? { complete: true } : { code: 'unavailable' })
    }
    await ask({ wait: false })
    expect(asked).toEqual([0, 10_000, 10_000, 10_000, 10_000, 0])
  }
  for (const min_watermark of [NOW + 1, '2024-05-02', 'yesterday', '']) {
    const refused = await ask({ min_watermark })
    expect([refused.statusCode, refused.json()]).toMatchObject([400, { errors: [{ path: 'min_watermark' }] }])
  }
})

it('a CSV report says it in a header', async () => {
  visible = false
  expect((await world.ask('GET', '/v1/reports/segments?format=csv')).headers['x-weir-complete']).toBe('false')
})

it('a file says it in a header, and does not begin before', async () => {
  const file = get('/v1/segments/buyers/export?')
  for (const isVisible of [true, false]) {
    visible = isVisible
    asked.length = 0
    const plain = await file({})
    expect([plain.statusCode, plain.headers['x-weir-complete']]).toEqual([200, String(isVisible)])
    for (const fresh of [{ wait: true }, { min_watermark: '2024-05-01' }]) {
      const answer = await file({ format: 'ndjson', ...fresh })
      expect(answer.statusCode).toBe(isVisible ? 200 : 503)
      if (!isVisible) expect(answer.json()).toMatchObject({ code: 'unavailable' })
    }
    expect(asked).toEqual([0, 10_000, 10_000])
  }
  const future = await file({ min_watermark: NOW + 1 })
  expect(future.json()).toMatchObject({ status: 400, errors: [{ path: 'min_watermark' }] })
})
