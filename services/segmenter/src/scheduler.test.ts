import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextTurn, turnsWanted } from './scheduler.ts'

const PENDING = { version: 2, since: 0, at: 0, until: 0, next: 0, to: 0, overlap: 0, taken: {} }
const NOTHING = { sweep: undefined, queued: undefined, pending: undefined, people: 0, inviting: 0, held: { first: 0, next: 0 } }

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })
const contexts = fc.record({
  meta: fc.record({
    sweep: maybe(fc.nat(5_000)),
    queued: maybe(fc.nat()),
    pending: maybe(fc.constant(PENDING)),
    people: fc.nat(5_000),
    inviting: fc.nat(1),
    held: fc.tuple(fc.nat(50), fc.nat(50)).map(([first, more]) => ({ first, next: first + more })),
  }),
  earliestDue: fc.oneof(fc.integer({ min: -10, max: 10 }), fc.constantFrom(Infinity, -Infinity)),
})
const boundsOf = fc.record({
  partitions: fc.integer({ min: 1, max: 9 }),
  slice: fc.integer({ min: 1, max: 1_000 }),
  hasMoreTimers: fc.boolean(),
  behind: fc.nat(1_000_000),
})

describe('the next turn', () => {
  test('fires what is due, then sweeps, then begins with what is queued', () => {
    const meta = { ...NOTHING, sweep: 7, queued: 3 }
    expect(nextTurn({ meta, earliestDue: 5 }, 5)).toEqual({ do: 'timers' })
    expect(nextTurn({ meta, earliestDue: 6 }, 5)).toEqual({ do: 'sweep', from: 7 })
    expect(nextTurn({ meta: { ...meta, sweep: undefined }, earliestDue: 6 }, 5)).toEqual({ do: 'begin' })
  })

  test('does nothing while queued definitions wait behind a backfill', () => {
    expect(nextTurn({ meta: { ...NOTHING, queued: 3, pending: PENDING }, earliestDue: 6 }, 5)).toEqual({ do: 'none' })
    expect(nextTurn({ meta: NOTHING, earliestDue: Infinity }, 5)).toEqual({ do: 'none' })
  })
})

describe('persons who are to be united', () => {
  const held = { first: 2, next: 30 }
  test('wait for definitions, and definitions for invitations under way', () => {
    expect(nextTurn({ meta: { ...NOTHING, held, queued: 3, inviting: 1 }, earliestDue: 6 }, 5)).toEqual({ do: 'none' })
    expect(nextTurn({ meta: { ...NOTHING, held, queued: 3 }, earliestDue: 6 }, 5)).toEqual({ do: 'begin' })
    expect(nextTurn({ meta: { ...NOTHING, held, pending: PENDING }, earliestDue: 6 }, 5)).toEqual({ do: 'none' })
    expect(nextTurn({ meta: { ...NOTHING, held }, earliestDue: 6 }, 5)).toEqual({ do: 'release' })
  })
})

describe('turns are asked for', () => {
  const bounds = { partitions: 2, slice: 10, hasMoreTimers: false, behind: 0 }

  test('exactly while there is something to do', () => {
    fc.assert(
      fc.property(contexts, boundsOf, fc.integer({ min: -10, max: 10 }), (context, about, now) => {
        expect(turnsWanted(context, now, about) > 0).toBe(nextTurn(context, now).do !== 'none')
      }),
    )
  })

  test('one per slice of a sweep, and a last one that finds nobody', () => {
    const people = (count: number) => ({ meta: { ...NOTHING, sweep: 0, people: count }, earliestDue: Infinity })
    expect([0, 1, 10, 11].map((count) => turnsWanted(people(count), 5, bounds))).toEqual([1, 2, 2, 3])
  })

  test('as many as may be under way while whole slices of timers are due, and more for who lags', () => {
    const due = { meta: NOTHING, earliestDue: 5 }
    const more = { ...bounds, hasMoreTimers: true }
    expect(turnsWanted(due, 5, bounds)).toBe(1)
    expect([0, 10_000, 10_000_000].map((behind) => turnsWanted(due, 5, { ...more, behind }))).toEqual([4, 14, 100])
  })
})
