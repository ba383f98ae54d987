import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMemberAt } from '../oracle/oracle.ts'
import { ofTheKnown, segmentArbitrary, spokenArbitrary, START } from '../testing/arbitraries.ts'
import { explain } from './explain.ts'

const history = fc
  .array(spokenArbitrary, { minLength: 1, maxLength: 12 })
  .map((arrivals) => ofTheKnown([...new Map(arrivals.map(({ event }) => [event.eid, event])).values()]))
/** PROPERTY_RUNS tries more. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1500)
const instant = fc.integer({ min: 0, max: 9 * 24 * 4 }).map((quarters) => START + quarters * 900_000)

describe('why', () => {
  it('says of every rule at every instant what the oracle says', () => {
    fc.assert(
      fc.property(segmentArbitrary(), history, instant, (segment, events, at) => {
        expect(explain(segment, events, at).member).toBe(isMemberAt(segment, events, at))
      }),
      { numRuns: RUNS },
    )
  })

  it('names the very instant at which the membership changes by itself', () => {
    fc.assert(
      fc.property(segmentArbitrary(), history, instant, (segment, events, at) => {
        const seen = events.filter(({ hit }) => hit.event_time <= at && hit.received_at <= at)
        const { member, nextChange } = explain(segment, seen, at)
        if (nextChange === Infinity) {
          expect(isMemberAt(segment, seen, at + 400 * 86_400_000)).toBe(member)
        } else {
          expect(isMemberAt(segment, seen, nextChange - 1)).toBe(member)
          expect(isMemberAt(segment, seen, nextChange)).toBe(!member)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('shows the events and the value behind a condition', () => {
    fc.assert(
      fc.property(history, instant, (events, at) => {
        const segment = { id: 's', number: 1, version: 1, name: 's', rule: { event: { name: 'Purchase' }, within: '3d' } }
        const { rule } = explain(segment, events, at)
        const counted = events.filter(
          ({ hit: { name, event_time: t } }) => name === 'Purchase' && t <= at && t > at - 3 * 86_400_000,
        )
        expect(rule).toMatchObject({ value: counted.length })
        expect('events' in rule && rule.events.map(({ eid }) => eid).sort()).toEqual(counted.map(({ eid }) => eid).sort())
      }),
      { numRuns: 300 },
    )
  })
})
