import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, applyEvent } from '../evolve/evolve.ts'
import { isMemberAt } from '../oracle/oracle.ts'
import { isMember, newPerson } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import {
  arrivalArbitrary,
  derivedConditions,
  heldConditions,
  medianConditions,
  perConditions,
  publishedConditions,
  ratioConditions,
  segmentArbitrary,
  sinceConditions,
  touchConditions,
  withFault,
} from '../testing/arbitraries.ts'
import { explain } from '../explain/explain.ts'

/**
 * Each kind of condition by itself, so that none can hide behind the others; and a fault in each,
 * which must be found.
 */

type Truth = (segment: SegmentDefinition, history: readonly PersonEvent[], at: number) => boolean

const histories = fc
  .array(arrivalArbitrary, { minLength: 1, maxLength: 12 })
  .map((arrivals) =>
    [...new Map(arrivals.map(({ event }) => [event.eid, event])).values()]
      .map((event) => ({ ...event, hit: { ...event.hit, received_at: event.hit.event_time } }))
      .sort((a, b) => a.hit.event_time - b.hit.event_time),
  )
const around = fc.integer({ min: -1, max: 12 }).chain((n) => fc.constantFrom(0, 1, 6, 24, 36).map((hours) => ({ n, hours })))

const folded: Truth = (segment, history, at) => {
  const program = compile(1, [segment])
  const person = newPerson('ab'.repeat(16), 1, 1)
  for (const event of history)
    if (event.hit.event_time <= at) applyEvent(program, person, event, event.hit.event_time, () => undefined)
  advance(program, person, at, () => undefined)
  return isMember(person, segment.number)
}
const explained: Truth = (segment, history, at) => explain(segment, history, at).member

/**
 * Compares at instants at which something may just have begun or ended, with one that is off by a
 * millisecond now and then.
 */
function compare(conditions: fc.Arbitrary<Condition>, truths: readonly Truth[], oracle: Truth) {
  return fc.property(
    segmentArbitrary('s', conditions),
    histories,
    around,
    fc.constantFrom(0, -1),
    (segment, history, { n, hours }, off) => {
      const at = (history[n] ?? history[0]!).hit.event_time + hours * 3_600_000 + off
      for (const truth of truths) expect(truth(segment, history, at)).toBe(oracle(segment, history, at))
    },
  )
}

const kinds: Record<string, { conditions: fc.Arbitrary<Condition>; faults: Record<string, Truth> }> = {
  percentile: {
    conditions: publishedConditions.percentile,
    faults: { shifted, unpublished },
  },
  score: {
    conditions: publishedConditions.score,
    faults: { shifted, unpublished, unasked },
  },
  lookalike: {
    conditions: publishedConditions.lookalike,
    faults: { shifted, unpublished, unasked },
  },
  'a median': {
    conditions: medianConditions,
    faults: { shifted },
  },
  'a derived value, or two paths': {
    conditions: derivedConditions,
    faults: { shifted },
  },
  'a measure per value': {
    conditions: perConditions,
    faults: { shifted },
  },
  'what came since': {
    conditions: sinceConditions,
    faults: { shifted },
  },
  'a ratio': {
    conditions: ratioConditions,
    faults: { shifted },
  },
  'a touch': {
    conditions: touchConditions,
    faults: { shifted },
  },
  'a trait that has held': {
    conditions: heldConditions,
    faults: { shifted },
  },
}

function shifted(segment: SegmentDefinition, history: readonly PersonEvent[], at: number): boolean {
  return isMemberAt(withFault(segment), history, at)
}

function unpublished(segment: SegmentDefinition, history: readonly PersonEvent[], at: number): boolean {
  return isMemberAt({ ...segment, thresholds: [] }, history, at)
}

/** As if everybody had agreed to modelling. */
function unasked(segment: SegmentDefinition, history: readonly PersonEvent[], at: number): boolean {
  const modelling = { granted: true, by: 'signal' as const }
  const agreed = history.map((e) => ({ ...e, hit: { ...e.hit, consent: { ...e.hit.consent, modelling } } }))
  return isMemberAt(segment, agreed, at)
}

describe.each(Object.entries(kinds))('%s', (_kind, { conditions, faults }) => {
  it('means the same to the fold, to why and to the oracle', () => {
    fc.assert(compare(conditions, [folded, explained], isMemberAt), { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 400) })
  })

  it.each(Object.entries(faults))('would be noticed with a fault: %s', (_fault, faulty) => {
    expect(fc.check(compare(conditions, [folded], faulty), { numRuns: 3000, endOnFailure: true }).failed).toBe(true)
    expect(fc.check(compare(conditions, [explained], faulty), { numRuns: 3000, endOnFailure: true }).failed).toBe(true)
  })
})
