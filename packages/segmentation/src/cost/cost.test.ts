import { Condition, eventKey } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { encodePerson } from '../profile/codec/codec.ts'
import { estimateCost } from './cost.ts'
import { applyEvent } from '../evolve/evolve.ts'
import { newPerson } from '../profile/person.ts'
import { compile } from '../program/compile.ts'

const NOW = Date.UTC(2024, 4, 1)
const DAY = 86_400_000

const costOf = (rule: unknown) => estimateCost({ rule: Condition.parse(rule) }, NOW)
const viewed = { event: { name: 'ViewContent' } }
const value = 'properties.value'

/** Conditions of every kind, with what is promised for them. */
const CASES: [string, object, { exact: boolean; entriesMax: number; lateByMaxMs: number }][] = [
  ['count', { ...viewed, within: '7d', count: { gte: 3 } }, { exact: true, entriesMax: 3, lateByMaxMs: 0 }],
  ['count up to', { ...viewed, within: '7d', count: { lte: 3 } }, { exact: true, entriesMax: 4, lateByMaxMs: 0 }],
  ['large count', { ...viewed, within: '7d', count: { gte: 2_500 } }, { exact: true, entriesMax: 2_500, lateByMaxMs: 0 }],
  [
    'count of too many',
    { ...viewed, within: '256h', count: { gte: 10_001 } },
    { exact: false, entriesMax: 833, lateByMaxMs: 3_600_000 },
  ],
  ['sum', { ...viewed, within: '256h', sum: { path: value, gte: 1 } }, { exact: false, entriesMax: 833, lateByMaxMs: 3_600_000 }],
  [
    'average',
    { ...viewed, within: '256h', avg: { path: value, gte: 1 } },
    { exact: false, entriesMax: 833, lateByMaxMs: 3_600_000 },
  ],
  [
    'median',
    { ...viewed, within: '256h', median: { path: value, gte: 1 } },
    { exact: false, entriesMax: 576 + 3 * 257, lateByMaxMs: 3_600_000 },
  ],
  [
    'median of ever',
    { ...viewed, within: 'all', median: { path: value, gte: 1 } },
    { exact: true, entriesMax: 579, lateByMaxMs: 0 },
  ],
  [
    'median between',
    { ...viewed, within: { whole_days: 30 }, median: { path: value, between: [1, 1e7] } },
    { exact: true, entriesMax: 576 + 6 * 32, lateByMaxMs: 0 },
  ],
  ['sum of ever', { ...viewed, within: 'all', sum: { path: value, gte: 1 } }, { exact: true, entriesMax: 577, lateByMaxMs: 0 }],
  [
    'sum of whole days',
    { ...viewed, within: { whole_days: 30 }, sum: { path: value, gte: 1 } },
    { exact: true, entriesMax: 576 + 32, lateByMaxMs: 0 },
  ],
  [
    'count in a past window',
    { ...viewed, within: { from: '512h', to: '256h' }, count: { gte: 3 } },
    { exact: false, entriesMax: 3 + 576 + 2 * 257, lateByMaxMs: 3_600_000 },
  ],
  ['empty window', { ...viewed, within: { from: '7d', to: '7d' } }, { exact: true, entriesMax: 0, lateByMaxMs: 0 }],
  ['last', { ...viewed, within: '7d', last: { path: value, gte: 1 } }, { exact: true, entriesMax: 1, lateByMaxMs: 0 }],
  [
    'distinct',
    { ...viewed, within: '7d', distinct: { path: 'properties.id', gte: 40 } },
    { exact: true, entriesMax: 45, lateByMaxMs: 0 },
  ],
  ['active days', { ...viewed, within: '30d', active_days: { gte: 50 } }, { exact: true, entriesMax: 56, lateByMaxMs: 0 }],
  [
    'count per value',
    { ...viewed, within: '32d', per: 'properties.id', count: { gte: 2 } },
    { exact: false, entriesMax: 576 + 16 * 33, lateByMaxMs: DAY },
  ],
  [
    'sum per value',
    { ...viewed, within: 'all', per: 'properties.id', sum: { path: value, gte: 1 } },
    { exact: true, entriesMax: 576 + 16, lateByMaxMs: 0 },
  ],
  [
    'median per value',
    { ...viewed, within: '32d', per: 'properties.id', median: { path: value, gte: 1 } },
    { exact: false, entriesMax: 576 + 3 * 16 * 33, lateByMaxMs: DAY },
  ],
  [
    'distinct per value',
    { ...viewed, within: '32d', per: 'properties.id', distinct: { path: 'properties.id', gte: 2 } },
    { exact: false, entriesMax: 576 + 16 * 33, lateByMaxMs: DAY },
  ],
  [
    'rank',
    { affinity: { by: 'properties.id', value: 'a' }, within: '32d', rank: { lte: 3 } },
    { exact: false, entriesMax: 576 + 16 * 33, lateByMaxMs: DAY },
  ],
  [
    'ratio',
    { ratio: [viewed, { ...viewed, sum: { path: value } }], within: '256h', gte: 1 },
    { exact: false, entriesMax: 576 + 2 * 257, lateByMaxMs: 3_600_000 },
  ],
  [
    'ratio of different values',
    { ratio: [{ ...viewed, distinct: { path: 'properties.id' } }, viewed], within: '32d', gte: 0.5 },
    { exact: false, entriesMax: 576 + 16 * 33, lateByMaxMs: DAY },
  ],
  ['last touch', { touch: 'last', campaign: 'k1', within: '30d' }, { exact: true, entriesMax: 1, lateByMaxMs: 0 }],
  ['first touch of all', { touch: 'first', campaign: 'k1', within: 'all' }, { exact: true, entriesMax: 1, lateByMaxMs: 0 }],
  [
    'first touch',
    { touch: 'first', campaign: 'k1', within: '256h' },
    { exact: false, entriesMax: 576 + 257, lateByMaxMs: 3_600_000 },
  ],
  [
    'count since',
    { ...viewed, since: { event: { name: 'Purchase' } }, within: '7d', count: { gte: 3 } },
    { exact: true, entriesMax: 4, lateByMaxMs: 0 },
  ],
  [
    'large count since',
    { event: { name_prefix: 'V' }, since: { event: { name: 'AddToCart' } }, within: 'all', count: { gte: 2_000 } },
    { exact: true, entriesMax: 2_001, lateByMaxMs: 0 },
  ],
  [
    'sum since',
    { ...viewed, since: { event: { name: 'AddToCart' } }, within: 'all', sum: { path: value, gte: 1 } },
    { exact: false, entriesMax: 577, lateByMaxMs: Infinity },
  ],
  [
    'distinct since',
    { ...viewed, since: { event: { name: 'Purchase' } }, within: 'all', distinct: { path: 'properties.id', gte: 4 } },
    { exact: false, entriesMax: 577, lateByMaxMs: Infinity },
  ],
  [
    'count since in a past window',
    { ...viewed, since: { event: { name: 'Purchase' } }, within: { from: '512h', to: '256h' }, count: { gte: 3 } },
    { exact: false, entriesMax: 3 + 577, lateByMaxMs: Infinity },
  ],
  [
    'sequence',
    { sequence: [viewed, { event: { name: 'Purchase' } }], span: '1d', within: '7d' },
    { exact: false, entriesMax: 512, lateByMaxMs: Infinity },
  ],
  ['exposure', { exposure: {}, within: '7d', since_last: { gte: '1d' } }, { exact: true, entriesMax: 1, lateByMaxMs: 0 }],
  [
    'exposure in a past window',
    { exposure: {}, within: { from: '7d', to: '2d' }, since_last: { gte: '1d' } },
    { exact: false, entriesMax: 680, lateByMaxMs: 1_687_500 },
  ],
  [
    'exposure with a cool-down',
    { exposure: {}, within: '7d', count: { gte: 3 }, cool_down: '2d' },
    { exact: false, entriesMax: 577, lateByMaxMs: Infinity },
  ],
  ['trait', { trait: 'country', eq: 'DE' }, { exact: true, entriesMax: 1, lateByMaxMs: 0 }],
]

