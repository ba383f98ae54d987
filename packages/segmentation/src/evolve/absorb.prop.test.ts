import { isWithdrawal } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { absorb } from './absorb.ts'
import { fillWindowStates } from './apply-event.ts'
import { advance, applyDefinitions, applyEvent, applyWithdrawal } from './evolve.ts'
import { isMemberAt } from '../oracle/oracle.ts'
import { isMember, newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { Memberships } from '../profile/memberships.ts'
import { traitAt } from '../conditions/trait.ts'
import { compile } from '../program/compile.ts'
import type { Program } from '../program/program.ts'
import { WindowStates } from '../state/window-states.ts'
import { segmentArbitrary, spokenArbitrary } from '../testing/arbitraries.ts'
import type { Arrival } from '../testing/arbitraries.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const PERSONS_MAX = 4

/**
 * The history of one person, dealt out to several who are found to be one, one after the other,
 * while events keep coming and the segment is edited.
 */
interface Story {
  segment: SegmentDefinition
  edited: SegmentDefinition
  /** After so many records the segment is edited. */
  edit: number
  arrivals: Arrival[]
  /** Whether they come in the order of their receipt. */
  inOrder: boolean
  /** To whom each comes, by its place. */
  owners: number[]
  /** Arrivals that somebody else has, too. */
  copies: { of: number; to: number }[]
  /** Arrivals whose copy on the other channel adds to them. */
  enriched: { of: number; by: Arrival }[]
  merges: Merge[]
  /** In which order those who are left are united at last. */
  order: number[]
  /** Whether the timers of each person's partition fire. */
  fires: boolean[]
}

/** After so many records, `a` and `b` are found to be one. */
interface Merge {
  after: number
  a: number
  b: number
  /** How far ahead the clock of the other partition is. */
  aheadMs: number
}

const owner = fc.nat(PERSONS_MAX - 1)
const EVENTS_MAX = 14
const story: fc.Arbitrary<Story> = fc.record({
  segment: segmentArbitrary(),
  edited: segmentArbitrary(),
  edit: fc.nat(2 * EVENTS_MAX),
  arrivals: fc
    .array(spokenArbitrary, { minLength: 2, maxLength: EVENTS_MAX })
    .map((all) => [...new Map(all.map((a) => [a.event.eid, a] as const)).values()]),
  inOrder: fc.boolean(),
  owners: fc.array(owner, { minLength: EVENTS_MAX, maxLength: EVENTS_MAX }),
  copies: fc.array(fc.record({ of: fc.nat(EVENTS_MAX), to: owner }), { maxLength: 3 }),
  enriched: fc.array(fc.record({ of: fc.nat(EVENTS_MAX), by: spokenArbitrary }), { maxLength: 2 }),
  merges: fc.array(
    fc.record({ after: fc.nat(EVENTS_MAX), a: owner, b: owner, aheadMs: fc.constantFrom(0, 0, 1, 2 * HOUR, 30 * HOUR, 4 * DAY) }),
    { maxLength: 6 },
  ),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: PERSONS_MAX }),
  fires: fc.array(fc.boolean(), { minLength: PERSONS_MAX, maxLength: PERSONS_MAX }),
})

interface Delivery {
  event: PersonEvent
  to: number
}

/** What comes to whom, in order. Enriched versions and copies come after the first. */
function deliveriesOf({ arrivals, inOrder, owners, copies, enriched }: Story): Delivery[] {
  const first = arrivals.map(({ event }, i): Delivery => ({ event, to: owners[i]! }))
  if (inOrder) first.sort((x, y) => x.event.hit.received_at - y.event.hit.received_at)
  const revised = enriched.flatMap(({ of, by }, i): Delivery[] => {
    const source = first[of]
    if (!source || isWithdrawal(source.event) || enriched.findIndex((other) => other.of === of) !== i) return []
    return [{ event: enrich(source.event, by.event), to: source.to }]
  })
  // Which of two copies with different content counts is not told here.
  const again = copies.flatMap(({ of, to }): Delivery[] =>
    first[of] && !revised.some(({ event }) => event.eid === first[of]!.event.eid) ? [{ event: first[of].event, to }] : [],
  )
  return [...first.slice(0, -2), ...again, ...first.slice(-2), ...revised]
}

