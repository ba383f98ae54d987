import { sameList, withChanges } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { newPerson } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { changedSince } from '../program/program.ts'
import { arrivalArbitrary, segmentArbitrary } from '../testing/arbitraries.ts'
import type { Arrival } from '../testing/arbitraries.ts'
import { advance, applyDefinitions, applyEvent } from './evolve.ts'
import type { Change } from './reconcile.ts'

const IDS = ['a', 'b', 'c', 'd']
const lists = fc.tuple(...IDS.map((id) => segmentArbitrary(id)))
/** A rule for one of them, a reference, or none: the segment is deleted. */
const change = fc.record({
  id: fc.constantFrom(...IDS),
  rule: fc.oneof(
    segmentArbitrary('x').map(({ rule }) => rule),
    fc.constant({ segment: 'a' } as const),
    fc.constant(undefined),
  ),
})

it('a person of the definitions before comes to the same by the segments that changed as by all of them', () => {
  let kept = 0
  const arrivals = fc.array(arrivalArbitrary, { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(lists, change, arrivals, fc.nat(40), (first, { id, rule }, events, days) => {
      const before = sameList<SegmentDefinition>(first)
      const changed = before.flatMap((one) =>
        one.id === id && rule && !(id === 'a' && 'segment' in rule) ? [{ ...one, version: 9, rule }] : [],
      )
      const after = sameList(withChanges(before, { changed, removed: rule ? [] : [id] }))
      const live = compile(1, before)
      const next = compile(2, after)
      const person = newPerson('ab'.repeat(16), 1, 1)
      let now = -Infinity
      for (const { event, received } of events.map(receipt).toSorted((x, y) => x.received - y.received)) {
        now = Math.max(now, received)
        if (person.firstSeen < Infinity) advance(live, person, now, () => undefined)
        applyEvent(live, person, event, now, () => undefined)
      }
      now += days * 86_400_000
      advance(live, person, now, () => undefined)
      const among = changedSince(next, live)
      kept += next.segments.length - among.length
      const [all, few] = [next.segments, among].map((segments) => {
        const copy = decodePerson(encodePerson(person))
        const changes: Change[] = []
        applyDefinitions(next, copy, now, (one) => changes.push(one), segments)
        return { blob: Buffer.from(encodePerson(copy)), changes: changes.map(({ segment, ...one }) => [segment.number, one]) }
      })
      expect(few).toEqual(all)
    }),
    { numRuns: 80, seed: 11 },
  )
  expect(kept).toBeGreaterThan(80)
})

function receipt({ event, delayMs }: Arrival): { event: Arrival['event']; received: number } {
  return { event, received: event.hit.event_time + delayMs }
}
