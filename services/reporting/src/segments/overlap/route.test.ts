import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Somebody, World } from '../../../test/world.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'

const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }
const IDS = ['buyers', 'lookers', 'vips', 'empty', 'void']
const somebody = (name: string, ...member: string[]): Somebody => ({
  identifiers: [{ type: 'external_id', value: name }],
  member,
})

let world: World
beforeEach(async () => {
  world = await createWorld()
  for (const id of IDS) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  await addPeople(world.fold, [
    somebody('ann', 'buyers', 'lookers', 'vips'),
    somebody('bob', 'buyers', 'lookers'),
    somebody('cem', 'buyers'),
    somebody('dan', 'lookers'),
    somebody('eve', 'lookers'),
    somebody('fay'),
  ])
})
afterEach(() => world[Symbol.asyncDispose]())

const overlap = (segments: unknown) => world.ask('POST', '/v1/segments/overlap', { segments })

describe('overlap', () => {
  it('counts each segment and each pair, in the order given', async () => {
    expect((await overlap(['vips', 'buyers', 'lookers'])).json()).toEqual({
      as_of: new Date(NOW).toISOString(),
      segments: [
        { id: 'vips', size: 1 },
        { id: 'buyers', size: 3 },
        { id: 'lookers', size: 4 },
      ],
      pairs: [
        { a: 'vips', b: 'buyers', both: 1, either: 3, jaccard: 1 / 3 },
        { a: 'vips', b: 'lookers', both: 1, either: 4, jaccard: 0.25 },
        { a: 'buyers', b: 'lookers', both: 2, either: 5, jaccard: 0.4 },
      ],
    })
  })

  it('has no ratio for two segments without anybody', async () => {
    expect((await overlap(['empty', 'void', 'vips'])).json()).toMatchObject({
      pairs: [
        { a: 'empty', b: 'void', both: 0, either: 0, jaccard: null },
        { a: 'empty', b: 'vips', both: 0, either: 1, jaccard: 0 },
        { a: 'void', b: 'vips', both: 0, either: 1, jaccard: 0 },
      ],
    })
  })

  it('names the segments that are not there', async () => {
    const answer = await overlap(['buyers', 'nosuch', 'vips', 'gone'])
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({
      code: 'not_found',
      detail: 'there is no segment "nosuch"; there is no segment "gone"',
      errors: [{ path: 'segments.1' }, { path: 'segments.3' }],
    })
  })

  it('hides how few are in both or in one alone, from the min_size of either', async () => {
    const guard = (id: string, min_size: number) => world.ask('PUT', `/v1/segments/${id}`, { name: id, rule, min_size })
    const hidden = { both: null, either: null, jaccard: null, below_min_size: true }
    await guard('lookers', 2)
    expect((await overlap(['vips', 'buyers', 'lookers'])).json()).toMatchObject({
      pairs: [{ both: 1 }, hidden, hidden],
    })
    await guard('lookers', 0)
    await guard('buyers', 2)
    // One buyer is no looker: two of three are both.
    expect((await overlap(['lookers', 'buyers'])).json()).toMatchObject({ pairs: [hidden] })
    await guard('buyers', 1)
    // No vip is anything else: nobody is no group.
    expect((await overlap(['vips', 'buyers'])).json()).toMatchObject({ pairs: [{ both: 1, either: 3 }] })
  })

  it('takes 2 to 20 different segments', async () => {
    const many = Array.from({ length: 21 }, (_, i) => `s${i}`)
    for (const bad of [['buyers'], many, ['buyers', 'buyers'], ['buyers', 'No Id'], 'buyers,vips', undefined])
      expect((await overlap(bad)).statusCode, String(bad)).toBe(400)
    expect((await overlap(many.slice(1))).statusCode).toBe(404)
  })
})
