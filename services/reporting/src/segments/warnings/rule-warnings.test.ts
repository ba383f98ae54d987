import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW, createWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const opened = openTestWarehouse()
let world: World
beforeAll(async () => {
  const { warehouse } = await opened
  world = await createWorld({ warehouse })
  await world.ask('PUT', '/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  const contents = [{ content_id: 'a', colour: 'red' }]
  await store(warehouse, [
    fact(NOW, 'Purchase', { body: { properties: { value: 10, coupon: 'x', contents }, page: { url: 'https://shop.example/' } } }),
    fact(NOW, 'Custom-Order', { body: { properties: { basket: 3 } } }),
    fact(NOW, 'Identify', { body: { traits: { plan: 'gold', 'address.city': 'Bern' } } }),
    fact(NOW, 'Visit', { body: { page: { url: 'https://shop.example/?utm_campaign=spring' } } }),
    fact(NOW, 'AdImpression', { campaign_id: 'k1', body: { ad: { campaign_id: 'k1' } } }),
  ])
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

interface Warning {
  code: string
  path: string
  message: string
}
const DOORS: [string, (rule: object) => Promise<Warning[]>][] = (
  [
    ['PUT', '/v1/segments/tried', { name: 'Tried' }],
    ['POST', '/v1/segments/preview', {}],
    ['POST', '/v1/segments/buyers/diff', {}],
  ] as const
).map(([method, url, body]) => [
  `${method} ${url}`,
  async (rule) => {
    const answer = await world.ask(method, url, { ...body, rule })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json<{ warnings?: Warning[] }>().warnings ?? []
  },
])

const bought = (rest: object, event: object = {}): object => ({ event: { name: 'Purchase', ...event }, within: '30d', ...rest })
const where = (path: string): object => bought({}, { where: [{ path, op: 'exists' }] })

const UNSEEN: [rule: object, code: string, path: string, hint: string][] = [
  [bought({}, { name: 'Purchse' }), 'unknown_event', 'rule.event.name', 'did you mean "Purchase"?'],
  [bought({}, { name: 'purchase' }), 'unknown_event', 'rule.event.name', 'did you mean "Purchase"?'],
  [bought({}, { name: 'Custom-Ordr' }), 'unknown_event', 'rule.event.name', 'did you mean "Custom-Order"?'],
  [{ score: 'nomodel', probability: { gte: 0.5 } }, 'unknown_model', 'rule.score', 'there is no model "nomodel"'],
  [bought({}, { name: 'NeverHeardOf' }), 'unknown_event', 'rule.event.name', '"NeverHeardOf" has been seen'],
  [{ event: { names: ['Purchase', 'Leed'] }, within: '1d' }, 'unknown_event', 'rule.event.names.1', 'did you mean "Lead"?'],
  [{ event: { name_prefix: 'Xyz' }, within: '1d' }, 'unknown_event', 'rule.event.name_prefix', 'begins with "Xyz"'],
  [{ any: [{ not: bought({}, { name: 'Refund' }) }] }, 'unknown_event', 'rule.any.0.not.event.name', '"Refund"'],
  [
    { sequence: [{ event: { name: 'Purchase' } }, { absent: { name: 'Refund' }, for: '1h' }], span: '1d', within: '7d' },
    'unknown_event',
    'rule.sequence.1.absent.name',
    '"Refund"',
  ],
  [where('properties.cupon'), 'unknown_path', 'rule.event.where.0.path', 'did you mean "properties.coupon"?'],
  [where('properties.whatever'), 'unknown_path', 'rule.event.where.0.path', '"properties.whatever"'],
  [where('properties.contents.id'), 'unknown_path', 'rule.event.where.0.path', 'did you mean "properties.contents.content_id"?'],
  [where('properties.contents[0].content_id'), 'unknown_path', 'rule.event.where.0.path', '"properties.contents.content_id"?'],
  [where('properties.basket'), 'unknown_path', 'rule.event.where.0.path', 'no such event'],
  [bought({ sum: { path: 'properties.vaule', gte: 1 } }), 'unknown_path', 'rule.sum.path', 'no such event'],
  [
    { affinity: { by: 'properties.colour', value: 'red' }, within: '7d', share: { gte: 0.5 } },
    'unknown_path',
    'rule.affinity.by',
    'no such event',
  ],
  [{ trait: 'paln', eq: 'gold' }, 'unknown_trait', 'rule.trait', 'did you mean "plan"?'],
  [{ trait: 'address.cty', eq: 'Bern' }, 'unknown_trait', 'rule.trait', 'did you mean "address.city"?'],
  [bought({}, { source: 'shp' }), 'unknown_source', 'rule.event.source', '"shp"'],
  [bought({}, { source: 'shopp' }), 'unknown_source', 'rule.event.source', 'did you mean "shop"?'],
  [{ touch: 'first', campaign: 'k9', within: 'all' }, 'unknown_ad', 'rule.campaign', '"k9"'],
  [{ touch: 'last', campaign: ['k1', 'spring', 'k9'], within: 'all' }, 'unknown_ad', 'rule.campaign.2', '"k9"'],
  [{ exposure: { campaign: 'k9' }, within: '7d', count: { gte: 1 } }, 'unknown_ad', 'rule.exposure.campaign', '"k9"'],
]

describe.each(DOORS)(`%s warns of what was never seen (${UNSEEN.length} forms)`, (_, ask) => {
  it.each(UNSEEN)('%j', async (rule, code, path, hint) => {
    expect(await ask(rule)).toEqual([{ code, path, message: expect.stringContaining(hint) as string }])
  })

  it('and of nothing that was', async () => {
    const seen = [
      bought({ sum: { path: 'properties.value', gte: 1 } }, { source: 'shop' }),
      bought({}, { name: 'CompletePayment' }),
      where('properties.contents.content_id'),
      where('page.url'),
      { event: { name_prefix: 'Custom' }, within: '1d' },
      { affinity: { by: 'properties.contents.colour', value: 'red' }, within: '7d', share: { gte: 0.5 } },
      { trait: 'plan', eq: 'gold' },
      { touch: 'first', campaign: ['k1', 'spring'], within: 'all' },
      { trait: 'address.city', eq: 'Bern' },
      { exposure: { campaign: 'k1' }, within: '7d', count: { gte: 1 } },
    ]
    for (const rule of seen) expect(await ask(rule), JSON.stringify(rule)).toEqual([])
  })
})

it('of events that were never seen nothing else is said, and several things are said at once', async () => {
  const [, ask] = DOORS[1]!
  const rule = {
    all: [bought({ sum: { path: 'properties.x', gte: 1 } }, { name: 'Refund' }), { trait: 'shoe', eq: 1 }, where('page.x')],
  }
  expect((await ask(rule)).map(({ code, path }) => [code, path])).toEqual([
    ['unknown_event', 'rule.all.0.event.name'],
    ['unknown_trait', 'rule.all.1.trait'],
    ['unknown_path', 'rule.all.2.event.where.0.path'],
  ])
})

it('what is on its way is waited for', async () => {
  const { warehouse } = await opened
  let arrived = false
  await using late = await createWorld({
    warehouse,
    deps: {
      awaitVisible: async () => {
        if (!arrived) await store(warehouse, [fact(NOW, 'JustSent')])
        return (arrived = true)
      },
    },
  })
  const answer = await late.ask('PUT', '/v1/segments/tried', { name: 'x', rule: bought({}, { name: 'JustSent' }) })
  expect([answer.statusCode, answer.json()]).toEqual([
    200,
    expect.not.objectContaining({ warnings: expect.anything() as unknown }),
  ])
  expect(arrived).toBe(true)
})

it('a warehouse that is away holds up nothing', async () => {
  await using away = await createWorld()
  const began = performance.now()
  const answer = await away.ask('PUT', '/v1/segments/tried', { name: 'x', rule: bought({}, { name: 'Purchse' }) })
  expect([answer.statusCode, answer.json<{ warnings?: unknown }>().warnings]).toEqual([200, undefined])
  expect(performance.now() - began).toBeLessThan(10_000)
})
