import { segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { absorb, voidMemberships } from './absorb.ts'
import { consentFrom } from './apply-event.ts'
import { advance, applyEvent } from './evolve.ts'
import { exactFrom } from './reconcile.ts'
import type { Change } from './reconcile.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import type { Program } from '../program/program.ts'
import { arrivalArbitrary, segmentArbitrary } from '../testing/arbitraries.ts'
import { createRecorder } from '../testing/recorder.ts'
import type { Recorder, Row } from '../testing/recorder.ts'

const DAY = 86_400_000

/** One of several persons who are found to be one, and what the documented rule says of them. */
interface Somebody {
  person: Person
  heard: PersonEvent[]
  rows: Row[]
  recorder: Recorder
  clock: number
  /** Whether all that had to be followed again lay in what the state knew exactly. */
  known: boolean
}

function somebody(segment: SegmentDefinition, ordinal: number): Somebody {
  const person = newPerson(`${ordinal}`.repeat(32), ordinal, 1)
  return { person, heard: [], rows: [], recorder: createRecorder(segment), clock: -Infinity, known: true }
}

/** Whether everything since an instant is known exactly. */
function isKnown({ segments: [own] }: Program, person: Person, from: number): boolean {
  return Math.max(from, person.firstSeen) >= exactFrom(person, own!) && person.said.statements.every(({ repeats }) => !repeats)
}

function hear(program: Program, one: Somebody, event: PersonEvent): void {
  const { recorder, rows, heard } = one
  const emit = ({ at, member }: Change): void => void rows.push({ at, member })
  const isFirst = heard.length === 0
  one.clock = Math.max(one.clock, event.hit.received_at)
  if (!isFirst) advance(program, one.person, one.clock, emit)
  recorder.pass(heard, one.clock)
  const from = Math.min(event.hit.event_time, consentFrom(event.hit), one.clock)
  one.known &&= isFirst || isKnown(program, one.person, Math.max(from, rows.at(-1)?.at ?? -Infinity))
  applyEvent(program, one.person, event, one.clock, emit)
  one.heard = [...heard, event]
  recorder.late(one.heard, from)
  one.person = decodePerson(encodePerson(one.person))
}

function unite(program: Program, into: Somebody, from: Somebody, aheadMs: number): void {
  from.clock += aheadMs
  const ignore = (): void => undefined
  advance(program, from.person, from.clock, ignore)
  const until = Math.max(into.person.asOf, from.person.asOf)
  const recorded = into.rows.at(-1)?.at ?? -Infinity
  absorb(program, into.person, from.person, into.clock, 'link', ({ at, member, reason, cause }) => {
    into.rows.push({ at, member })
    expect([reason, cause]).toEqual(['merge', 'link'])
  })
  into.heard = [...into.heard, ...from.heard]
  into.known &&= from.known && isKnown(program, into.person, recorded)
  into.recorder.merge(into.heard, until)
  into.person = decodePerson(encodePerson(into.person))
}

const story = fc.record({
  events: fc
    .array(fc.tuple(arrivalArbitrary, fc.nat(2)), { minLength: 2, maxLength: 9 })
    .map((all) => [...new Map(all.map(([{ event }, to]) => [event.eid, { event, to }] as const)).values()]),
  /** How many come after the merges. */
  later: fc.nat(3),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  aheadMs: fc.constantFrom(0, 0, 1, 2 * 3_600_000, 2 * DAY),
})

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never

function tell(
  segment: SegmentDefinition,
  { events, later, order, aheadMs }: Story,
  change = (one: Person): Person => one,
): Somebody {
  const program = compile(1, [segment])
  const persons = [1, 2, 3].map((ordinal) => somebody(segment, ordinal))
  const first = events.slice(0, Math.max(1, events.length - later))
  for (const { event, to } of first) hear(program, persons[to]!, event)
  const [into, ...others] = order.map((i) => persons[i]!).filter(({ heard }) => heard.length > 0)
  for (const other of others) {
    other.person = change(other.person)
    unite(program, into!, other, aheadMs)
  }
  for (const { event } of events.slice(first.length)) hear(program, into!, event)
  advance(program, into!.person, into!.clock + 10 * DAY, ({ at, member }) => void into!.rows.push({ at, member }))
  into!.recorder.pass(into!.heard, into!.clock + 10 * DAY)
  return into!
}

const profile: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { not: { trait: 'age', gte: 30 } },
  { trait: 'country', ne: 'DE' },
  { trait: 'country', in: ['DE', 'AT'] },
  { not: { event: { name: 'Nothing' }, within: 'all' } },
)

describe('what is written down when persons are found to be one', () => {
  it.each([
    ['rules on the profile', segmentArbitrary('tested', profile), 0.5],
    ['any rule', segmentArbitrary(), 0.3],
  ])(
    'is what the documented rule says: %s',
    (_, segments, share) => {
      let known = 0
      const runs = Number(process.env['PROPERTY_RUNS'] ?? 300)
      fc.assert(
        fc.property(segments, story, (segment, given) => {
          const told = tell(segment, given)
          if (!told.known) return
          known++
          expect(told.rows).toEqual(told.recorder.rows)
          const since = told.recorder.rows.at(-1)?.member ? told.recorder.rows.at(-1)!.at : undefined
          const membership = told.person.memberships.get(segment.number)
          expect(membership?.to === Infinity ? membership.from : undefined).toBe(since)
        }),
        { numRuns: runs },
      )
      expect(known / runs).toBeGreaterThan(share)
    },
    120_000,
  )

  it('which would be noticed, if the past of traits were forgotten', () => {
    const forget = (person: Person): Person => {
      for (const [key, values] of person.traits) person.traits.set(key, values.slice(-1))
      return person
    }
    const caught = fc.check(
      fc.property(segmentArbitrary('tested', profile), story, (segment, given) => {
        const told = tell(segment, given, forget)
        expect(told.rows).toEqual(told.recorder.rows)
      }),
      { numRuns: 3000, endOnFailure: true },
    )
    expect(caught.failed).toBe(true)
  })
})

describe('memberships of somebody whom another person absorbs', () => {
  it('end where they began, and are written down as such', () => {
    const rule: Condition = { event: { name: 'Purchase' }, within: 'all', count: { gte: 1 } }
    const segment = { id: 's', number: segmentNumber('s'), version: 1, name: 's', rule }
    const program = compile(1, [segment])
    const person = newPerson('ab'.repeat(16), 1, 1)
    person.memberships.set(segment.number, { from: 100, to: Infinity }).set(7, { from: 50, to: 60 })
    person.memberships.set(9, { from: 70, to: Infinity })
    const changes: Change[] = []
    voidMemberships(program, person, { reason: 'merge', cause: 'link' }, (change) => void changes.push(change))
    const merged = { member: false, reason: 'merge', cause: 'link' }
    expect(changes).toHaveLength(2)
    expect(changes).toContainEqual({ segment: program.segments[0], at: 100, ...merged })
    expect(changes).toContainEqual({ segment: { number: 9, definition: undefined }, at: 70, ...merged })
    expect([...person.memberships].filter(([, { to }]) => to === Infinity)).toEqual([])
    expect(person.memberships.at(100)).toEqual([])
    expect(person.memberships.get(7)).toEqual({ from: 50, to: 60 })
  })
})