/** Every 10 s an event, for longer than a window can hold. */
function events(count: number): PersonEvent[] {
  const mark = { granted: true, by: 'basis' as const }
  return Array.from({ length: count }, (_, i): PersonEvent => {
    const event_time = NOW - (count - i) * 10_000 * (i % 7 === 0 ? 1 : 30) - i
    const name = ['ViewContent', 'ViewContent', 'Purchase', 'AdImpression'][i % 4]!
    return {
      kind: 'event',
      person: 'ab'.repeat(16),
      eid: eventKey('shop', name, `e${i}`, event_time),
      rev: 0,
      hit: {
        source: 'shop',
        channel: 'server',
        name,
        event_id: `e${i}`,
        id_from: 'sender',
        event_time,
        received_at: event_time,
        ids: [],
        consent: { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark },
        body: {
          properties: { value: i * 1.25e6, id: `an-id-of-the-usual-length-${i % 997}` },
          ad: { campaign_id: `campaign-of-usual-length-${i % 7}` },
        },
      },
    }
  }).sort((a, b) => a.hit.event_time - b.hit.event_time)
}

describe('the cost of a condition', () => {
  it.each(CASES)('%s', (_name, rule, promised) => {
    const { conditions } = costOf(rule)
    expect(conditions).toEqual([expect.objectContaining({ path: 'rule', ...promised })])
  })

  it.each(CASES)('%s: no state is larger', (_name, rule) => {
    const { stateBytesMax, conditions } = costOf(rule)
    const programs = [[{ id: 's', number: 0xffff_fff0, version: 1, name: 's', rule: Condition.parse(rule) }], []].map(
      (definitions) => compile(1, definitions),
    )
    const people = programs.map(() => newPerson('ab'.repeat(16), 1, 1))
    for (const [i, event] of events(6_000).entries()) {
      programs.forEach((program, k) => applyEvent(program, people[k]!, event, event.hit.event_time, () => undefined))
      if (i % 50 !== 0) continue
      const entries = [...people[0]!.windowStates.values()].reduce((sum, spec) => sum + spec.entries.length, 0)
      expect(entries).toBeLessThanOrEqual(conditions[0]!.entriesMax)
      const [withIt, without] = people.map((person) => encodePerson(person).length)
      expect(withIt! - without!).toBeLessThanOrEqual(stateBytesMax)
    }
  })
})

