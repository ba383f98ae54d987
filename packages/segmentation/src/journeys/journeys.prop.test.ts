import { segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { advance, applyEvent } from '../evolve/evolve.ts'
import { isMemberAt } from '../oracle/oracle.ts'
import { isMember, newPerson } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { journeyArbitrary, SEARCHED, walkedHistories } from '../testing/journeys.ts'
import { START } from '../testing/histories.ts'
import { whereIs } from '../testing/walk.ts'
import { compileJourney } from './compile-journey.ts'

const HOUR = 3_600_000
const defined = (id: string, rule: Condition): SegmentDefinition => ({
  id,
  name: id,
  number: segmentNumber(id),
  version: 1,
  rule,
})
const SEARCHERS = defined('searchers', SEARCHED)

/** Every instant at which something may change, just before it and just after. */
function instantsOf(history: readonly PersonEvent[]): number[] {
  const spans = [0, 1, HOUR, 1.5 * HOUR, 2 * HOUR, 2.5 * HOUR, 3 * HOUR, 3.5 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, 48 * HOUR]
  const around = history.flatMap(({ hit }) => spans.flatMap((span) => [-1, 0, 1].map((by) => hit.event_time + span + by)))
  return [...new Set(around)]
}

it('somebody is in the segment of the step, and in no other, at which a machine that follows the words has them', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(journeyArbitrary, walkedHistories, (journey, history) => {
      const segments = compileJourney('tried', journey).map(({ step, id, input }) => ({ step, ...defined(id, input.rule) }))
      // All of them stand beside each other, as the engine takes them.
      expect(compile(0, [SEARCHERS, ...segments]).bySegment.size).toBe(segments.length + 1)
      const ask = (condition: unknown, at: number): boolean =>
        isMemberAt(defined('asked', condition as Condition), history, at, [SEARCHERS])
      const begins = history[0]!.hit.event_time
      for (const at of instantsOf(history).filter((instant) => instant >= begins)) {
        const found = segments.filter((segment) => isMemberAt(segment, history, at, [SEARCHERS])).map(({ step }) => step)
        const expected = whereIs(journey, history, at, ask)
        expect(found, `at ${at - START}`).toEqual(expected === undefined ? [] : [expected])
        seen.set(expected ?? 'nowhere', (seen.get(expected ?? 'nowhere') ?? 0) + 1)
      }
    }),
    { numRuns: 150 },
  )
  // The test would say nothing if people were hardly anywhere.
  for (const place of ['entry', 's0', 's1', 'goal', 'nowhere']) expect(seen.get(place), place).toBeGreaterThan(0)
})

it('the fold has everybody there, at every event in whatever order they come, and at every timer', () => {
  let timers = 0
  fc.assert(
    fc.property(journeyArbitrary, walkedHistories, fc.boolean(), (journey, history, isLate) => {
      const segments = compileJourney('tried', journey).map(({ step, id, input }) => ({ step, ...defined(id, input.rule) }))
      const program = compile(1, [SEARCHERS, ...segments])
      const person = newPerson(history[0]!.person, 1, 1)
      const known: PersonEvent[] = []
      const check = (at: number): void => {
        const sorted = known.toSorted((a, b) => a.hit.event_time - b.hit.event_time || (a.eid < b.eid ? -1 : 1))
        const ask = (condition: unknown, then: number): boolean =>
          isMemberAt(defined('asked', condition as Condition), sorted, then, [SEARCHERS])
        const expected = whereIs(journey, sorted, at, ask)
        const found = segments.filter(({ number }) => isMember(person, number)).map(({ step }) => step)
        expect(found, `at ${at - START}`).toEqual(expected === undefined ? [] : [expected])
      }
      const pass = (until: number): void => {
        for (; person.due <= until; timers++) {
          const { due } = person
          for (const at of [due - 1, due]) {
            if (at <= person.asOf && at < due) continue
            advance(program, person, at, () => undefined)
            check(at)
          }
        }
        advance(program, person, until, () => undefined)
      }
      let now = -Infinity
      // Late ones come when all of the others have happened.
      const order = isLate ? [...history.filter((_, i) => i % 2 === 0), ...history.filter((_, i) => i % 2 === 1)] : history
      for (const event of order) {
        now = Math.max(now, event.hit.event_time)
        if (known.length > 0) pass(now)
        applyEvent(program, person, event, now, () => undefined)
        known.push(event)
        check(now)
      }
      pass(now + 5 * 24 * HOUR)
    }),
    { numRuns: 200 },
  )
  expect(timers).toBeGreaterThan(100)
})
