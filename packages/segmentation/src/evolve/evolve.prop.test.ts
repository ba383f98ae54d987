import { isWithdrawal } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { advance, applyEvent, applyWithdrawal } from './evolve.ts'
import { isMemberAt } from '../oracle/oracle.ts'
import { isMember, newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import type { Change } from './reconcile.ts'
import { ofTheKnown, segmentArbitrary, spokenArbitrary } from '../testing/arbitraries.ts'
import type { Arrival } from '../testing/arbitraries.ts'

/** Two copies of one event have the same content: keep the first of each. */
function distinctEvents(arrivals: readonly Arrival[]): Arrival[] {
  return [...new Map(arrivals.map((a) => [a.event.eid, a] as const)).values()]
}

/**
 * Folds arrivals in the given order and calls `check` at every instant worth looking at: receipts,
 * and around every due time.
 */
function follow(
  segment: SegmentDefinition,
  arrivals: readonly Arrival[],
  check: (person: Person, arrived: PersonEvent[], at: number) => void,
  others: readonly SegmentDefinition[] = [],
): Change[] {
  const program = compile(1, [...others, segment])
  const changes: Change[] = []
  const emit = (change: Change): void => void changes.push(change)
  let person = newPerson(arrivals[0]!.event.person, 1, 1)
  let now = -Infinity
  const arrived: PersonEvent[] = []
  const pass = (until: number): void => {
    while (person.due <= until) {
      const { due } = person
      if (due - 1 > person.asOf) {
        advance(program, person, due - 1, emit)
        check(person, arrived, due - 1)
      }
      advance(program, person, due, emit)
      check(person, arrived, due)
    }
    advance(program, person, until, emit)
  }
  for (const { event } of arrivals) {
    now = Math.max(now, event.hit.received_at)
    if (arrived.length > 0) pass(now)
    else if (isWithdrawal(event)) continue
    if (isWithdrawal(event)) applyWithdrawal(program, person, event, now, emit)
    else applyEvent(program, person, event, now, emit)
    arrived.push(event)
    person = decodePerson(encodePerson(person))
    check(person, arrived, now)
  }
  pass(now + 10 * 86_400_000)
  return changes
}

describe('the fold equals the oracle', () => {
  const runs = Number(process.env['PROPERTY_RUNS'] ?? 1000)

  it('at every receipt and around every due time, whatever the order of arrival', () => {
    fc.assert(
      fc.property(
        segmentArbitrary(),
        fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (segment, all, shuffled) => {
          const arrivals = distinctEvents(all)
          if (!shuffled) arrivals.sort((a, b) => a.event.hit.received_at - b.event.hit.received_at)
          follow(segment, arrivals, (person, arrived, at) => {
            expect(isMember(person, segment.number), `at ${new Date(at).toISOString()}`).toBe(isMemberAt(segment, arrived, at))
          })
        },
      ),
      { numRuns: runs },
    )
  })

  it('for segments that refer to others, consent included', () => {
    const reference = fc.constantFrom<Condition>({ segment: 'other' }, { not: { segment: 'other' } })
    const both = fc.tuple(segmentArbitrary('other'), segmentArbitrary(), reference, fc.constantFrom('all', 'any', 'alone'))
    fc.assert(
      fc.property(both, fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), ([other, own, refers, how], all) => {
        const rule: Condition = how === 'all' ? { all: [refers, own.rule] } : how === 'any' ? { any: [own.rule, refers] } : refers
        const segment = { ...own, rule }
        const check = (person: Person, arrived: PersonEvent[], at: number): void =>
          expect(isMember(person, segment.number), `at ${new Date(at).toISOString()}`).toBe(
            isMemberAt(segment, arrived, at, [other]),
          )
        follow(segment, distinctEvents(all), check, [other])
      }),
      { numRuns: Math.ceil(runs / 2) },
    )
  })

  it('changes alternate and never go back in time', () => {
    fc.assert(
      fc.property(segmentArbitrary(), fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), (segment, all) => {
        let last: Change | undefined
        for (const change of follow(segment, distinctEvents(all), () => undefined)) {
          expect(change.member).toBe(!(last?.member ?? false))
          expect(change.at).toBeGreaterThanOrEqual(last?.at ?? -Infinity)
          last = change
        }
      }),
      { numRuns: Math.ceil(runs / 3) },
    )
  })

  it('in order, every change carries the very instant at which the truth changed', () => {
    fc.assert(
      fc.property(segmentArbitrary(), fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), (segment, all) => {
        const arrivals = distinctEvents(all)
          .map(({ event }) => ({ delayMs: 0, event: { ...event, hit: { ...event.hit, received_at: event.hit.event_time } } }))
          .sort((a, b) => a.event.hit.event_time - b.event.hit.event_time)
        const history = ofTheKnown(arrivals.map((a) => a.event))
        const changes = follow(segment, arrivals, () => undefined)
        for (const { at, member } of changes) {
          const sameInstant = history.filter((e) => e.hit.event_time === at).length
          // Several events (or an event and an end) at one instant may change the truth back and
          // forth within it; otherwise both sides are plain.
          if (sameInstant > 1 || changes.filter((c) => c.at === at).length > 1) continue
          expect(isMemberAt(segment, history, at)).toBe(member)
          expect(
            isMemberAt(
              segment,
              history.filter((e) => e.hit.event_time < at),
              at - 1,
            ),
          ).toBe(!member)
        }
      }),
      { numRuns: Math.ceil(runs / 3) },
    )
  })

  it('would notice a window that is off by one millisecond', () => {
    const caught = fc.check(
      fc.property(segmentArbitrary(), fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), (segment, all) => {
        const arrivals = distinctEvents(all)
        follow(segment, arrivals, (person, arrived, at) => {
          if (isMember(person, segment.number) !== isMemberAt(segment, arrived, at + 1)) throw new Error('off by one')
        })
      }),
      // That it fails is all that is asked: no need to look for the smallest case.
      { numRuns: 2000, endOnFailure: true },
    )
    expect(caught.failed).toBe(true)
  })
})
