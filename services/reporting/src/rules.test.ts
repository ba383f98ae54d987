import { segmentNumber } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOW, createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterEach(() => world[Symbol.asyncDispose]())

/** Every door that takes a rule. */
const DOORS: ['PUT' | 'POST', string, object][] = [
  ['PUT', '/v1/segments/buyers', { name: 'Buyers' }],
  ['POST', '/v1/segments/preview', {}],
  ['POST', '/v1/segments/buyers/diff', {}],
]
const WRONG: [string, unknown, string, string][] = [
  [
    'a path without a section',
    { event: { name: 'A' }, within: '1d', sum: { path: 'value', gte: 1 } },
    'rule.sum.path',
    'did you mean "properties.value"?',
  ],
  [
    'a path into no section',
    { all: [{ event: { name: 'A', where: [{ path: 'contents.id', op: 'eq', value: 'x' }] }, within: '1d' }] },
    'rule.all.0.event.where.0.path',
    'did you mean "properties.contents.content_id"?',
  ],
  ['a span in words', { event: { name: 'A' }, within: '30 days' }, 'rule.within', 'did you mean within: "30d"?'],
  [
    'a bare number',
    { not: { event: { name: 'A' }, within: '1d', count: 3 } },
    'rule.not.count',
    'did you mean count: { gte: 3 }?',
  ],
  ['a bare name', { event: 'Purchase', within: '1d' }, 'rule.event', 'did you mean event: { name: "Purchase" }?'],
  [
    'an unknown field',
    { any: [{ event: { name: 'A' }, within: '1d', withn: '1d' }] },
    'rule.any.0.withn',
    'did you mean "within"?',
  ],
]

describe.each(DOORS)('%s %s', (method, url, body) => {
  it.each(WRONG)('refuses %s, and says how it is right', async (_, rule, path, hint) => {
    const answer = await world.ask(method, url, { ...body, rule })
    expect(answer.statusCode).toBe(400)
    const { code, errors } = answer.json<{ code: string; errors: FieldFault[] }>()
    expect(code).toBe('invalid_field')
    expect(errors).toContainEqual({ path, message: expect.stringContaining(hint) as string })
  })
})

it('a rule that was saved when its path was taken is still read, and still refused at the door', async () => {
  const rule = { event: { name: 'A' }, within: '1d', sum: { path: 'value', gte: 1 } }
  await world.config.put('segment:old', {
    id: 'old',
    number: segmentNumber('old'),
    name: 'Old',
    rule,
    version: 1,
    updated_at: NOW,
  })
  expect((await world.ask('GET', '/v1/segments/old')).json()).toMatchObject({ id: 'old', rule })
  expect((await world.ask('PUT', '/v1/segments/old', { name: 'Old', rule })).statusCode).toBe(400)
  // Others can be saved beside it.
  const other = { name: 'New', rule: { all: [{ segment: 'old' }, { trait: 'plan', eq: 'gold' }] } }
  expect((await world.ask('PUT', '/v1/segments/new', other)).statusCode).toBe(200)
})
