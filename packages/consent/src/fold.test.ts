import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, SaidConsent } from '@weir/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allows, foldConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'

const mark: fc.Arbitrary<ConsentMark> = fc.oneof(
  fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) }),
  fc.record({ granted: fc.boolean(), by: fc.constant('signal' as const), keyless: fc.constant(true as const) }),
)
/** A withdrawal leaves purposes out. */
const marks: fc.Arbitrary<SaidConsent> = fc.dictionary(fc.constantFrom(...PURPOSES), mark, { noNullPrototype: true })
const hits = (at: fc.Arbitrary<number>) => fc.array(fc.record({ marks, at }), { maxLength: 12 })
type Said = { marks: SaidConsent; at: number }
const fold = (said: readonly Said[]): PersonConsent =>
  said.reduce((state, s) => foldConsent(state, s.marks, s.at), {} as PersonConsent)

test('property: the order of arrival never matters, also at equal times', () => {
  fc.assert(
    fc.property(
      hits(fc.integer({ min: 0, max: 5 })).chain((said) =>
        fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
      ),
      ([said, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(said))
      },
    ),
  )
})

/**
 * Of what was said the newest, a denial where that was said as well; undefined when there is
 * nothing.
 */
function newestOf(said: readonly (ConsentMark & { at: number })[]): boolean | undefined {
  const newest = Math.max(...said.map((m) => m.at))
  const deciding = said.filter((m) => m.at === newest)
  return deciding.length === 0 ? undefined : deciding.every((m) => m.granted)
}

test('property: it is the newest signal, else the newest basis; without a key nobody undoes what was denied with one', () => {
  fc.assert(
    fc.property(hits(fc.integer({ min: 0, max: 8 })), (said) => {
      const state = fold(said)
      for (const purpose of PURPOSES) {
        const all = said.flatMap((s) => (s.marks[purpose] ? [{ ...s.marks[purpose], at: s.at }] : []))
        const signals = all.filter((m) => m.by === 'signal')
        const keyed = newestOf(signals.filter((m) => !m.keyless))
        const expected = keyed === false ? false : newestOf(signals.length > 0 ? signals : all)
        expect(state[purpose]?.granted).toBe(expected)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('a denial that came with a key', () => {
  const one = (granted: boolean, at: number, keyless = false): Said => ({
    marks: { profiling: { granted, by: 'signal', ...(keyless ? { keyless: true } : {}) } },
    at,
  })
  const said = (...all: Said[]): boolean | undefined => fold(all).profiling?.granted
  test('is not undone by a grant without one, however new', () => expect(said(one(false, 1), one(true, 9, true))).toBe(false))
  test('also when it comes after it', () => expect(said(one(true, 9, true), one(false, 1))).toBe(false))
  test('is undone by a grant with one; then the newest grant decides', () =>
    expect(fold([one(false, 1), one(true, 9, true), one(true, 5)]).profiling).toMatchObject({
      granted: true,
      at: 9,
      keyless: true,
    }))
  test('a denial without a key ends what was granted with one, and a grant without a key undoes that', () => {
    expect(said(one(true, 1), one(false, 5, true))).toBe(false)
    expect(said(one(true, 1), one(false, 5, true), one(true, 6, true))).toBe(true)
  })
})

test('property: a hit folded twice changes nothing, and known state is never written to', () => {
  fc.assert(
    fc.property(hits(fc.nat(9)), fc.record({ marks, at: fc.nat(9) }), (said, one) => {
      const known = Object.freeze(fold(said))
      const once = foldConsent(known, one.marks, one.at)
      expect(foldConsent(once, one.marks, one.at)).toBe(once)
    }),
  )
})

test('the gate needs every purpose, and what is unknown is not allowed', () => {
  const state: PersonConsent = {
    storage: { granted: true, by: 'basis', at: 1 },
    profiling: { granted: false, by: 'signal', at: 1 },
  }
  expect(allows(state, [])).toBe(true)
  expect(allows(state, ['storage'])).toBe(true)
  expect(allows(state, ['storage', 'profiling'])).toBe(false)
  expect(allows(state, ['modelling'])).toBe(false)
})
