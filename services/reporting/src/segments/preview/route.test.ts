import { clickhouseTime } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'
import type { Somebody, World } from '../../../test/world.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

const opened = openTestWarehouse()
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse: (await opened).warehouse })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

interface Answer {
  size: number
  share: number
  error_margin: number
  known_people: number
  matchable: Record<string, number>
  matchable_error_margin: number
  entering_24h: number
  leaving_24h: number
}
const preview = async (body: object): Promise<Answer> => (await world.ask('POST', '/v1/segments/preview', body)).json<Answer>()
const somebody = (name: string, more: Partial<Somebody> = {}): Somebody => ({
  identifiers: [
    { type: 'external_id', value: name },
    { type: 'email', value: name },
  ],
  member: [],
  ...more,
})

describe('a preview', () => {
  it('says whom of the members a platform could recognise, by what they allow now', async () => {
    const ids = await addPeople(world.fold, [
      somebody('ann'),
      somebody('bob', { identifiers: [{ type: 'external_id', value: 'bob' }] }),
      somebody('cem', { denied: ['personalised_ads'] }),
      somebody('dan', { denied: ['storage'] }),
    ])
    const people = [...ids, 'somebody-who-was-forgotten']
    const { warehouse } = await opened
    await store(
      warehouse,
      people.map((person) => fact(NOW - DAY, 'Matched', { person })),
    )
    const rule = { event: { name: 'Matched' }, within: '7d' }
    const none = { PHONE_SHA256: 0, IDFA_SHA256: 0, GAID_SHA256: 0 }
    expect(await preview({ rule })).toMatchObject({
      size: 5,
      matchable: { EMAIL_SHA256: 1, EXTERNAL_ID_SHA256: 2, ...none },
      matchable_error_margin: 0,
    })
    // Whoever did not allow personalised ads may be matched for a segment that does not ask for it.
    expect((await preview({ rule, purposes: [] })).matchable).toEqual({ EMAIL_SHA256: 2, EXTERNAL_ID_SHA256: 3, ...none })
  })

  it('says who would enter and leave within a day if nothing else happened', async () => {
    const { warehouse } = await opened
    const at = NOW - 20 * DAY
    await store(warehouse, [
      fact(at - 6.5 * DAY, 'Moved', { person: 'leaves' }),
      fact(at - 6 * DAY, 'Moved', { person: 'leaves at the last instant' }),
      fact(at - 6 * DAY + 1, 'Moved', { person: 'stays' }),
      fact(at - 2 * DAY, 'Moved', { person: 'stays too' }),
      // What comes after the instant is not known at it, though it is now.
      fact(at + 1, 'Moved', { person: 'comes later' }),
      fact(at + 2 * HOUR, 'Moved', { person: 'leaves' }),
      // Received before it happened, by a clock that is fast: it is known.
      fact(at + 60_000, 'Moved', { person: 'enters', received_at: clickhouseTime(at - 1) }),
    ])
    const rule = { event: { name: 'Moved' }, within: '7d' }
    expect(await preview({ rule, as_of: at })).toMatchObject({ size: 4, known_people: 4, entering_24h: 1, leaving_24h: 2 })
    const past = { event: { name: 'Moved' }, within: { from: '7d', to: '3d' } }
    expect(await preview({ rule: past, as_of: at })).toMatchObject({ size: 3, entering_24h: 1, leaving_24h: 2 })
    const lost = { all: [{ event: { name: 'Moved' }, within: 'all' }, { not: rule }] }
    expect(await preview({ rule: lost, as_of: at })).toMatchObject({ size: 0, entering_24h: 2, leaving_24h: 0 })
  })

  it('may look at a share of the people, and then says how sure it is', async () => {
    const { warehouse } = await opened
    const at = NOW - 40 * DAY
    const people = Array.from({ length: 20_000 }, (_, i) => `person-${i}`)
    await store(
      warehouse,
      people.map((person, i) => fact(at, i % 5 < 3 ? 'Drawn' : 'Else', { person })),
    )
    const rule = { event: { name: 'Drawn' }, within: '1h' }
    const all = await preview({ rule, as_of: at })
    expect(all).toMatchObject({ size: 12_000, known_people: 20_000, share: 0.6, error_margin: 0, leaving_24h: 12_000 })
    // More members than are looked up one by one.
    expect(all.matchable_error_margin).toBeCloseTo(0.0098, 4)

    const some = await preview({ rule, as_of: at, sample: 0.1 })
    expect(some.size % 10).toBe(0)
    expect(some.error_margin).toBeCloseTo(1.96 * Math.sqrt(0.9 / 1_200), 2)
    expect(Math.abs(some.size - 12_000)).toBeLessThan(1.5 * some.error_margin * 12_000)
    expect(Math.abs(some.known_people - 20_000)).toBeLessThan(2_000)
    expect(some.share).toBeCloseTo(0.6, 1)
    expect(some.leaving_24h).toBe(some.size)
    expect(await preview({ rule, as_of: at, sample: 0.1 })).toEqual(some)

    const nobody = await preview({ rule: { event: { name: 'Never' }, within: '1h' }, as_of: at, sample: 0.1 })
    expect(nobody).toMatchObject({ size: 0, error_margin: null, matchable_error_margin: 0 })
  })

  it('names what a rule waits for', async () => {
    const rule = { not: { lookalike: 'buyers', size: 0.05 } }
    expect(await preview({ rule })).toMatchObject({ size: 0, unresolved: ['lookalike:buyers'] })
    expect(await preview({ rule: { not: { event: { name: 'Never' }, within: '1h' } } })).not.toHaveProperty('unresolved')
  })

  it('refuses a rule that is too large for the warehouse', async () => {
    const hundred = <T>(make: (i: number) => T): T[] => Array.from({ length: 100 }, (_, i) => make(i))
    const rule = {
      all: hundred((a) => ({ any: hundred((b) => ({ event: { name: `E${a}-${b}` }, within: '7d' })).slice(0, 17) })),
    }
    expect((await world.ask('POST', '/v1/segments/preview', { rule })).json()).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/too much at once/),
    })
  })

  it('takes a share and an instant that make sense, and no other fields', async () => {
    const rule = { event: { name: 'Drawn' }, within: '1h' }
    for (const bad of [
      { sample: 0 },
      { sample: 1.5 },
      { sample: '0.1' },
      { as_of: 'yesterday' },
      { as_of: '3000-01-01' },
      { id: 'x' },
    ]) {
      const answer = await world.ask('POST', '/v1/segments/preview', { rule, ...bad })
      expect(answer.json(), JSON.stringify(bad)).toMatchObject({ status: 400, errors: [{ path: Object.keys(bad)[0] }] })
    }
  })
})
