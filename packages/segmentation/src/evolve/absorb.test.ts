import { segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { describe, expect, it, test } from 'vitest'
import { decodePerson, encodePerson } from '../profile/codec/codec.ts'
import { absorb } from './absorb.ts'
import { advance, applyEvent } from './evolve.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { BUCKETS_PER_WINDOW, EXACT_ENTRIES_MAX, MERGE_SLACK } from '../state/window-state.ts'

const START = Date.UTC(2024, 2, 28)
const MINUTE = 60_000
const none = (): void => undefined

function purchase(i: number, at: number): PersonEvent {
  const hit = { source: 'shop', name: 'Purchase', event_time: at, received_at: at, consent: {} }
  const ids = [{ type: 'ttp', value: `cookie ${i % 2}` }]
  const body = { properties: { value: 1 }, traits: { plan: `p${i}` } }
  // Only these fields are looked at.
  return {
    kind: 'event',
    person: 'p',
    eid: i.toString(16).padStart(16, '0'),
    rev: 0,
    hit: { ...hit, ids, body },
  } as unknown as PersonEvent
}

const segmentOf = (id: string, rule: Condition): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule,
  purposes: [],
})
const event = { name: 'Purchase' }

describe('of two persons with very many events each', () => {
  const EACH = 1_500
  const path = 'properties.value'
  const inAll = (gte: number): Condition => ({ event, within: 'all', sum: { path, gte } })
  const segments = [
    segmentOf('all', inAll(2 * EACH)),
    segmentOf('more', inAll(2 * EACH + 1)),
    segmentOf('month', { event, within: '30d', sum: { path, gte: 2 * EACH } }),
    segmentOf('count', { event, within: '30d', count: { gte: 2 * EACH } }),
  ]
  const program = compile(1, segments)
  const fold = (side: number): Person => {
    const person = newPerson(`${side}`.repeat(32), side, 1)
    for (let i = side; i < 2 * EACH; i += 2)
      applyEvent(program, person, purchase(i, START + i * MINUTE), START + i * MINUTE, none)
    return person
  }
  const now = START + 2 * EACH * MINUTE
  const whole = (): Person => {
    const [a, b] = [fold(0), fold(1)]
    absorb(program, a, b, now, 'link', none)
    return a
  }
  // Without consent nobody is a member of anything: what is asked is the rule.
  const holds = (person: Person): string[] =>
    program.segments.filter((s) => s.holds(person, person.asOf)).map((s) => s.definition.id)

  it('all count, however they are kept', () => {
    expect(holds(fold(0))).toEqual([])
    const person = whole()
    expect(holds(person)).toEqual(['all', 'month', 'count'])
    expect(holds(decodePerson(encodePerson(person)))).toEqual(['all', 'month', 'count'])
    applyEvent(program, person, purchase(2 * EACH, now), now, none)
    expect(holds(person)).toEqual(['all', 'more', 'month', 'count'])
    advance(program, person, START + 29 * 86_400_000, none)
    expect(holds(person)).toEqual(['all', 'more', 'month', 'count'])
    advance(program, person, START + 31 * 86_400_000, none)
    expect(holds(person)).toEqual(['all', 'more'])
  })

  it('no more is kept than of one', () => {
    const person = whole()
    for (const segment of program.segments) {
      for (const condition of segment.conditions) {
        if (condition.kind !== 'event') continue
        const { entries, buckets } = person.windowStates.get(condition.stateId)!
        expect(entries.filter(({ eid }) => eid === '')).toHaveLength(buckets)
        if (segment.definition.id !== 'count') {
          expect(entries.length - buckets).toBeLessThanOrEqual(EXACT_ENTRIES_MAX + MERGE_SLACK)
          expect(buckets).toBeLessThanOrEqual(2 * BUCKETS_PER_WINDOW)
        }
      }
    }
  })
})

test('who absorbs somebody has all that is known of them, and says whom they absorbed', () => {
  const program = compile(1, [segmentOf('plan', { trait: 'plan', eq: 'p3' })])
  const persons = [0, 1, 2].map((i) => {
    const person = newPerson(`${i}`.repeat(32), i, 1, START + i)
    applyEvent(program, person, purchase(i + 2, START + i * MINUTE), START + i * MINUTE, none)
    return person
  })
  const [a, b, c] = persons as [Person, Person, Person]
  const before = encodePerson(c)
  absorb(program, b, c, START + MINUTE, 'link', none)
  expect(encodePerson(c)).toEqual(before)
  // The clock of c's partition was ahead.
  expect(b.asOf).toBe(START + 2 * MINUTE)
  absorb(program, a, b, START, 'link', none)
  expect(a).toMatchObject({ born: START, firstSeen: START, asOf: START + 2 * MINUTE, movedTo: '' })
  expect(a.absorbed).toEqual([b, c].map(({ id, ordinal }) => ({ id, ordinal })))
  expect(a.traits.get('plan')?.map(({ value }) => value)).toEqual(['p2', 'p3', 'p4'])
  expect(a.identifiers).toEqual([
    { type: 'ttp', value: 'cookie 0', linkedAt: START, eid: purchase(2, 0).eid, seenAt: 0 },
    { type: 'ttp', value: 'cookie 1', linkedAt: START + MINUTE, eid: purchase(3, 0).eid, seenAt: 0 },
  ])
})
