import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW, createWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const DAY = 86_400_000
const bought = (within: string) => ({ event: { name: 'Purchase' }, within })
const looked = (within: string) => ({ event: { name: 'ViewContent' }, within })

const opened = openTestWarehouse()
let world: World
beforeAll(async () => {
  const { warehouse } = await opened
  world = await createWorld({ warehouse })
  await store(warehouse, [
    fact(NOW - DAY, 'Purchase', { person: 'ann' }),
    fact(NOW - 5 * DAY, 'Purchase', { person: 'bob' }),
    fact(NOW - 9 * DAY, 'Purchase', { person: 'cem' }),
    fact(NOW - DAY, 'ViewContent', { person: 'ann' }),
    fact(NOW - DAY, 'ViewContent', { person: 'dan' }),
    // Denied profiling by a signal.
    fact(NOW - 9 * DAY, 'Purchase', { person: 'eve', consent_profiling: 3 }),
  ])
  await world.ask('PUT', '/v1/segments/lookers', { name: 'Lookers', rule: looked('7d') })
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: bought('7d') })
  await world.ask('PUT', '/v1/segments/both', { name: 'Both', rule: { all: [{ segment: 'buyers' }, { segment: 'lookers' }] } })
  await world.ask('PUT', '/v1/segments/open', { name: 'Open', rule: bought('7d'), purposes: [] })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

const diff = (id: string, body: object) => world.ask('POST', `/v1/segments/${id}/diff`, body)

describe('a diff', () => {
  it('says who would enter, leave and stay', async () => {
    expect((await diff('buyers', { rule: bought('3d') })).json()).toEqual({
      enter: 0,
      leave: 1,
      stay: 1,
      size_before: 2,
      size_after: 1,
      as_of: new Date(NOW).toISOString(),
      sample: { enter: [], leave: ['bob'] },
      watermark: new Date(NOW - DAY).toISOString(),
      complete: true,
    })
    expect((await diff('buyers', { rule: { any: [bought('10d'), looked('7d')] } })).json()).toMatchObject({
      enter: 2,
      leave: 0,
      stay: 2,
      size_before: 2,
      size_after: 4,
      sample: { enter: ['cem', 'dan'], leave: [] },
    })
    expect((await diff('buyers', { rule: looked('7d') })).json()).toMatchObject({ enter: 1, leave: 1, stay: 1 })
  })

  it('looks at any instant', async () => {
    const as_of = new Date(NOW - 3 * DAY).toISOString()
    // Then bob and cem were in; ann had not bought yet.
    expect((await diff('buyers', { rule: bought('3d'), as_of })).json()).toMatchObject({
      enter: 0,
      leave: 1,
      stay: 1,
      as_of,
      sample: { leave: ['cem'] },
    })
  })

  it('keeps the purposes of the segment unless it is given others', async () => {
    expect((await diff('buyers', { rule: bought('10d') })).json()).toMatchObject({ size_after: 3, sample: { enter: ['cem'] } })
    expect((await diff('buyers', { rule: bought('10d'), purposes: [] })).json()).toMatchObject({
      sample: { enter: ['cem', 'eve'] },
    })
    expect((await diff('open', { rule: bought('10d') })).json()).toMatchObject({ sample: { enter: ['cem', 'eve'] } })
  })

  it('knows the segments that the rule refers to', async () => {
    expect((await diff('both', { rule: { any: [{ segment: 'buyers' }, { segment: 'lookers' }] } })).json()).toMatchObject({
      enter: 2,
      leave: 0,
      stay: 1,
      sample: { enter: ['bob', 'dan'] },
    })
    for (const [id, segment, message] of [
      ['both', 'both', 'both -> both'],
      ['buyers', 'both', 'both -> buyers'],
      ['buyers', 'nosuch', 'there is no segment "nosuch"'],
    ] as const) {
      const answer = await diff(id, { rule: { all: [bought('3d'), { segment }] } })
      expect(answer.json()).toMatchObject({ status: 400, errors: [{ path: 'rule', message: expect.stringContaining(message) }] })
    }
  })

  it('shows twenty people of each side at most', async () => {
    const { warehouse } = await opened
    const people = Array.from({ length: 50 }, (_, i) => `crowd-${i}`)
    await store(
      warehouse,
      people.map((person) => fact(NOW - 100 * DAY, 'Lead', { person })),
    )
    const { enter, sample } = (await diff('buyers', { rule: { event: { name: 'Lead' }, within: 'all' } })).json<{
      enter: number
      sample: { enter: string[] }
    }>()
    expect(enter).toBe(50)
    expect(new Set(sample.enter).size).toBe(20)
    expect(people).toEqual(expect.arrayContaining(sample.enter))
  })

  it('refuses what is not there or makes no sense', async () => {
    expect((await diff('nosuch', { rule: bought('3d') })).statusCode).toBe(404)
    for (const [bad, path] of [
      [{}, 'rule'],
      [{ rule: { event: { name: 'Purchase' }, within: 'soon' } }, 'rule.within'],
      [{ rule: bought('3d'), as_of: 'soon' }, 'as_of'],
      [{ rule: bought('3d'), name: 'x' }, 'name'],
    ] as const)
      expect((await diff('buyers', bad)).json(), path).toMatchObject({ status: 400, errors: [{ path }] })
  })
})
