import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { diversityOf, quantilesOf, seedValueOf } from './figures.ts'
import type { SeedPerson } from './query.ts'

const person = (values: Record<string, number>): SeedPerson => ({
  lastAt: 0,
  conversions: 1,
  values: new Map(Object.entries(values)),
  source: '',
  category: '',
  country: '',
})

describe('quantiles', () => {
  it('are values that somebody has, by nearest rank', () => {
    expect(quantilesOf([7])).toEqual({ p10: 7, p25: 7, p50: 7, p75: 7, p90: 7 })
    expect(quantilesOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ p10: 1, p25: 3, p50: 5, p75: 8, p90: 9 })
  })

  it('have at least their share of people at or below them, and no smaller value has', () => {
    const random = seededRandom(15)
    for (let n = 1; n < 60; n++) {
      const values = Array.from({ length: n }, () => random.int(9))
      const below = (x: number): number => values.filter((value) => value <= x).length / n
      const told = quantilesOf(values)
      for (const [name, share] of [
        ['p10', 0.1],
        ['p25', 0.25],
        ['p50', 0.5],
        ['p75', 0.75],
        ['p90', 0.9],
      ] as const) {
        expect(below(told[name])).toBeGreaterThanOrEqual(share)
        expect(below(told[name] - 1)).toBeLessThan(share)
      }
    }
  })
})

describe('diversity', () => {
  it('is 1 of one kind, and the number of kinds if all are equally frequent', () => {
    expect(diversityOf(['a', 'a', ''])).toEqual({ people: 2, kinds: 1, largest: 'a', largestPeople: 2, effective: 1 })
    expect(diversityOf(['c', 'b', 'a', 'b', 'c', 'a'])).toMatchObject({ kinds: 3, largest: 'a', largestPeople: 2 })
    expect(diversityOf(['c', 'b', 'a', 'b', 'c', 'a'])?.effective).toBeCloseTo(3, 12)
    // Shares of 1/2, 1/4 and 1/4: 1 / (1/4 + 1/16 + 1/16).
    expect(diversityOf(['a', 'a', 'b', 'c'])?.effective).toBeCloseTo(8 / 3, 12)
  })

  it('is unknown of nobody', () => {
    expect(diversityOf([])).toBeUndefined()
    expect(diversityOf(['', ''])).toBeUndefined()
  })
})

describe('value', () => {
  it('is in the currency of most people, or the one asked for', () => {
    const people = [person({ EUR: 3 }), person({ EUR: 1, USD: 50 }), person({})]
    expect(seedValueOf(people)).toMatchObject({ currency: 'EUR', people: 2, total: 4, topShare: 0.75 })
    expect(seedValueOf(people, 'USD')).toMatchObject({ people: 1, total: 50, topShare: 1 })
    expect(seedValueOf(people, 'GBP')).toBeUndefined()
    expect(seedValueOf([person({ '': 2 })])).toMatchObject({ currency: '', total: 2 })
  })

  it('of twenty people has what the best two have of it', () => {
    const people = Array.from({ length: 20 }, (_, i) => person({ EUR: i < 2 ? 41 : 1 }))
    expect(seedValueOf(people)?.topShare).toBe(0.82)
  })

  it('is none where nothing remains', () => {
    expect(seedValueOf([])).toBeUndefined()
    expect(seedValueOf([person({ EUR: 0 })])).toBeUndefined()
    expect(seedValueOf([person({ EUR: -5 })])).toBeUndefined()
  })
})
