import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** The largest questions that the doors let in, hostile ones, and keys that see one source. */

const opened = await openTestWarehouse()
let world: World
const DAY = 86_400_000
const T = Date.UTC(2024, 0, 10)
const HOSTILE = ["' OR 1=1 --", '{p0:String}', '\\', '`facts`', '\0', "') UNION ALL SELECT 1 --", '${x}']

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await store(opened.warehouse, [
    ...['shop', 'other'].flatMap((source) =>
      Array.from({ length: 20 }, (_, i) => {
        const fields = {
          source,
          person: source,
          campaign_id: 'c',
          body: { properties: { size: 100, contents: [{ content_category: 'x' }] } },
        }
        return fact(T + i * DAY, i % 3 === 0 ? 'AdImpression' : i % 3 === 1 ? 'AdClick' : 'Purchase', fields)
      }),
    ),
    ...HOSTILE.map((name) => fact(T, name, { person: `hostile ${name}`, source: name })),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const where = Array.from({ length: 5 }, (_, i) => ({ path: 'properties.size', op: 'ne', value: i }))
const wide = { from: '1910-01-01', to: '2250-01-01' }

describe('the largest questions', () => {
  it.each([
    [
      '/v1/reports/funnel',
      {
        ...wide,
        steps: Array.from({ length: 10 }, (_, i) => ({
          event: { name: i % 2 === 0 ? 'AdClick' : 'Purchase', where: where.slice(3) },
        })),
        exclude: Array.from({ length: 5 }, () => ({ event: { name_prefix: 'x', where: where.slice(1) } })),
        window: '366d',
        order: 'strict',
        count: 'attempts',
        group_by: 'day',
      },
    ],
    [
      '/v1/reports/funnel',
      {
        ...wide,
        steps: Array.from({ length: 10 }, () => ({ event: { name: 'AdClick' } })),
        window: '366d',
        order: 'any',
        tz: 'Asia/Kathmandu',
      },
    ],
    [
      '/v1/reports/retention',
      { ...wide, first: { name: 'AdClick', where }, unit: 'month', periods: 100, mode: 'rolling', tz: 'Australia/Lord_Howe' },
    ],
    [
      '/v1/reports/journeys',
      {
        ...wide,
        touchpoints: Array.from({ length: 20 }, (_, i) => ({
          name: `t${i}`,
          event: { name: i % 2 === 0 ? 'AdClick' : 'Purchase', where: where.slice(3) },
        })),
        steps: 10,
        gap: '366d',
        repeats: true,
      },
    ],
  ])(
    'are answered: %s',
    async (url, body) => {
      const answer = await world.ask('POST', url, body)
      expect(answer.statusCode, answer.body).toBe(200)
      expect(answer.json<{ rows: unknown[] }>().rows.length).toBeGreaterThan(0)
    },
    60_000,
  )

  it.each(['exposure?per=all&max_n=50&window=90d&', 'leaderboard?metric=cvr&', 'interests?top=500&'])(
    'are answered: %s',
    async (query) => {
      const answer = await world.ask('GET', `/v1/reports/${query}from=1910-01-01&to=2250-01-01`)
      expect(answer.statusCode, answer.body).toBe(200)
    },
  )
})

describe('a question that is too large', () => {
  it('is refused by the name of its field', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ path: 'properties.size', op: 'eq', value: i }))
    const steps = Array.from({ length: 6 }, () => ({ event: { name: 'AdClick', where: many } }))
    const answer = await world.ask('POST', '/v1/reports/funnel', { steps, window: '1d' })
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ path: 'steps.2.event.where' }] }])
  })
})

describe('hostile values', () => {
  it('are compared as they are', async () => {
    for (const name of HOSTILE) {
      const answer = await world.ask('POST', '/v1/reports/funnel', {
        from: '2024-01-01',
        to: '2024-02-01',
        steps: [{ event: { name, source: name } }],
        window: '1d',
      })
      expect([answer.statusCode, answer.json()], name).toMatchObject([200, { rows: [{ steps: [{ reached: 1 }] }] }])
    }
  })

  it('never make a 5xx, and never say anything of SQL', async () => {
    const gets = [
      'from',
      'tz',
      'per',
      'campaign',
      'window',
      'conversion',
      'metric',
      'currency',
      'correction',
      'by',
      'segments',
      'level',
      'top',
    ].flatMap((name) =>
      ['exposure', 'leaderboard', 'interests', 'growth'].flatMap((report) =>
        HOSTILE.slice(0, 3).map((value) => `/v1/reports/${report}?${name}=${encodeURIComponent(value)}`),
      ),
    )
    for (const url of gets) {
      const answer = await world.ask('GET', url)
      expect(answer.statusCode, url).toBeLessThan(500)
      if (answer.statusCode !== 200) expect(answer.body, url).not.toMatch(/SELECT|facts_final|Exception|stack/)
    }
  }, 60_000)
})

describe('a key that is limited to a source', () => {
  it('sees what came from it, in every analysis', async () => {
    const range = { from: '2024-01-01', to: '2024-03-01' }
    const key = await world.key(['read'], ['shop'])
    const ask = async (method: 'GET' | 'POST', url: string, payload?: object): Promise<string> => {
      const answer = await world.app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${key}` },
        ...(payload && { payload }),
      })
      expect(answer.statusCode, answer.body).toBe(200)
      return answer.body
    }
    const selector = { name: 'AdClick' }
    expect(
      JSON.parse(await ask('POST', '/v1/reports/funnel', { ...range, steps: [{ event: selector }], window: '1d' })),
    ).toMatchObject({ rows: [{ steps: [{ reached: 1 }] }] })
    expect(JSON.parse(await ask('POST', '/v1/reports/retention', { ...range, first: selector }))).toMatchObject({
      rows: [{ cohorts: [{ persons: 1 }, { persons: 1 }] }],
    })
    expect(
      JSON.parse(await ask('POST', '/v1/reports/journeys', { ...range, touchpoints: [{ name: 'Click', event: selector }] })),
    ).toMatchObject({ rows: [{ persons: 1 }] })
    const query = 'from=2024-01-01&to=2024-03-01'
    expect(JSON.parse(await ask('GET', `/v1/reports/exposure?${query}`))).toMatchObject({
      rows: [{ n: 1, persons: 1 }, ...Array.from({ length: 6 }, () => ({ persons: 1 }))],
    })
    const refused = await world.app.inject({ url: `/v1/reports/growth?${query}`, headers: { authorization: `Bearer ${key}` } })
    expect(refused.statusCode).toBe(403)
  })
})
