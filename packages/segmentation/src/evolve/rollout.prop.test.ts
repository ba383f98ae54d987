import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { advance, applyEvent, applyDefinitions } from './evolve.ts'
import { isMemberAt } from '../oracle/oracle.ts'
import { isMember, newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { withFilling } from '../program/program.ts'
import type { Program } from '../program/program.ts'
import { fillWindowStates } from './apply-event.ts'
import { arrivalArbitrary, segmentArbitrary } from '../testing/arbitraries.ts'
import type { Arrival } from '../testing/arbitraries.ts'

/**
 * Random schedules: a rule, a history with late, repeated and enriched events, a clock, and an edit
 * that is filled from history while events keep coming. The rule in force is the oracle's at every
 * instant looked at.
 */
interface Schedule {
  before: SegmentDefinition
  after: SegmentDefinition
  arrivals: Arrival[]
  /** Indices of arrivals that come once more, later. */
  repeats: number[]
  /** Arrivals whose copy on the other channel adds to them, with what it adds. */
  enriched: { of: number; by: Arrival }[]
  /** After so many records the edit is announced; after so many more it takes effect. */
  announced: number
  filledIn: number
  pastFirst: boolean
}

const schedule: fc.Arbitrary<Schedule> = fc.array(arrivalArbitrary, { minLength: 1, maxLength: 10 }).chain((arrivals) => {
  const index = fc.nat(arrivals.length - 1)
  return fc.record({
    before: segmentArbitrary(),
    after: segmentArbitrary(),
    arrivals: fc.constant([...new Map(arrivals.map((a) => [a.event.eid, a] as const)).values()]),
    repeats: fc.array(index, { maxLength: 4 }),
    enriched: fc.array(fc.record({ of: index, by: arrivalArbitrary }), { maxLength: 3 }),
    announced: fc.nat(12),
    filledIn: fc.nat(4),
    pastFirst: fc.boolean(),
  })
})

/**
 * What the fold gets, in order of receipt: repeats come an hour later, enriched versions a minute
 * after the first.
 */
function recordsOf({ arrivals, repeats, enriched }: Schedule): { event: PersonEvent; received: number }[] {
  const first = arrivals.map(({ event }) => ({ event, received: event.hit.received_at }))
  const copies = enriched.flatMap(({ of, by }, i) => {
    const source = first[of]
    if (!source || enriched.findIndex((other) => other.of === of) !== i) return []
    return [{ event: enrich(source.event, by.event), received: source.received + 60_000 }]
  })
  const again = repeats.flatMap((i) => (first[i] ? [{ event: first[i].event, received: first[i].received + 3_600_000 }] : []))
  // Of one event the enriched version is the last: resolve drops whatever copy comes after it.
  const known = (event: PersonEvent): boolean => copies.some((copy) => copy.event.eid === event.eid)
  const all = [...first, ...copies, ...again.filter(({ event }) => !known(event))]
  return all.sort((a, b) => a.received - b.received)
}

/** A copy adds what the first version leaves open, and may take consent away. */
function enrich(event: PersonEvent, by: PersonEvent): PersonEvent {
  const body = { ...by.hit.body, ...event.hit.body }
  for (const part of Object.keys(body) as (keyof typeof body)[]) body[part] = { ...by.hit.body[part], ...event.hit.body[part] }
  return { ...event, rev: 1, hit: { ...event.hit, body } }
}

function play(
  given: Schedule,
  check: (person: Person, rule: SegmentDefinition, arrived: readonly PersonEvent[], at: number) => void,
): void {
  const after = { ...given.after, version: 2 }
  const pending = compile(2, [after])
  const live = compile(1, [given.before])
  const filling = [...pending.stateSpecs.values()].filter(({ id }) => !live.stateSpecs.has(id))
  let program: Program = live
  let rule = given.before
  let person = newPerson('ab'.repeat(16), 1, 1)
  let now = -Infinity
  const arrived: PersonEvent[] = []
  const checkAt = (at: number): void => check(person, rule, arrived, at)
  const pass = (until: number): void => {
    while (person.due <= until) {
      const { due } = person
      if (due - 1 > person.asOf) {
        advance(program, person, due - 1, () => undefined)
        checkAt(due - 1)
      }
      advance(program, person, due, () => undefined)
      checkAt(due)
    }
    advance(program, person, until, () => undefined)
  }
  const records = recordsOf(given)
  for (let i = 0; i <= records.length; i++) {
    if (i === Math.min(given.announced, records.length)) program = withFilling(compile(1, [given.before]), filling)
    if (i === Math.min(given.announced + given.filledIn, records.length)) {
      const past = records.slice(0, Math.min(given.announced, records.length)).map(({ event }) => event)
      // The log in its order, then once more the enriched versions that came meanwhile; or the
      // newest version of each at once.
      const revised = arrived.filter(({ rev }) => rev > 0)
      for (const event of given.pastFirst ? past : [...past].reverse().toSorted((a, b) => a.rev - b.rev))
        fillWindowStates(filling, person, event)
      for (const event of revised) fillWindowStates(filling, person, event)
      program = pending
      rule = after
      applyDefinitions(program, person, now, () => undefined)
      if (arrived.length > 0) checkAt(person.asOf)
    }
    const record = records[i]
    if (!record) break
    now = Math.max(now, record.received)
    if (arrived.length > 0) pass(now)
    applyEvent(program, person, record.event, now, () => undefined)
    arrived.push(record.event)
    person = decodePerson(encodePerson(person))
    checkAt(now)
  }
  pass(now + 10 * 86_400_000)
}

it('an edit, repeats and enriched copies: the stream says what the oracle says of the rule in force', () => {
  fc.assert(
    fc.property(schedule, (given) => {
      play(given, (person, rule, arrived, at) => {
        expect(isMember(person, rule.number), `version ${rule.version} at ${new Date(at).toISOString()}`).toBe(
          isMemberAt(rule, arrived, at),
        )
      })
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 1000) },
  )
}, 120_000)

it('would notice an edit that forgot the past', () => {
  const caught = fc.check(
    fc.property(schedule, (given) => {
      const forgetful = { ...given, announced: 99, filledIn: 0 }
      play(forgetful, (person, rule, arrived, at) => {
        const known = rule.version === 2 ? arrived.slice(1) : arrived
        if (isMember(person, rule.number) !== isMemberAt(rule, known, at)) throw new Error('it forgot')
      })
    }),
    { numRuns: 2000, endOnFailure: true },
  )
  expect(caught.failed).toBe(true)
})
