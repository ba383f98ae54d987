import { describe, expect, it } from 'vitest'
import { ADVICE_CODES, adviceOn } from './advice.ts'
import type { SeedFacts } from './advice.ts'

const GOOD: SeedFacts = {
  size: 5_000,
  matchable: 4_000,
  medianAgeDays: 10,
  converted: 0.9,
  topValue: 0.3,
  largestSource: 0.5,
  largestCategory: 0.4,
  largestCountry: 0.6,
  changed: 0.05,
  excluded: new Map([['lapsed', 0.01]]),
  waits: false,
}
const codes = (facts: Partial<SeedFacts>): string[] => adviceOn({ ...GOOD, ...facts }).map(({ code }) => code)

/** Each with what is just enough for it, and what is just not. */
const CASES: [string, Partial<SeedFacts>, Partial<SeedFacts>][] = [
  ['waits_for_threshold', { waits: true }, {}],
  ['too_small_to_create', { size: 150, matchable: 99 }, { size: 150, matchable: 100 }],
  ['too_small_to_target', { size: 1_200, matchable: 999 }, { size: 1_200, matchable: 1_000 }],
  ['few_matchable', { matchable: 2_499 }, { matchable: 2_500 }],
  ['stale', { medianAgeDays: 90.5 }, { medianAgeDays: 90 }],
  ['few_converted', { converted: 0.09 }, { converted: 0.1 }],
  ['value_in_few_hands', { topValue: 0.61 }, { topValue: 0.6 }],
  ['one_source', { largestSource: 0.81 }, { largestSource: 0.8 }],
  ['one_category', { largestCategory: 1 }, { largestCategory: null }],
  ['one_country', { largestCountry: 0.9 }, { largestCountry: null }],
  ['overlaps_excluded', { excluded: new Map([['lapsed', 0.21]]) }, { excluded: new Map([['lapsed', null]]) }],
  ['changed_much', { changed: 0.31 }, { changed: 0.3 }],
]

describe('advice', () => {
  it.each(CASES)('%s is given where there is reason to, and not before', (code, reason, none) => {
    expect(codes(reason)).toEqual([code])
    expect(codes(none)).not.toContain(code)
  })

  it('is "good" alone where nothing speaks against a seed, also if little is known of it', () => {
    expect(codes({})).toEqual(['good'])
    const unknown = { medianAgeDays: null, converted: null, topValue: null, largestSource: null, changed: null }
    expect(codes(unknown)).toEqual(['good'])
  })

  it('is tried with every code that there is', () => {
    expect([...CASES.map(([code]) => code), 'good'].toSorted()).toEqual([...ADVICE_CODES].toSorted())
  })

  it('says figures and what to do', () => {
    const [advice] = adviceOn({ ...GOOD, excluded: new Map([['lapsed', 0.4]]) })
    expect(advice?.message).toMatch(/40 % are in "lapsed", too: add \{ "not": \{ "segment": "lapsed" \} \}/)
  })
})
