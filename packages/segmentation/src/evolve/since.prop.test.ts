import { PURPOSES } from '@weir/contracts'
import type { Condition, ConsentMark, HitConsent, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { advance, applyEvent } from './evolve.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { traitExactFrom } from '../conditions/trait.ts'
import { compile } from '../program/compile.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import { exactFrom } from './reconcile.ts'
import type { Change } from './reconcile.ts'
import { consentFrom } from './apply-event.ts'
import { arrivalArbitrary, segmentArbitrary, START } from '../testing/arbitraries.ts'
import { createRecorder } from '../testing/recorder.ts'
import type { Row } from '../testing/recorder.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Told {
  rows: Row[]
  expected: Row[]
  /** Whether every late event fell into what the state still knew exactly. */
  known: boolean
  since: number | undefined
}

function traitsExactFrom(person: Person, { conditions }: SegmentProgram): number {
  const traits = conditions.flatMap((condition) => (condition.kind === 'event' ? [] : [person.traits.get(condition.trait)]))
  return Math.max(...traits.map((values) => traitExactFrom(values) ?? -Infinity))
}

/** Folds events in the given order of arrival. @param change may break what is known. */
function tell(segment: SegmentDefinition, events: readonly PersonEvent[], change = (person: Person): Person => person): Told {
  const program = compile(1, [segment])
  const [own] = program.segments
  const recorder = createRecorder(segment)
  const rows: Row[] = []
  const emit = ({ at, member }: Change): void => void rows.push({ at, member })
  let person = newPerson('ab'.repeat(16), 1, 1)
  let now = -Infinity
  let known = true
  events.forEach((event, i) => {
    now = Math.max(now, event.hit.received_at)
    if (i > 0) advance(program, person, now, emit)
    recorder.pass(events.slice(0, i), now)
    const from = Math.min(event.hit.event_time, consentFrom(event.hit), now)
    const last = rows.at(-1)?.at ?? -Infinity
    known &&= i === 0 || (Math.max(from, last) >= exactFrom(person, own!) && person.said.statements.every((s) => !s.repeats))
    applyEvent(program, person, event, now, emit)
    // A value older than the eight that are remembered is forgotten before it is looked at.
    known &&= i === 0 || Math.max(from, last) >= traitsExactFrom(person, own!)
    recorder.late(events.slice(0, i + 1), from)
    person = change(decodePerson(encodePerson(person)))
  })
  advance(program, person, now + 10 * DAY, emit)
  recorder.pass(events, now + 10 * DAY)
  return { rows, expected: recorder.rows, known, since: person.memberships.get(segment.number)?.from }
}

const profile: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { not: { trait: 'age', gte: 30 } },
  { trait: 'country', ne: 'DE' },
  { trait: 'country', in: ['DE', 'AT'] },
  {
    any: [
      { trait: 'country', not_exists: true },
      { trait: 'age', lt: 31 },
    ],
  },
  { trait: 'renewal', not_in_last: '1d' },
  { not: { event: { name: 'Nothing' }, within: 'all' } },
)
const stories = fc.array(arrivalArbitrary, { minLength: 2, maxLength: 9 }).map((arrivals) => {
  const events = new Map(arrivals.map(({ event }) => [event.eid, event]))
  return [...events.values()]
})
/** In the order of receipt or in any other, or much later. */
const shuffled = stories.chain((events) =>
  fc.tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.constantFrom(0, 5 * DAY)).map(([all, delay]) =>
    all.map((event, i): PersonEvent => {
      const received_at = i % 2 === 0 ? event.hit.received_at : Math.max(event.hit.received_at, event.hit.event_time + delay)
      return { ...event, hit: { ...event.hit, received_at } }
    }),
  ),
)

describe('in whatever order events arrive, the changes are those of the documented rule', () => {
  it.each([
    ['rules on the profile', segmentArbitrary('tested', profile), 0.6],
    ['any rule', segmentArbitrary(), 0.3],
  ])('%s', (_, segments, share) => {
    let known = 0
    const runs = Number(process.env['PROPERTY_RUNS'] ?? 500)
    fc.assert(
      fc.property(segments, shuffled, (segment, events) => {
        const told = tell(segment, events)
        if (!told.known) return
        known++
        expect(told.rows).toEqual(told.expected)
      }),
      { numRuns: runs },
    )
    expect(known / runs).toBeGreaterThan(share)
  })

  it('which would be noticed, if the past of consent or of traits were not remembered', () => {
    const forgets = [
      (person: Person): Person => ({ ...person, said: { base: {}, exactFrom: -Infinity, statements: [] } }),
      (person: Person): Person => {
        for (const [key, values] of person.traits) person.traits.set(key, values.slice(-1))
        return person
      },
    ]
    for (const forget of forgets) {
      const caught = fc.check(
        fc.property(segmentArbitrary('tested', profile), shuffled, (segment, events) => {
          const told = tell(segment, events, forget)
          expect(told.rows).toEqual(told.expected)
        }),
        { numRuns: 3000, endOnFailure: true },
      )
      expect(caught.failed).toBe(true)
    }
  })
})