function enrich(event: PersonEvent, by: PersonEvent): PersonEvent {
  const body = { ...by.hit.body, ...event.hit.body }
  for (const part of Object.keys(body) as (keyof typeof body)[]) body[part] = { ...by.hit.body[part], ...event.hit.body[part] }
  return { ...event, rev: 1, hit: { ...event.hit, body } }
}

interface Somebody {
  person: Person
  /** Log time of the partition. */
  clock: number
  fires: boolean
  heard: PersonEvent[]
}

type Check = (somebody: Somebody, rule: SegmentDefinition) => void
type Union = (program: Program, into: Person, from: Person, now: number) => void
const none = (): void => undefined
const merge: Union = (program, into, from, now) => absorb(program, into, from, now, 'link', none)

/** @returns everybody who is left, and what came, in its order. */
function play(
  given: Story,
  check: Check,
  union: Union = merge,
): { left: Somebody[]; heard: PersonEvent[]; rule: SegmentDefinition } {
  const announced = compile(1, [given.segment])
  let program = announced
  let rule = given.segment
  const everybody: (Somebody | undefined)[] = []
  const root = Array.from({ length: PERSONS_MAX }, (_, i) => i)
  const rootOf = (i: number): number => (root[i] === i ? i : rootOf(root[i]!))
  const heard: PersonEvent[] = []
  const bringUpToDate = (one: Somebody): void => {
    const { person } = one
    if (person.definitions === program.version) return
    const filling = [...program.stateSpecs.values()].filter(({ id }) => !announced.stateSpecs.has(id))
    for (const event of one.heard.toSorted((x, y) => x.rev - y.rev)) fillWindowStates(filling, person, event)
    applyDefinitions(program, person, one.clock, none)
  }
  const look = (one: Somebody): void => {
    one.person = decodePerson(encodePerson(one.person))
    check(one, rule)
  }
  const unite = ({ a, b, aheadMs }: Merge): void => {
    const [into, from] = [rootOf(a), rootOf(b)]
    const [older, younger] = [everybody[into], everybody[from]]
    if (into === from || !older || !younger) return
    for (const one of [older, younger]) bringUpToDate(one)
    younger.clock += aheadMs
    advance(program, younger.person, younger.clock, none)
    union(program, older.person, younger.person, older.clock)
    older.heard.push(...younger.heard)
    root[from] = into
    everybody[from] = undefined
    look(older)
  }
  const deliver = ({ event, to }: Delivery): void => {
    const home = rootOf(to)
    if (!everybody[home] && isWithdrawal(event)) return
    const one = (everybody[home] ??= {
      person: newPerson('ab'.repeat(16), home + 1, program.version),
      clock: -Infinity,
      fires: given.fires[home]!,
      heard: [],
    })
    bringUpToDate(one)
    one.clock = Math.max(one.clock, event.hit.received_at)
    if (one.fires && one.heard.length > 0) advance(program, one.person, one.clock, none)
    if (isWithdrawal(event)) applyWithdrawal(program, one.person, event, one.clock, none)
    else applyEvent(program, one.person, event, one.clock, none)
    one.heard.push(event)
    heard.push(event)
    look(one)
  }
  deliveriesOf(given).forEach((delivery, i) => {
    if (i === given.edit) {
      rule = { ...given.edited, version: 2 }
      program = compile(2, [rule])
    }
    deliver(delivery)
    for (const one of given.merges) if (one.after === i) unite(one)
  })
  const [first = 0, ...others] = given.order.filter((i) => everybody[i])
  for (const b of others) unite({ after: 0, a: first, b, aheadMs: 0 })
  const left = everybody.filter((one) => one !== undefined)
  for (const one of left) {
    bringUpToDate(one)
    for (let passed = 0; passed < 2 && one.person.due < Infinity; passed++) {
      advance(program, one.person, one.person.due, none)
      look(one)
    }
    advance(program, one.person, Math.max(one.clock, one.person.asOf) + 10 * DAY, none)
    look(one)
  }
  return { left, heard, rule }
}

