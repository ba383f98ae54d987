import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, SaidConsent } from '@weir/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldConsent, grantsOf } from './fold.ts'
import { consentAsOf, hear } from './said.ts'
import { nothingSaid, STATEMENTS_MAX } from './statements.ts'
import type { Said } from './statements.ts'

interface Told {
  marks: SaidConsent & { profiling: ConsentMark }
  at: number
}

const mark: fc.Arbitrary<ConsentMark> = fc.oneof(
  fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) }),
  fc.record({ granted: fc.boolean(), by: fc.constant('signal' as const), keyless: fc.constant(true as const) }),
)
const held: ConsentMark = { granted: true, by: 'basis' }
/** A withdrawal says nothing of the purposes that it leaves alone. */
const marks = fc
  .tuple(mark, mark, fc.boolean())
  .map(([profiling, measurement, partly]): SaidConsent & { profiling: ConsentMark } =>
    partly ? { profiling } : { storage: held, profiling, personalised_ads: held, measurement, modelling: held },
  )
const told = (max: number): fc.Arbitrary<Told[]> =>
  fc.array(fc.record({ marks, at: fc.integer({ min: 0, max: 24 }) }), { minLength: 1, maxLength: max })
/** Senders who say the same with every hit, but for a few. */
const repeating = fc
  .tuple(
    marks,
    fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 24 }),
        other: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, marks),
      }),
      {
        maxLength: 40,
      },
    ),
  )
  .map(([usual, hits]) => hits.map(({ at, other }): Told => ({ at, marks: other ?? usual })))

const standing = (all: readonly Told[], at: number): number =>
  grantsOf(all.filter((one) => one.at <= at).reduce((known, one) => foldConsent(known, one.marks, one.at), {}))

/** Hears them in their order. @param check is told what was known before and after each. */
function hearAll(all: readonly Told[], check?: (said: Said, one: Told, before: readonly Told[], turned: number) => void): Said {
  const said = nothingSaid()
  all.forEach((one, i) => {
    const turned = hear(said, one.marks, one.at)
    check?.(said, one, all.slice(0, i), turned)
  })
  return said
}

const asOf = (said: Said, all: readonly Told[], at: number): number =>
  grantsOf(
    consentAsOf(
      said,
      all.reduce((known, one) => foldConsent(known, one.marks, one.at), {}),
      at,
    ),
  )

test('of few signals, in any order, what stood at every instant of the past is known', () => {
  const signals = told(STATEMENTS_MAX).map((all) =>
    all.map(({ at, marks: m }) => ({ at, marks: { ...m, profiling: { ...m.profiling, by: 'signal' as const } } })),
  )
  fc.assert(
    fc.property(signals, (all) => {
      hearAll(all, (said, one, before) => {
        const heard = [...before, one]
        for (let at = 0; at <= 25; at++) expect(asOf(said, heard, at)).toBe(standing(heard, at))
      })
    }),
    { numRuns: 500 },
  )
})

test('of however many: from where it is exact on, nothing is taken for granted that was not', () => {
  fc.assert(
    fc.property(fc.oneof(told(40), repeating), (all) => {
      const said = hearAll(all)
      expect(said.statements.length).toBeLessThanOrEqual(STATEMENTS_MAX)
      for (let at = Math.max(0, said.exactFrom); at <= 25; at++) {
        const known = asOf(said, all, at)
        expect(known & ~standing(all, at), `at ${at}`).toBe(0)
      }
    }),
    { numRuns: 1000 },
  )
})

test('one that is late tells what it changed: every purpose that was another before, at any instant', () => {
  fc.assert(
    fc.property(told(STATEMENTS_MAX), (all) => {
      hearAll(all, (said, one, before, turned) => {
        if (before.every(({ at }) => at <= one.at)) return expect(turned).toBe(0)
        if (said.exactFrom > -Infinity || said.statements.some(({ repeats }) => repeats)) return
        let changed = 0
        for (let at = 0; at <= 25; at++) changed |= standing(before, at) ^ standing([...before, one], at)
        expect(turned).toBe(changed)
      })
    }),
    { numRuns: 1000 },
  )
})

test('whoever repeats the same bases costs two statements', () => {
  const usual = Object.fromEntries(PURPOSES.map((purpose) => [purpose, held])) as Told['marks']
  const said = hearAll(Array.from({ length: 1000 }, (_, at) => ({ at, marks: usual })))
  expect(said.statements.map(({ at, repeats }) => [at, repeats])).toEqual([
    [0, false],
    [999, true],
  ])
})
