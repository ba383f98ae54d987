import { isWithdrawal, WITHDRAWAL } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMemberAt } from '../oracle/oracle.ts'
import { compile } from '../program/compile.ts'
import { segmentArbitrary, spokenArbitrary, START } from '../testing/arbitraries.ts'
import { consentFrom } from './apply-event.ts'
import { coversMoment, membershipTimeline } from './timeline.ts'
import type { Moment } from './timeline.ts'

const DAY = 86_400_000
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1500)

const histories = fc
  .array(spokenArbitrary, { minLength: 1, maxLength: 12 })
  .map((arrivals) => [...new Map(arrivals.map(({ event }) => [event.eid, event])).values()])
  .filter((events) => events.some((event) => !isWithdrawal(event)))

const comesBefore = (one: Moment, other: Moment): boolean => one.at < other.at || (one.at === other.at && one.eid < other.eid)

/** What there was before a moment; of an event that was received before its time, what it said. */
function before(history: readonly PersonEvent[], moment: Moment): PersonEvent[] {
  return history.flatMap((event) => {
    const { eid, hit } = event
    if (comesBefore({ at: hit.event_time, eid }, moment)) return [event]
    const said = { ...event, hit: { ...hit, name: WITHDRAWAL } }
    return comesBefore({ at: consentFrom(hit), eid }, moment) ? [said] : []
  })
}

/** Events at every instant of the history, just after it, and at every end of an interval. */
function moments(history: readonly PersonEvent[], ends: readonly number[]): Moment[] {
  const instants = new Set([...history.map(({ hit }) => hit.event_time), ...ends].flatMap((at) => [at - 1, at, at + 1]))
  const between = [...instants].filter(Number.isFinite).map((at) => ({ at, eid: 'ffffffffffffffff' }))
  const firsts = [...instants].filter(Number.isFinite).map((at) => ({ at, eid: '0' }))
  return [...between, ...firsts, ...history.map(({ eid, hit }) => ({ at: hit.event_time, eid }))]
}

function differences(
  segment: SegmentDefinition,
  history: readonly PersonEvent[],
  others: readonly SegmentDefinition[] = [],
  shiftMs = 0,
): string[] {
  const intervals = membershipTimeline(compile(1, [...others, segment]), history, START + 40 * DAY)
  const own = intervals.filter((interval) => interval.segment === segment.number)
  const ends = own.flatMap(({ from, to }) => [from.at, to.at])
  return moments(history, ends).flatMap((moment) => {
    const told = own.some((interval) => coversMoment(interval, moment))
    const right = isMemberAt(segment, before(history, moment), moment.at + shiftMs, others)
    return told === right ? [] : [`${new Date(moment.at).toISOString()} ${moment.eid}: ${told}`]
  })
}

describe('the past as it was, in whatever order the events are given', () => {
  it('says of every event what was true immediately before it', () => {
    fc.assert(
      fc.property(segmentArbitrary(), histories, (segment, history) => {
        expect(differences(segment, history)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('also of segments that refer to others', () => {
    const reference = fc.constantFrom<Condition>({ segment: 'other' }, { not: { segment: 'other' } })
    fc.assert(
      fc.property(segmentArbitrary('other'), segmentArbitrary(), reference, histories, (other, own, refers, history) => {
        const segment = { ...own, rule: { all: [refers, own.rule] } }
        expect(differences(segment, history, [other])).toEqual([])
      }),
      { numRuns: RUNS / 3 },
    )
  })

  it('which would be noticed if it were off by one millisecond', () => {
    const caught = fc.check(
      fc.property(segmentArbitrary(), histories, (segment, history) => differences(segment, history, [], 1).length === 0),
      { numRuns: 2000, endOnFailure: true },
    )
    expect(caught.failed).toBe(true)
  })
})
