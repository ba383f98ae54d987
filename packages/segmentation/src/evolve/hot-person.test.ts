import { segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, StoredSegment } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { applyEvent } from './evolve.ts'
import { valueAt } from '../conditions/windowed.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import type { Entry } from '../state/entry.ts'

/**
 * Of somebody with very many events, each further one looks at few of those that are kept: counted,
 * not timed.
 */

const MINUTE = 60_000
const START = Date.UTC(2024, 2, 28)
const FLOOD = 1_500
const FURTHER = 200
/**
 * At most so many entries of a window state are looked at for one event; it keeps up to 800, and
 * thousands where texts are told apart.
 */
const VISITS_MAX = 150
/** The last entry of each value is found by halving, with a few more looks each time. */
const HALVING_VISITS_MAX = 2 * VISITS_MAX

const path = 'properties.value'
const event = { name: 'Purchase' }
const CASES: [string, Condition][] = [
  ['a sum', { event, within: '14d', sum: { path, gte: 2_000 } }],
  ['a sum that is not reached', { event, within: '14d', sum: { path, gte: 1e6 } }],
  ['an average', { event, within: '14d', avg: { path, gte: 4 } }],
  ['a median', { event, within: '14d', median: { path, gte: 4 } }],
  ['a minimum', { event, within: '14d', min: { path, lt: 1 } }],
  ['a maximum', { event, within: '14d', max: { path, gte: 9 } }],
  ['a first value', { event, within: '14d', first: { path, gte: 0 } }],
  ['a count in between', { event, within: '14d', count: { between: [100, 5_000] } }],
  ['a distinct', { event, within: '14d', distinct: { path: 'properties.text', gte: 150 } }],
  ['a count per value', { event, within: '14d', per: 'properties.text', count: { gte: 9 } }],
  ['a sum per value', { event, within: '14d', per: 'properties.text', sum: { path, gte: 70 } }],
  ['a last value per value', { event, within: '14d', per: 'properties.text', last: { path, gte: 10 } }],
  ['a ratio', { ratio: [{ event, sum: { path } }, { event }], within: '14d', gte: 4.5 }],
  ['a share', { affinity: { by: 'properties.text', value: 't1' }, within: '14d', share: { gte: 0.1 } }],
  ['a rank', { affinity: { by: 'properties.text', value: 't1' }, within: '14d', rank: { lte: 3 } }],
  ['a sum of a past window', { event, within: { from: '1d', to: '1h' }, sum: { path, gte: 100 } }],
]

function purchase(i: number, lateMs: number): PersonEvent {
  const at = START + i * MINUTE
  const body = { properties: { value: (i * 7) % 10, text: `t${(i * 7919) % 211}` } }
  const hit = { source: 'shop', name: 'Purchase', event_time: at - lateMs, received_at: at, ids: [], consent: {}, body }
  // Only these fields are looked at.
  return { kind: 'event', person: 'p', eid: i.toString(16).padStart(16, '0'), rev: 0, hit } as unknown as PersonEvent
}

function flooded(rule: Condition): { person: Person; go: (i: number, lateMs: number) => void } {
  const id = 'hot'
  const segment: StoredSegment = { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule, purposes: [] }
  const program = compile(1, [segment])
  const person = newPerson('p', 1, 1)
  const go = (i: number, lateMs: number): void =>
    void applyEvent(program, person, purchase(i, lateMs), START + i * MINUTE, () => undefined)
  for (let i = 0; i < FLOOD; i++) go(i, 0)
  return { person, go }
}

/** Counts how often the time of any entry that is kept by now is looked at. */
function watched(person: Person): { visits: number } {
  const count = { visits: 0 }
  const spied = (entry: Entry): Entry => {
    const { t, ...rest } = entry
    return Object.defineProperty(rest, 't', { enumerable: true, get: () => (count.visits++, t) }) as Entry
  }
  for (const state of person.windowStates.values()) state.entries = state.entries.map(spied)
  return count
}

describe('one more event of somebody with very many', () => {
  test.each(CASES)('%s looks at few entries', (_, rule) => {
    for (const lateMs of [0, 90_000]) {
      const { person, go } = flooded(rule)
      go(FLOOD, 0)
      const count = watched(person)
      for (let i = FLOOD + 1; i <= FLOOD + FURTHER; i++) go(i, lateMs)
      expect(count.visits / FURTHER, `late by ${lateMs} ms`).toBeLessThan(
        'per' in rule && 'last' in rule ? HALVING_VISITS_MAX : VISITS_MAX,
      )
    }
  })

  test('counted anew, it would look at all of them: the count counts', () => {
    const rule = CASES[0]![1]
    const { person } = flooded(rule)
    const count = watched(person)
    const [state] = person.windowStates.values()
    const condition = [...compile(1, [{ id: 's', number: 1, version: 1, name: 's', rule }]).conditions.values()][0]
    if (!condition || !('rule' in condition)) throw new Error('no such leaf')
    valueAt(condition.rule as Parameters<typeof valueAt>[0], state!.entries, START + FLOOD * MINUTE)
    expect(count.visits).toBeGreaterThan(3 * VISITS_MAX)
  })
})
