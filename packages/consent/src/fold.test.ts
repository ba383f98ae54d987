import { PURPOSES } from '@weir/contracts'
import type { HitConsent } from '@weir/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allows, foldConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'

const mark = fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) })
const marks: fc.Arbitrary<HitConsent> = fc.record({
  storage: mark,
  profiling: mark,
  personalised_ads: mark,
  measurement: mark,
  modelling: mark,
})
const hits = (at: fc.Arbitrary<number>) => fc.array(fc.record({ marks, at }), { maxLength: 12 })
type Said = { marks: HitConsent; at: number }
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

test('property: it is the newest signal, else the newest basis, and a denial wins a tie', () => {
  fc.assert(
    fc.property(hits(fc.integer({ min: 0, max: 8 })), (said) => {
      const state = fold(said)
      for (const purpose of PURPOSES) {
        const all = said.map((s) => ({ ...s.marks[purpose], at: s.at }))
        const signals = all.filter((m) => m.by === 'signal')
        const candidates = signals.length > 0 ? signals : all
        const newest = Math.max(...candidates.map((m) => m.at))
        const deciding = candidates.filter((m) => m.at === newest)
        expect(state[purpose]?.granted).toBe(deciding.length === 0 ? undefined : deciding.every((m) => m.granted))
      }
    }),
  )
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
