import { PURPOSES } from '@weir/contracts'
import type { OptOut } from '@weir/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PersonConsent } from './fold.ts'
import { decodeDenials, deniedBy, encodeDenials, foldOptOut, isOnList, standingDenials, stands } from './opt-outs.ts'
import type { Denials } from './opt-outs.ts'

const optOut = fc.record({
  scope: fc.constantFrom('hit' as const, 'person' as const, 'keyless' as const),
  denied: fc.dictionary(fc.constantFrom(...PURPOSES), fc.nat(9)) as fc.Arbitrary<OptOut['denied']>,
  list: fc.record({ key: fc.constantFrom('staff~1', 'staff~2', 'customers~1'), at: fc.nat(9), on: fc.boolean() }),
})
const saying = (hit: Denials['hit']): Denials => ({ hit, person: {}, keyless: {} })
const NONE: Denials = { hit: {}, person: {}, keyless: {} }
const fold = (all: readonly Pick<OptOut, 'scope' | 'denied' | 'list'>[]): Denials =>
  all.reduce<Denials>((known, one) => foldOptOut(known, one), NONE)

test('property: neither the order of opt-outs matters, nor how often one comes, and the newest counts', () => {
  fc.assert(
    fc.property(
      fc
        .array(optOut, { maxLength: 12 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }))),
      ([all, shuffled]) => {
        const folded = fold(all)
        expect(fold(shuffled)).toEqual(folded)
        for (const scope of ['hit', 'person', 'keyless'] as const)
          for (const purpose of PURPOSES) {
            const instants = all.flatMap((one) => (one.scope === scope ? (one.denied[purpose] ?? []) : []))
            expect(folded[scope][purpose]).toBe(instants.length === 0 ? undefined : Math.max(...instants))
          }
      },
    ),
  )
})

test('property: what is stored is what was known', () => {
  fc.assert(
    fc.property(fc.array(optOut, { maxLength: 8 }), (all) => {
      const known = fold(all)
      expect(decodeDenials(encodeDenials(known))).toEqual(known)
    }),
  )
  const bytes = encodeDenials(NONE)
  bytes[0] = 9
  expect(() => decodeDenials(bytes)).toThrow('format 9')
})

test('a denial stands until a newer signal grants the purpose: not one of the same instant, not a basis', () => {
  const by = (kind: 'signal' | 'basis', granted: boolean, at: number) => [{ profiling: { granted, by: kind, at } }]
  const standsAgainst = (...said: Parameters<typeof by>): boolean =>
    stands(saying({ profiling: 5 }), 'hit', ['storage', 'profiling'], by(...said))
  expect(stands(saying({ profiling: 5 }), 'hit', ['storage', 'profiling'], [])).toBe(true)
  expect(stands(saying({ profiling: 5 }), 'hit', ['storage', 'measurement'], [])).toBe(false)
  expect(standsAgainst('signal', true, 4)).toBe(true)
  expect(standsAgainst('signal', true, 5)).toBe(true)
  expect(standsAgainst('signal', true, 6)).toBe(false)
  expect(standsAgainst('basis', true, 6)).toBe(true)
  expect(standsAgainst('signal', false, 6)).toBe(true)
  // Any of the persons may have said it, and each purpose is a question of its own.
  expect(stands(saying({ profiling: 5 }), 'hit', ['profiling'], [{}, ...by('signal', true, 6)])).toBe(false)
  expect(stands(saying({ profiling: 5, storage: 1 }), 'hit', ['storage', 'profiling'], by('signal', true, 6))).toBe(true)
})

test('a signal without a key lifts only what was denied without one; what the commit before stored is read', () => {
  const denials: Denials = { hit: { profiling: 5 }, person: { profiling: 5 }, keyless: { profiling: 5 } }
  const lifted = (standing: PersonConsent['profiling']): string[] =>
    (['hit', 'person', 'keyless'] as const).filter((scope) => !stands(denials, scope, ['profiling'], [{ profiling: standing! }]))
  expect(lifted({ granted: true, by: 'signal', at: 6 })).toEqual(['hit', 'person', 'keyless'])
  expect(lifted({ granted: true, by: 'signal', at: 6, keyless: true })).toEqual(['keyless'])
  expect(lifted({ granted: true, by: 'signal', at: 6, keyless: true, beside: { granted: true, at: 4 } })).toEqual(['keyless'])
  expect(lifted({ granted: true, by: 'signal', at: 9, keyless: true, beside: { granted: true, at: 6 } })).toHaveLength(3)
  const before = encodeDenials(denials).slice(0, 1 + 2 * 5 * 8)
  before[0] = 1
  expect(decodeDenials(before)).toEqual({ ...denials, keyless: {} })
})

test('only a signal is an opt-out', () => {
  const mark = (kind: 'signal' | 'basis', granted: boolean) => ({ by: kind, granted })
  const consent = {
    storage: mark('basis', false),
    profiling: mark('signal', false),
    personalised_ads: mark('signal', true),
    measurement: mark('basis', true),
    modelling: mark('signal', false),
  }
  expect(deniedBy(consent, 7)).toEqual({ profiling: 7, modelling: 7 })
  expect(deniedBy({ ...consent, profiling: mark('basis', false), modelling: mark('signal', true) }, 7)).toBeUndefined()
  expect(
    standingDenials({ profiling: { ...mark('signal', false), at: 3 }, storage: { ...mark('basis', false), at: 4 } }),
  ).toEqual({ profiling: 3 })
  expect(standingDenials({ storage: { ...mark('signal', true), at: 4 } })).toBeUndefined()
})

test('an identifier is on a list from the newest of its entries on; at one instant it is on it', () => {
  const said = (at: number, on: boolean) => ({ scope: 'hit' as const, denied: {}, list: { key: 'staff~1', at, on } })
  const keys = new Set(['staff~1'])
  expect(isOnList(fold([said(2, false), said(1, true)]), keys)).toBe(false)
  expect(isOnList(fold([said(2, true), said(2, false)]), keys)).toBe(true)
  const listed = fold([said(3, true)])
  expect(isOnList(listed, new Set(['staff~2']))).toBe(false)
  expect(decodeDenials(encodeDenials(listed))).toEqual(listed)
  expect(() => decodeDenials(encodeDenials(listed).subarray(0, 121))).toThrow('cannot be read')
})
