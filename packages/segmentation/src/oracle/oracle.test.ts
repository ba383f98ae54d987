import { eventKey, SegmentInput, segmentNumber } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { expect, test } from 'vitest'
import { isMemberAt } from './oracle.ts'
import { START } from '../testing/histories.ts'
import { explain } from '../explain/explain.ts'

const HELD = { granted: true, by: 'basis' } as const
const CONSENT = { storage: HELD, profiling: HELD, personalised_ads: HELD, measurement: HELD, modelling: HELD }

function event(id: string, at: number, body: PersonEvent['hit']['body']): PersonEvent {
  const hit = {
    source: 'shop',
    channel: 'server',
    name: 'Identify',
    event_id: id,
    id_from: 'sender',
    ids: [],
    consent: CONSENT,
  } as const
  return {
    kind: 'event',
    person: 'ab'.repeat(16),
    eid: eventKey('shop', 'Identify', id, at),
    rev: 0,
    hit: { ...hit, ids: [], event_time: at, received_at: at, body },
  }
}

// What every object inherits is nobody's trait, and a text like any other.
test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__'])('a trait and a text called %s', (key) => {
  const history = [
    event('first', START, { traits: Object.fromEntries([[key, 1]]), properties: { contents: [{ content_id: key }] } }),
    event('then', START + 1, { traits: { other: 2 } }),
  ]
  const rules = [
    { trait: key, lt: 2.5 },
    { trait: key, eq: 1, for: '1ms' },
    { affinity: { by: 'content_id', value: key }, within: 'all', rank: { lte: 1 } },
  ]
  for (const rule of rules) {
    const segment = { ...SegmentInput.parse({ name: 'x', rule }), id: 'x', number: segmentNumber('x'), version: 1 }
    expect(isMemberAt(segment, history, START + 1), JSON.stringify(rule)).toBe(true)
    expect(explain(segment, history, START + 1).member, JSON.stringify(rule)).toBe(true)
  }
})
