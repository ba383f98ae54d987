import type { EventBody, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { PURPOSES } from '@weir/contracts'
import { explain } from '@weir/segmentation'
import { describe, expect, it } from 'vitest'
import { mayBeInexact, toEvidence } from './evidence.ts'

const START = Date.UTC(2024, 4, 1)
const granted = { granted: true, by: 'basis' } as const

function event(n: number, body: EventBody = {}): PersonEvent {
  return {
    kind: 'event',
    person: 'ann',
    eid: n.toString(16).padStart(16, '0'),
    rev: 0,
    hit: {
      source: 'shop',
      channel: 'server',
      name: 'Purchase',
      event_id: `order of ann@example.org, ${n}`,
      id_from: 'sender',
      event_time: START + n,
      received_at: START + n,
      ids: [{ type: 'external_id', value: 'ann@example.org' }],
      consent: Object.fromEntries(PURPOSES.map((p) => [p, granted])) as PersonEvent['hit']['consent'],
      body,
    },
  }
}

const SEGMENT: SegmentDefinition = {
  id: 'x',
  number: 1,
  version: 1,
  name: 'x',
  rule: {
    all: [
      { not: { trait: 'age', gt: 40 } },
      { any: [{ event: { name: 'Purchase' }, within: 'all', sum: { path: 'properties.value', gte: 10 } }] },
      { trait: 'city', exists: true },
    ],
  },
}

describe('the evidence of a mismatch', () => {
  const history = Array.from({ length: 8 }, (_, n) => event(n, { properties: { value: 2 }, traits: { age: 39, city: 'Bonn' } }))

  it('says per condition what holds and which events are behind it', () => {
    const { member, known, denied, conditions } = toEvidence(explain(SEGMENT, history, START + 100))
    expect({ member, known, denied }).toEqual({ member: true, known: true, denied: [] })
    const newest = history.slice(-5).map(({ eid }) => eid)
    expect(conditions).toEqual([
      { path: 'all.0.not', holds: false, events: 1, eids: newest.slice(-1) },
      { path: 'all.1.any.0', holds: true, value: 16, events: 8, eids: newest },
      { path: 'all.2', holds: true, events: 1, eids: newest.slice(-1) },
    ])
  })

  it('shows no trait, text, identifier or id of the sender', () => {
    expect(JSON.stringify(toEvidence(explain(SEGMENT, history, START + 100)))).not.toMatch(/39|Bonn|ann|order/)
  })

  it('names the purposes that are not granted', () => {
    const [first, ...rest] = history
    const consent = { ...first!.hit.consent, profiling: { granted: false, by: 'signal' } as const }
    const denied = [{ ...first!, hit: { ...first!.hit, consent } }, ...rest]
    expect(toEvidence(explain(SEGMENT, denied, START + 100))).toMatchObject({ member: false, denied: ['profiling'] })
  })
})

describe('a history that the stream may have put into buckets', () => {
  it('has more than 512 events', () => {
    expect(mayBeInexact(Array.from({ length: 512 }, (_, n) => event(n)))).toBe(false)
    expect(mayBeInexact(Array.from({ length: 513 }, (_, n) => event(n)))).toBe(true)
  })

  it('or as many values of one path in fewer events', () => {
    const contents = Array.from({ length: 30 }, (_, i) => ({ content_id: `c${i}`, tags: ['a', 'b'] }))
    expect(mayBeInexact(Array.from({ length: 8 }, (_, n) => event(n, { properties: { contents } })))).toBe(false)
    expect(mayBeInexact(Array.from({ length: 9 }, (_, n) => event(n, { properties: { contents } })))).toBe(true)
  })
})