describe('the cost of a rule', () => {
  it('fits the default budget with two conditions that keep texts', () => {
    const budget = 131_072
    const perVideo = { ...viewed, within: '14d', per: 'video.video_id', count: { gte: 2 } }
    const spent = { ...perVideo, sum: { path: value, gte: 50 }, count: undefined }
    const rank = { affinity: { by: 'content_category', value: 'a' }, within: '90d', rank: { lte: 1 } }
    expect(costOf(rank).stateBytesMax).toBeLessThan(budget / 2)
    expect(costOf({ all: [perVideo, rank] }).stateBytesMax).toBeLessThan(budget)
    expect(costOf({ all: [JSON.parse(JSON.stringify(spent)), rank] }).stateBytesMax).toBeLessThan(budget)
  })

  it('names its conditions by place, and adds them up', () => {
    const count = { ...viewed, within: '7d', count: { gte: 100 } }
    const sum = { event: { name: 'Purchase' }, within: '7d', sum: { path: value, gte: 1 } }
    const { conditions, stateBytesMax } = costOf({ all: [{ not: count }, { any: [sum, { segment: 'other' }] }] })
    expect(conditions.map(({ path }) => path)).toEqual(['rule.all.0.not', 'rule.all.1.any.0'])
    const one = (rule: object): number => costOf(rule).conditions[0]!.stateBytesMax
    expect(stateBytesMax).toBe(one(count) + one(sum) + costOf({ trait: 'country', exists: true }).stateBytesMax)
  })

  it('counts a track once that several conditions share', () => {
    const at = (gte: number, within: string) => ({ ...viewed, within, count: { gte } })
    const alone = costOf(at(100, '30d')).stateBytesMax
    expect(costOf({ all: [at(1, '1d'), at(100, '30d'), at(20, '7d')] }).stateBytesMax).toBe(alone)
    expect(costOf({ all: [at(1, '1d'), { ...at(100, '30d'), event: { name: 'Purchase' } }] }).stateBytesMax).toBeGreaterThan(
      alone,
    )
  })

  it('grows with how long events wait for a short window', () => {
    const past = (from: string, to: string) => costOf({ ...viewed, within: { from, to } }).stateBytesMax
    expect(past('400d', '399d')).toBeGreaterThan(100 * past('14d', '7d'))
  })

  it('says which events are read, and since when', () => {
    const reads = (rule: object) => costOf(rule).conditions.map((condition) => condition.reads)
    expect(reads({ event: { names: ['CompletePayment', 'Lead'] }, within: '7d' })).toEqual([
      { names: ['Purchase', 'Lead'], prefix: undefined, from: NOW - 7 * DAY + 1 },
    ])
    expect(reads({ affinity: { by: 'content_id', value: 'a' }, within: 'all', share: { gt: 0.5 } })).toEqual([
      { names: undefined, prefix: '', from: -Infinity },
    ])
    expect(reads({ trait: 'country', exists: true })).toEqual([undefined])
  })

  it('refuses what makes no sense', () => {
    expect(() => costOf({ ...viewed, within: { from: '1d', to: '2d' } })).toThrow(RangeError)
  })
})
