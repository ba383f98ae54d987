import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SharedMap } from './shared-map.ts'

const key = fc.oneof(fc.integer(), fc.nat(9), fc.string({ maxLength: 6 }), fc.constantFrom('a', 'b'))
const few = fc.array(fc.tuple(key, fc.nat(3)), { maxLength: 12 })
const many = fc.array(fc.tuple(key, fc.nat(3)), { minLength: 40, maxLength: 60 })
const entries = fc.oneof({ weight: 6, arbitrary: few }, { weight: 1, arbitrary: many })
const change = fc.record({ entries, gone: fc.array(key, { maxLength: 6 }) })
const sorted = (all: Iterable<readonly [string | number, number]>): unknown =>
  [...all].map((entry) => JSON.stringify(entry)).toSorted((a, b) => a.localeCompare(b))

const byValue = (a: number, b: number): number => a - b

it('says what a map says that was made by the same changes, and leaves those before as they were', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      let shared = SharedMap.of<string | number, number>()
      let plain = new Map<string | number, number>()
      for (const { entries: set, gone } of changes) {
        const before = [shared, new Map(plain)] as const
        plain = new Map(plain)
        for (const one of gone) plain.delete(one)
        for (const [one, value] of set) plain.set(one, value)
        shared = shared.with(set, gone)
        expect(sorted(shared)).toEqual(sorted(plain))
        expect(shared.size).toBe(plain.size)
        expect([...shared.values()].toSorted(byValue)).toEqual([...plain.values()].toSorted(byValue))
        for (const one of [...gone, ...set.map(([of]) => of), 'never'])
          expect([shared.get(one), shared.has(one)]).toEqual([plain.get(one), plain.has(one)])
        expect(sorted(before[0])).toEqual(sorted(before[1]))
        const missing = [...plain].flatMap(([one, value]) => (before[1].has(one) ? [] : [value]))
        expect(shared.missingIn(before[0]).toSorted(byValue)).toEqual(missing.toSorted(byValue))
        const differing = [...plain].flatMap(([one, value]) => (before[1].get(one) === value ? [] : [value]))
        expect(shared.differingFrom(before[0]).toSorted(byValue)).toEqual(differing.toSorted(byValue))
      }
    }),
    { numRuns: 100, seed: 1 },
  )
})

it('makes nothing new where nothing changes', () => {
  const map = SharedMap.of<string, number>([['a', 1]])
  expect(map.with([], ['b'])).toBe(map)
})
