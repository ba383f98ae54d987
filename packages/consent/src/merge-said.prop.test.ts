import type { ConsentMark, SaidConsent } from '@weir/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldConsent, grantsOf, mergeConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'
import { mergeSaid } from './merge-said.ts'
import { consentAsOf, hear } from './said.ts'
import { nothingSaid, STATEMENTS_MAX } from './statements.ts'
import type { Said } from './statements.ts'

interface Told {
  marks: SaidConsent
  at: number
  /** Whose hit said so. */
  by: number
}

const PERSONS = 3
const END = 25
const mark: fc.Arbitrary<ConsentMark> = fc.oneof(
  fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) }),
  fc.record({ granted: fc.boolean(), by: fc.constant('signal' as const), keyless: fc.constant(true as const) }),
)
const held: ConsentMark = { granted: true, by: 'basis' }
const marks = fc
  .tuple(mark, mark, fc.boolean())
  .map(([profiling, measurement, partly]): SaidConsent =>
    partly ? { profiling } : { storage: held, profiling, personalised_ads: held, measurement, modelling: held },
  )
const by = fc.nat(PERSONS - 1)
const at = fc.integer({ min: 0, max: END - 1 })
const told = (max: number): fc.Arbitrary<Told[]> => fc.array(fc.record({ marks, at, by }), { minLength: 1, maxLength: max })
/** Sources of which each says the same with every hit, but for a few. */
const repeating = fc
  .tuple(
    fc.array(marks, { minLength: PERSONS, maxLength: PERSONS }),
    fc.array(fc.record({ at, by, other: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, marks) }), { maxLength: 60 }),
  )
  .map(([usual, hits]) => hits.map((hit): Told => ({ at: hit.at, by: hit.by, marks: hit.other ?? usual[hit.by]! })))

const sumOf = (all: readonly Told[]): PersonConsent =>
  all.reduce<PersonConsent>((known, one) => foldConsent(known, one.marks, one.at), {})
const standing = (all: readonly Told[], instant: number): number => grantsOf(sumOf(all.filter((one) => one.at <= instant)))

interface Known {
  consent: PersonConsent
  said: Said
}

/** Each person hears their own, then they are united in the given order, and hear the rest. */
function unite(all: readonly Told[], order: readonly number[], later: readonly Told[] = []): Known {
  const persons = order.map((person): Known => {
    const own = all.filter((one) => one.by === person)
    const said = nothingSaid()
    for (const one of own) hear(said, one.marks, one.at)
    return { said, consent: sumOf(own) }
  })
  const united = persons.reduce((a, b) => ({ consent: mergeConsent(a.consent, b.consent), said: mergeSaid(a.said, b.said) }))
  for (const one of later) hear(united.said, one.marks, one.at)
  return { said: united.said, consent: later.reduce((known, one) => foldConsent(known, one.marks, one.at), united.consent) }
}

const asOf = ({ said, consent }: Known, instant: number): number => grantsOf(consentAsOf(said, consent, instant))
const order = fc.shuffledSubarray([0, 1, 2], { minLength: PERSONS })

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1000)

describe('what persons said, united in any order', () => {
  test('adds up to what one person would have said', () => {
    fc.assert(
      fc.property(told(20), order, (all, how) => {
        expect(unite(all, how).consent).toEqual(sumOf(all))
      }),
      { numRuns: RUNS },
    )
  })

  test('is all that stood in the past, as long as nothing was forgotten', () => {
    let known = 0
    fc.assert(
      fc.property(told(STATEMENTS_MAX), order, (all, how) => {
        const united = unite(all, how)
        if (united.said.statements.some(({ repeats }) => repeats)) return
        known++
        expect(united.said.exactFrom).toBe(-Infinity)
        for (let instant = -1; instant <= END; instant++) expect(asOf(united, instant)).toBe(standing(all, instant))
      }),
      { numRuns: RUNS },
    )
    expect(known).toBeGreaterThan(RUNS * 0.8)
  })

  test('is the same from either side', () => {
    fc.assert(
      fc.property(fc.oneof(told(40), repeating), (all) => {
        const [a, b] = [unite(all, [0]).said, unite(all, [1]).said]
        expect(mergeSaid(a, b)).toEqual(mergeSaid(b, a))
      }),
      { numRuns: RUNS },
    )
  })

  test('beyond the bound takes nothing for granted that was not, whatever comes later and however late', () => {
    fc.assert(
      fc.property(fc.oneof(told(40), repeating), told(5), order, (all, later, how) => {
        const united = unite(all, how, later)
        expect(united.said.statements.length).toBeLessThanOrEqual(STATEMENTS_MAX)
        const whole = [...all, ...later]
        for (let instant = Math.max(-1, united.said.exactFrom); instant <= END; instant++)
          expect(asOf(united, instant) & ~standing(whole, instant), `at ${instant}`).toBe(0)
        expect(asOf(united, END)).toBe(standing(whole, END))
      }),
      { numRuns: RUNS },
    )
  })

  test('costs two statements where sources repeat the same bases', () => {
    const usual: SaidConsent = { storage: held, profiling: held }
    const all = Array.from({ length: 99 }, (_, i): Told => ({ at: i, by: i % PERSONS, marks: usual }))
    const { said } = unite(all, [2, 0, 1])
    expect(said.statements.map((s) => [s.at, s.repeats])).toEqual([
      [0, false],
      [98, true],
    ])
  })

  test('which would be noticed, if statements among forgotten ones were taken as they are', () => {
    const caught = fc.check(
      fc.property(repeating, (all) => {
        const [a, b] = [unite(all, [0]), unite(all, [1])]
        const said = {
          base: {},
          exactFrom: Math.max(a.said.exactFrom, b.said.exactFrom),
          statements: [...a.said.statements, ...b.said.statements],
        }
        said.statements.sort((x, y) => x.at - y.at)
        const united = { said, consent: mergeConsent(a.consent, b.consent) }
        const whole = all.filter((one) => one.by < 2)
        for (let instant = Math.max(0, said.exactFrom); instant <= END; instant++)
          if (asOf(united, instant) & ~standing(whole, instant)) throw new Error('granted what was not')
      }),
      { numRuns: 3000, endOnFailure: true },
    )
    expect(caught.failed).toBe(true)
  })
})
