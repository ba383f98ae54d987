import { clickhouseTime, ruleKey, segmentNumber } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absorb } from '../../test/aliases.ts'
import { fact, store } from '../../test/facts.ts'
import { addPeople, createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** How many came how far, and how many would: with the real engine. */

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

const CART = {
  name: 'Cart',
  entry: { event: { name: 'AddToCart' } },
  lasts: '7d',
  steps: [{ id: 'remind', wait: '1h' }],
  goal: { event: { name: 'Purchase' } },
}

describe('conversion per step', () => {
  let made = 0
  const entered = (step: string, person: string, at: string, op = 'entered'): object => ({
    at: clickhouseTime(Date.parse(at)),
    recorded_at: clickhouseTime(Date.parse(at)),
    person,
    ordinal: 0,
    segment: `journey.cart.${step}`,
    segment_number: segmentNumber(`journey.cart.${step}`),
    version: 1,
    op,
    reason: 'event',
    cause: '',
    part: 0,
    off: made++,
    n: 0,
  })

  it('is of those who came to the step in the range, each once, and to the goal after that', async () => {
    const rows = [
      entered('entry', 'ann', '2024-04-01T10:00:00Z'),
      entered('remind', 'ann', '2024-04-01T11:00:00Z'),
      entered('remind', 'ann', '2024-04-02T11:00:00Z'),
      entered('remind', 'ann', '2024-04-02T12:00:00Z', 'left'),
      entered('goal', 'ann', '2024-04-02T12:00:00Z'),
      // Before the step, and so none of its conversions.
      entered('goal', 'bob', '2024-04-01T09:00:00Z'),
      entered('entry', 'bob', '2024-04-01T10:00:00Z'),
      entered('remind', 'bob', '2024-04-01T11:00:00Z'),
      entered('entry', 'cem', '2024-04-01T10:00:00Z'),
      entered('goal', 'cem', '2024-04-01T10:10:00Z'),
      // One person under two ids.
      entered('entry', 'dan', '2024-04-01T10:00:00Z'),
      entered('goal', 'dan2', '2024-04-03T10:00:00Z'),
      // Out of the range.
      entered('entry', 'eve', '2024-03-01T10:00:00Z'),
      entered('goal', 'eve', '2024-05-01T10:00:00Z'),
    ]
    const { warehouse } = await opened
    await warehouse.insertLines(
      'memberships',
      rows.map((row) => Buffer.from(JSON.stringify(row))),
    )
    await absorb(warehouse, [['dan2', 'dan']])
    await world.ask('PUT', '/v1/journeys/cart', CART)
    const stepsOf = async (): Promise<unknown[][]> => {
      const answer = await world.ask('GET', '/v1/journeys/cart/steps?from=2024-04-01&to=2024-04-30')
      expect(answer.statusCode, answer.body).toBe(200)
      type Steps = { steps: Record<'step' | 'entered' | 'converted' | 'conversion', unknown>[] }
      return answer.json<Steps>().steps.map((one) => [one.step, one.entered, one.converted, one.conversion])
    }
    expect(await stepsOf()).toEqual([
      ['entry', 4, 3, 0.75],
      ['remind', 2, 1, 0.5],
      ['goal', 4, 4, 1],
    ])
    // One did not convert: below the floor, so it must not be worked out either.
    await world.ask('PUT', '/v1/journeys/cart', { ...CART, min_size: 2 })
    expect(await stepsOf()).toEqual([
      ['entry', 4, null, null],
      ['remind', 2, null, null],
      ['goal', 4, 4, 1],
    ])
    // Nobody is fewer than min_size, too.
    await world.ask('PUT', '/v1/journeys/cart', { ...CART, min_size: 1_000, steps: [...CART.steps, { id: 'again', wait: '1d' }] })
    expect(await stepsOf()).toEqual(['entry', 'remind', 'again', 'goal'].map((step) => [step, null, null, null]))
    await world.ask('PUT', '/v1/journeys/cart', { ...CART, goal: undefined })
    expect(await stepsOf()).toEqual([
      ['entry', 4, null, null],
      ['remind', 2, null, null],
    ])
  })

  it('is the same of a journey that was stored after the events, once these were looked at', async () => {
    const { warehouse } = await opened
    const insert = (table: string, rows: readonly object[]): Promise<void> =>
      warehouse.insertLines(
        table,
        rows.map((row) => Buffer.from(JSON.stringify(row))),
      )
    const steps = ['entry', 'remind', 'goal'] as const
    type Stay = readonly [step: (typeof steps)[number], person: string, entered: string, left?: string]
    const stays: Stay[] = [
      ['entry', 'fay', '2024-04-05T10:00:00Z', '2024-04-05T11:00:00Z'],
      ['remind', 'fay', '2024-04-05T11:00:00Z', '2024-04-06T10:00:00Z'],
      ['goal', 'fay', '2024-04-06T10:00:00Z'],
      // Bought, and comes again: no conversion after the first entry alone.
      ['goal', 'gil', '2024-04-04T10:00:00Z', '2024-04-05T10:00:00Z'],
      ['entry', 'gil', '2024-04-05T10:00:00Z', '2024-04-05T11:00:00Z'],
      ['remind', 'gil', '2024-04-05T11:00:00Z'],
      ['entry', 'hal', '2024-04-08T09:30:00Z', '2024-04-08T10:30:00Z'],
      ['remind', 'hal', '2024-04-08T10:30:00Z', '2024-04-09T10:00:00Z'],
      ['goal', 'hal', '2024-04-09T10:00:00Z'],
      // Of one who is another now.
      ['entry', 'ida2', '2024-04-05T10:00:00Z', '2024-04-05T11:00:00Z'],
      ['remind', 'ida2', '2024-04-05T11:00:00Z'],
      // Was there before the past begins, and so before the range.
      ['entry', 'joe', '2024-01-01T10:00:00Z', '2024-04-05T11:00:00Z'],
      ['remind', 'joe', '2024-04-05T11:00:00Z', '2024-04-06T10:00:00Z'],
    ]
    const [past, stored, found] = ['2024-02-01T00:00:00Z', '2024-04-08T10:00:00Z', '2024-04-08T10:00:01Z'] as const
    const idOf = (journey: string, step: string): string => `journey.${journey}.${step}`
    const change = (journey: string, step: string, person: string, at: string, op: string, reason = 'event'): object => ({
      ...entered(step, person, at, op),
      segment: idOf(journey, step),
      segment_number: segmentNumber(idOf(journey, step)),
      reason,
    })
    const changesOf = (journey: string, [step, person, from, left]: Stay, since: string): object[] =>
      left !== undefined && left <= since
        ? []
        : [
            from < since
              ? change(journey, step, person, since, 'entered', 'definition')
              : change(journey, step, person, from, 'entered'),
            ...(left === undefined ? [] : [change(journey, step, person, left, 'left')]),
          ]
    const time = (at: string): string => clickhouseTime(Date.parse(at))
    const earlier = (a: string, b: string): string => (a < b ? a : b)
    for (const id of ['before', 'after']) expect((await world.ask('PUT', `/v1/journeys/${id}`, CART)).statusCode, id).toBe(200)
    await insert(
      'memberships',
      stays.flatMap((stay) => [...changesOf('before', stay, ''), ...changesOf('after', stay, stored)]),
    )
    await absorb(warehouse, [['ida2', 'ida']])
    const stepsOf = async (journey: string) => {
      const answer = await world.ask('GET', `/v1/journeys/${journey}/steps?from=2024-01-15&to=2024-04-30`)
      expect(answer.statusCode, answer.body).toBe(200)
      type Steps = {
        final: boolean
        final_until: string | null
        reports_from: Record<string, string | null>
        steps: Record<'step' | 'entered' | 'converted', unknown>[]
      }
      const { steps: told, ...rest } = answer.json<Steps>()
      return { ...rest, steps: told.map((one) => [one.step, one.entered, one.converted]) }
    }
    const early = await stepsOf('before')
    expect(early.steps).toEqual([
      ['entry', 4, 2],
      ['remind', 5, 2],
      ['goal', 3, 3],
    ])
    const unknown = Object.fromEntries(steps.map((step) => [idOf('after', step), null]))
    const unfound = await stepsOf('after')
    expect(unfound).toMatchObject({ final: false, reports_from: unknown })
    expect(unfound.steps).not.toEqual(early.steps)

    await insert(
      'past_memberships',
      stays.flatMap(([step, person, from, left = found]) =>
        from < found
          ? [
              {
                person,
                segment_number: segmentNumber(idOf('after', step)),
                entered_at: time(from < past ? past : from),
                left_at: time(earlier(left, found)),
                run: 1,
              },
            ]
          : [],
      ),
    )
    await insert(
      'segment_pasts',
      steps.map((step) => {
        const segment = world.config.segment(idOf('after', step))!
        const rule = ruleKey(segment, (id) => world.config.segment(id))
        return { segment_number: segment.number, rule, from_at: time(past), until_at: time(found), run: 1 }
      }),
    )
    const late = await stepsOf('after')
    expect(late.steps).toEqual(early.steps)
    const known = Object.fromEntries(steps.map((step) => [idOf('after', step), new Date(past).toISOString()]))
    expect(late).toMatchObject({ final: false, final_until: null, reports_from: known })

    // All that is loaded was looked at.
    const places = await warehouse.query<{ kind: string; part: number; off: number }>(
      `SELECT 'aliases' AS kind, part, toInt64(max(off)) AS off FROM person_aliases GROUP BY part`,
      {},
      { maxSeconds: 60 },
    )
    await insert('past_progress', [
      ...places.map((place) => ({ ...place, at: time(found), run: 1 })),
      { kind: 'facts', part: 0, off: 0, at: time(found), run: 1 },
    ])
    expect(await stepsOf('after')).toEqual({ ...late, final: true, final_until: new Date(found).toISOString() })
  })
})

describe('a simulation', () => {
  it('says who would be where by history, and stores nothing', async () => {
    const { warehouse } = await opened
    // Only who is known to the state may be given out.
    const [first, second, third] = await addPeople(
      world.fold,
      ['a', 'b', 'c'].map((value) => ({ identifiers: [{ type: 'ttp' as const, value }], member: [] })),
    )
    await store(warehouse, [
      fact(NOW - 30 * 60_000, 'AddToCart', { person: 'entry' }),
      fact(NOW - HOUR, 'AddToCart', { person: first! }),
      fact(NOW - 5 * HOUR, 'AddToCart', { person: second! }),
      fact(NOW - 5 * HOUR, 'AddToCart', { person: 'goal' }),
      fact(NOW - 2 * HOUR, 'Purchase', { person: 'goal' }),
      fact(NOW - 6.5 * 24 * HOUR, 'AddToCart', { person: third! }),
      fact(NOW - 8 * 24 * HOUR, 'AddToCart', { person: 'nowhere' }),
    ])
    const simulate = async (body: object) => {
      const answer = await world.ask('POST', '/v1/journeys/simulate', body)
      expect(answer.statusCode, answer.body).toBe(200)
      return answer.json<{ known_people: number; places: object[] }>()
    }
    const { known_people, places } = await simulate(CART)
    expect(known_people).toBe(6)
    expect(places).toEqual([
      { step: 'entry', people: 1, entering_24h: 0, leaving_24h: 1 },
      { step: 'remind', people: 3, entering_24h: 1, leaving_24h: 1 },
      { step: 'goal', people: 1, entering_24h: 0, leaving_24h: 0 },
    ])
    expect((await simulate({ ...CART, as_of: NOW - HOUR - 1 })).places).toMatchObject([
      { people: 0 },
      { people: 2 },
      { people: 1 },
    ])
    // Of an instant to come: if nothing else happened.
    expect((await simulate({ ...CART, as_of: NOW + HOUR })).places).toMatchObject([{ people: 0 }, { people: 4 }, { people: 1 }])
    expect((await simulate({ ...CART, min_size: 2 })).places).toEqual([
      { step: 'entry', people: null, below_min_size: true, entering_24h: null, leaving_24h: null },
      { step: 'remind', people: 3, entering_24h: null, leaving_24h: null },
      { step: 'goal', people: null, below_min_size: true, entering_24h: null, leaving_24h: null },
    ])
    const faulty = await world.ask('POST', '/v1/journeys/simulate', { ...CART, steps: [{ id: 'a', wait: '9d' }] })
    expect(faulty.json()).toMatchObject({ status: 400, errors: [{ path: 'steps.0.wait' }] })
    expect(world.config.journey('(simulated)')).toBeUndefined()
  })
})