const held: ConsentMark = { granted: true, by: 'basis' }
const HELD = Object.fromEntries(PURPOSES.map((purpose) => [purpose, held])) as HitConsent
let made = 0

/** An event at so many hours, received at others. */
function event(at: number, received: number, traits: object | undefined, profiling?: boolean): PersonEvent {
  const consent: HitConsent = profiling === undefined ? HELD : { ...HELD, profiling: { granted: profiling, by: 'signal' } }
  return {
    kind: 'event',
    person: 'ab'.repeat(16),
    eid: (made++).toString(16).padStart(16, '0'),
    rev: 0,
    hit: {
      source: 'shop',
      channel: 'server',
      name: 'Identify',
      event_id: `e${made}`,
      id_from: 'sender',
      event_time: START + at * HOUR,
      received_at: START + received * HOUR,
      ids: [],
      consent,
      body: traits ? { traits: { ...traits } } : {},
    },
  }
}

const segmentOf = (rule: Condition): SegmentDefinition => ({ id: 's', number: 1, version: 1, name: 's', rule })
const hours = (rows: readonly Row[]): [number, boolean][] => rows.map(({ at, member }) => [(at - START) / HOUR, member])

describe('since', () => {
  it('of an age of impressions is not told from before the last impression stopped counting', () => {
    const rule: Condition = {
      any: [
        {
          exposure: { campaign: 'k1' },
          within: { whole_days: 1, time_zone: 'UTC', include_today: false },
          since_last: { gte: '1d' },
        },
        { trait: 'vip', gte: 30 },
      ],
    }
    const impression = event(15, 100, { vip: 1 })
    impression.hit = { ...impression.hit, name: 'AdImpression', body: { ...impression.hit.body, ad: { campaign_id: 'k1' } } }
    const traits = [event(0, 0, { vip: 30 }), event(45, 45, { vip: 30 })]
    // It counts on the day after, from hour 24 to 48, and is a day old at 39. Heard of at hour 100
    // it is forgotten at once; what is heard next must not make that its doing.
    const { rows } = tell(segmentOf(rule), [...traits, impression, event(46, 101, { vip: 1 })])
    expect(hours(rows)).toEqual([
      [0, true],
      [15, false],
      [39, true],
      [48, false],
    ])
  })

  const notVip = segmentOf({ not: { trait: 'vip', gte: 30 } })
  const everybody = segmentOf({ not: { event: { name: 'Nothing' }, within: 'all' } })

  it('of a late grant is when the rule came to hold, not the grant', () => {
    const events = [event(0, 0, { vip: 30 }, false), event(10, 10, { vip: 1 }, false), event(5, 11, undefined, true)]
    expect(hours(tell(notVip, [...events.slice(0, 2), event(11, 11, undefined, true)]).rows)).toEqual([[11, true]])
    // The grant of 5 is older than the denial of 10.
    expect(hours(tell(notVip, events).rows)).toEqual([])
    const silent = [event(0, 0, { vip: 30 }, false), event(10, 10, { vip: 1 }), event(5, 11, undefined, true)]
    expect(hours(tell(notVip, silent).rows)).toEqual([[10, true]])
    expect(tell(notVip, silent).since).toBe(START + 10 * HOUR)
  })

  it('of a late withdrawal between two grants is the second grant', () => {
    const events = [event(0, 0, undefined, true), event(10, 10, undefined, true), event(5, 11, undefined, false)]
    expect(hours(tell(everybody, events).rows)).toEqual([
      [0, true],
      [5, false],
      [10, true],
    ])
  })

  it('among many grants too, for as long as they are remembered; a withdrawal then counts until the next one that is', () => {
    const grants = Array.from({ length: 40 }, (_, i) => event(i, i, undefined, true))
    const { rows } = tell(everybody, [...grants, event(37.5, 41, undefined, false)])
    expect(hours(rows).slice(1)).toEqual([
      [37.5, false],
      [38, true],
    ])
    const older = hours(tell(everybody, [...grants, event(5.5, 41, undefined, false)]).rows)
    expect(older[1]).toEqual([5.5, false])
    expect(older[2]![0]).toBeGreaterThanOrEqual(6)
    expect(older[2]![1]).toBe(true)
  })

  it('looks at a trait as it was: the last eight values are remembered, and nothing is made up before them', () => {
    const values = Array.from({ length: 20 }, (_, i) => event(i, i, { vip: i % 2 === 0 ? 30 : 1 }, false))
    // Hours 12 to 19 are known.
    expect(hours(tell(notVip, [...values, event(30, 30, undefined, true)]).rows)).toEqual([[30, true]])
    const told = values.map((one, i) => (i === 0 ? one : { ...one, hit: { ...one.hit, consent: HELD } }))
    expect(hours(tell(notVip, [...told, event(12.5, 30, undefined, true)]).rows)[0]).toEqual([13, true])
    expect(hours(tell(notVip, [...told, event(3.5, 30, undefined, true)]).rows)[0]).toEqual([13, true])
  })
})
