import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW, createWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const DAY = 86_400_000
const purchase = { event: { name: 'Purchase' } }
const path = 'properties.value'
const hundred = <T>(make: (i: number) => T): T[] => Array.from({ length: 100 }, (_, i) => make(i))

interface Answer {
  cost: { state_bytes_max: number; conditions: { path: string }[]; backfill_events: number | null }
}

const opened = openTestWarehouse()
let world: World
beforeAll(async () => {
  const { warehouse } = await opened
  world = await createWorld({ warehouse, deps: { budget: { stateBytesMax: 65_536, backfillEventsMax: 5 } } })
  await store(warehouse, [
    ...[1, 2, 20].map((days) => fact(NOW - days * DAY, 'Purchase')),
    ...[1, 20].map((days) => fact(NOW - days * DAY, 'AddToCart')),
    ...[1, 2, 3, 4].map((days) => fact(NOW - days * DAY, 'ViewContent')),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

const put = (rule: unknown) => world.ask('PUT', '/v1/segments/tried', { name: 'Tried', rule })

describe('what a segment costs', () => {
  it('is part of its answers', async () => {
    const cost = {
      state_bytes_max: expect.any(Number),
      conditions: [
        { path: 'rule.all.0', exact: true, entries_max: 2, late_by_max_ms: 0 },
        { path: 'rule.all.1.not', exact: false, entries_max: 833, late_by_max_ms: 2_362_500 },
        { path: 'rule.all.2', exact: false, entries_max: 512, late_by_max_ms: null },
      ],
      // Two purchases within 7 days, and the two additions to a cart ever.
      backfill_events: 4,
    }
    const rule = {
      all: [
        { ...purchase, within: '7d', count: { gte: 2 } },
        { not: { ...purchase, within: '7d', sum: { path, gte: 10 } } },
        { sequence: [{ event: { name: 'AddToCart' } }, { event: { name: 'Lead' } }], span: '1h', within: 'all' },
      ],
    }
    expect((await put(rule)).json()).toMatchObject({ cost })
    expect((await world.ask('GET', '/v1/segments/tried')).json()).toMatchObject({ cost })
    expect((await world.ask('GET', '/v1/segments?include=cost')).json()).toMatchObject({ segments: [{ cost }] })
    expect((await world.ask('POST', '/v1/segments/preview', { rule })).json()).toMatchObject({ cost })
  })

  it('counts each event once, by the longest window that asks for it', async () => {
    const read = async (rule: object): Promise<unknown> =>
      (await world.ask('POST', '/v1/segments/preview', { rule })).json<Answer>().cost.backfill_events
    expect(await read({ ...purchase, within: 'all' })).toBe(3)
    expect(
      await read({
        any: [
          { ...purchase, within: '2d' },
          { ...purchase, within: '30h' },
          { ...purchase, within: '10d' },
        ],
      }),
    ).toBe(2)
    expect(await read({ event: { name_prefix: 'Add' }, within: '5d' })).toBe(1)
    expect(await read({ trait: 'country', eq: 'DE' })).toBe(0)
  })
})

describe('a segment that costs too much is refused', () => {
  const hostile: [string, object, string, RegExp][] = [
    [
      'a hundred large counts',
      { any: hundred((i) => ({ event: { name: `E${i}` }, within: '400d', count: { gte: i === 41 ? 10_000 : 9_999 } })) },
      'rule.any.41',
      /^the costliest condition: up to 10,000 entries, [\d,]+ bytes; compare with a smaller number$/,
    ],
    ['one of them', { ...purchase, within: '400d', count: { gte: 10_000 } }, 'rule', /smaller number/],
    [
      'a hundred sums',
      { all: hundred((i) => ({ ...purchase, within: `${i + 1}d`, sum: { path, gte: 1 } })) },
      'rule.all.0',
      /up to 833 entries.*fewer conditions of this kind/,
    ],
    [
      'sums deep inside',
      {
        not: {
          any: hundred((i) => ({
            all: [{ ...purchase, within: 'all', [i % 2 ? 'min' : 'max']: { path: `properties.p${i}`, gt: 0 } }],
          })),
        },
      },
      'rule.not.any.0.all.0',
      /fewer conditions of this kind/,
    ],
    ['many different values', { ...purchase, within: 'all', distinct: { path, gte: 1_000_000 } }, 'rule', /1,000,064 entries/],
    ['an old, short window', { ...purchase, within: { from: '400d', to: '399d' } }, 'rule', /end nearer to now/],
    ['waiting for long', { exposure: {}, within: { from: '400d', to: '399d' }, since_last: { gte: '1d' } }, 'rule', /end nearer/],
    [
      'many sequences',
      { all: hundred((i) => ({ sequence: [purchase, { absent: { name: `E${i}` }, for: '1h' }], span: '1h', within: '7d' })) },
      'rule.all.0',
      /fewer sequences/,
    ],
  ]

  it.each(hostile)('%s', async (_name, rule, at, message) => {
    const refused = {
      status: 400,
      code: 'invalid_field',
      detail: expect.stringMatching(
        /^the rule may keep ([\d,]+|any number of) bytes of state per person, and a segment may keep 65,536 \(WEIR_/,
      ),
      errors: [{ path: at, message: expect.stringMatching(message) }],
    }
    const before = (await world.ask('GET', '/v1/segments/tried')).body
    expect((await put(rule)).json()).toMatchObject(refused)
    expect((await world.ask('GET', '/v1/segments/tried')).body).toBe(before)
    expect((await world.ask('POST', '/v1/segments/preview', { rule })).json()).toMatchObject(refused)
    expect((await world.ask('POST', '/v1/segments/tried/diff', { rule })).json()).toMatchObject(refused)
  })

  it('in events to be read', async () => {
    const rule = {
      any: [
        { ...purchase, within: '25h' },
        { event: { names: ['ViewContent', 'AddToCart'] }, within: '30d' },
      ],
    }
    const refused = {
      status: 400,
      detail: expect.stringMatching(/^the rule would be filled from 7 events of history, and a segment may read 5 \(WEIR_/),
      errors: [
        { path: 'rule.any.1', message: expect.stringMatching(/^the costliest condition: 6 events; take a shorter window/) },
      ],
    }
    expect((await put(rule)).json()).toMatchObject(refused)
    expect((await world.ask('POST', '/v1/segments/preview', { rule })).json()).toMatchObject(refused)
  })

  it('but not because the warehouse is away', async () => {
    await using alone = await createWorld({ deps: { budget: { stateBytesMax: 65_536, backfillEventsMax: 0 } } })
    const answer = await alone.ask('PUT', '/v1/segments/tried', { name: 'Tried', rule: { ...purchase, within: '7d' } })
    expect([answer.statusCode, answer.json<Answer>().cost.backfill_events]).toEqual([200, null])
  })
})