const equalsOracle: Check = ({ person, heard }, rule) =>
  expect(isMember(person, rule.number), `at ${new Date(person.asOf).toISOString()}`).toBe(isMemberAt(rule, heard, person.asOf))

const runs = Number(process.env['PROPERTY_RUNS'] ?? 700)

describe('persons who are found to be one', () => {
  it('are members of what one is who had all events, then and later', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { left, heard, rule } = play(given, equalsOracle)
        expect(left.length).toBeLessThanOrEqual(1)
        for (const { person } of left) {
          const whole = foldAlone(rule, heard, person.asOf)
          expect(isMember(person, rule.number)).toBe(isMember(whole, rule.number))
          expect(person.firstSeen).toBe(whole.firstSeen)
          expect(person.consent).toEqual(whole.consent)
        }
      }),
      { numRuns: runs },
    )
  }, 120_000)

  it('are the same in whatever order they are found to be one', () => {
    fc.assert(
      fc.property(story, fc.shuffledSubarray([0, 1, 2, 3], { minLength: PERSONS_MAX }), (given, order) => {
        const apart = { ...given, merges: [] }
        const [a, b] = [play(apart, none), play({ ...apart, order }, none)]
        expect(a.left.map(summary)).toEqual(b.left.map(summary))
      }),
      { numRuns: Math.ceil(runs / 2) },
    )
  }, 120_000)

  it.each<[string, Union]>([
    ['forgets traits', (program, into, from, now) => merge(program, into, { ...from, traits: new Map() }, now)],
    ['forgets consent', (program, into, from, now) => merge(program, into, { ...from, consent: {} }, now)],
    ['forgets events', (program, into, from, now) => merge(program, into, { ...from, windowStates: new WindowStates() }, now)],
    ['forgets the first event', (program, into, from, now) => merge(program, into, { ...from, firstSeen: Infinity }, now)],
    ['counts copies twice', (program, into, from, now) => merge(program, into, renamed(from), now)],
    ['follows no truth again', forgetting((into, known) => void (into.memberships = known))],
    ['forgets when something falls due', forgetting((into) => void (into.due = Infinity))],
  ])(
    'would be noticed, if a merge %s',
    (_, union) => {
      const caught = fc.check(
        fc.property(story, (given) => void play(given, equalsOracle, union)),
        // One seed, so that what is noticed today is noticed tomorrow.
        { numRuns: 20_000, endOnFailure: true, seed: 4 },
      )
      expect(caught.failed).toBe(true)
    },
    120_000,
  )
})

function forgetting(forget: (into: Person, memberships: Memberships) => void): Union {
  return (program, into, from, now) => {
    const known = new Memberships()
    for (const [segment, membership] of into.memberships) known.set(segment, membership)
    merge(program, into, from, now)
    forget(into, known)
  }
}

/** One person who had all events from the start, in the order in which they came. */
function foldAlone(rule: SegmentDefinition, heard: readonly PersonEvent[], until: number): Person {
  const program = compile(1, [rule])
  const person = newPerson('ab'.repeat(16), 1, 1)
  let now = -Infinity
  for (const event of heard) {
    now = Math.max(now, event.hit.received_at)
    if (isWithdrawal(event)) applyWithdrawal(program, person, event, now, none)
    else applyEvent(program, person, event, now, none)
  }
  advance(program, person, until, none)
  return person
}

function summary({ person }: Somebody): unknown {
  const { asOf, firstSeen, consent, identifiers, traits, memberships } = person
  const members = [...memberships].filter(([, { to }]) => to === Infinity).map(([segment]) => segment)
  const inForce = Object.fromEntries([...traits].map(([key, entries]) => [key, traitAt(entries, asOf)]))
  return { members, asOf, firstSeen, consent, identifiers, traits: inForce }
}

/** The same person, whose copies of events have names of their own. */
function renamed(person: Person): Person {
  const windowStates = new WindowStates()
  for (const [id, state] of person.windowStates) {
    const entries = state.entries.map((entry) => ({ ...entry, eid: entry.eid.replace(/^./, 'f') }))
    windowStates.set(id, { ...state, entries })
  }
  return { ...person, windowStates }
}
