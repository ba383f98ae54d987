import { PURPOSES, recordOf } from '@weir/contracts'
import type { ConsentMark, SaidConsent } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf, marksOf } from './codes.ts'
import { addEvidence, decidingOn, EVIDENCE_MAX, noteEvidence, uniteEvidence } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import { allows, learnConsent, mergeConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'

const mark: fc.Arbitrary<ConsentMark> = fc.oneof(
  fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) }),
  fc.record({ granted: fc.boolean(), by: fc.constant('signal' as const), keyless: fc.constant(true as const) }),
)
const marks: fc.Arbitrary<SaidConsent> = fc.dictionary(fc.constantFrom(...PURPOSES), mark, { noNullPrototype: true })
interface Said {
  marks: SaidConsent
  at: number
}

/** Few words, each said many times, as senders do. */
const story = (ways: number): fc.Arbitrary<Said[]> =>
  fc
    .uniqueArray(marks, { minLength: ways / 2, maxLength: ways, selector: codeOf, size: 'max' })
    .chain((words) =>
      fc.array(fc.record({ marks: fc.constantFrom(...words), at: fc.nat(200) }), { minLength: 1, maxLength: 80, size: 'max' }),
    )

interface Known {
  consent: PersonConsent
  evidence: Evidence[]
  /** What each record says, by its place. */
  log: Said[]
}

/** As the fold does it. */
function tell(said: readonly Said[], part = 0): Known {
  const known: Known = { consent: {}, evidence: [], log: [] }
  for (const { marks, at } of said) {
    learnConsent(known.consent, marks, at)
    const code = codeOf(marks)
    if (noteEvidence(known.evidence, code, at)) continue
    known.log.push({ marks, at })
    addEvidence(known.evidence, { way: code, at, code, part, seq: known.log.length }, known.consent)
  }
  return known
}

function expectDecided({ consent, evidence }: Known, recordOf: (one: Evidence) => SaidConsent): void {
  expect(evidence.length).toBeLessThanOrEqual(EVIDENCE_MAX)
  for (const purpose of PURPOSES) {
    const standing = consent[purpose]
    const deciding = decidingOn(evidence, consent, purpose)
    expect(deciding !== undefined).toBe(standing !== undefined)
    if (!standing || !deciding) continue
    // The record itself says what stands.
    expect(recordOf(deciding)[purpose]).toMatchObject({ granted: standing.granted, by: standing.by })
    expect(deciding.at).toBe(standing.at)
  }
}

const RUNS = { seed: 11, numRuns: 2_000 }

test('property: of every purpose of which anything is known there is a record that decides it', () => {
  let forgot = 0
  fc.assert(
    fc.property(story(20), (said) => {
      const known = tell(said)
      if (known.log.length > EVIDENCE_MAX) forgot++
      expectDecided(known, ({ seq }) => known.log[seq - 1]!.marks)
    }),
    RUNS,
  )
  // Bounds that are never reached show nothing.
  expect(forgot).toBeGreaterThan(100)
})

test('property: also of two who turn out to be one', () => {
  fc.assert(
    fc.property(story(12), story(12), (a, b) => {
      const [one, other] = [tell(a, 0), tell(b, 1)]
      const consent = mergeConsent(one.consent, other.consent)
      const evidence = uniteEvidence(one.evidence, other.evidence, consent)
      expectDecided({ consent, evidence, log: [] }, ({ part, seq }) => [one, other][part]!.log[seq - 1]!.marks)
    }),
    RUNS,
  )
})

test('who says the same with every hit has one record', () => {
  const said = Array.from({ length: 1_000 }, (_, at) => ({ marks: marksOf(0b001_011_011_011_011), at }))
  expect(tell(said).log).toHaveLength(1)
})

test('what was said before there was a log has no record', () => {
  const granted = recordOf(PURPOSES, () => ({ granted: true, by: 'signal' as const, at: 5 }))
  expect(allows(granted, PURPOSES)).toBe(true)
  expect(decidingOn([], granted, 'storage')).toBeUndefined()
})
