import { readFile } from 'node:fs/promises'
import { Condition, eventKey, personId, segmentNumber } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition, StoredThreshold } from '@weir/contracts'
import { advance, applyEvent, compile, explain, isMember, isMemberAt, newPerson, toSql } from '@weir/segmentation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'

/** Sentences as ad operations say them, as rules, and what all four evaluators make of them. */

const NOON = Date.UTC(2024, 4, 1, 12)
const DAY = 86_400_000

/** What one person did: days after the beginning, the event, what it says. */
type Did = [days: number, name: string, body?: object]
/** Days at which the person is a member, and those at which not. */
interface Case {
  sentence: string
  rule: object
  did: Did[]
  member: number[]
  not: number[]
}

const MS = 1 / DAY
const watched = (video_id: string, share: number): object => ({
  video: { video_id, duration_ms: 20_000, watched_ms: share * 20_000 },
})
const sameVideoTwice = {
  event: { name: 'VideoView', where: [{ path: 'video.watched_share', op: 'gte', value: 0.75 }] },
  within: '14d',
  per: 'video.video_id',
  count: { gte: 2 },
}

const CASES: Case[] = [
  {
    sentence: 'in Austria or Germany by what was stated last, on a phone with Android',
    rule: {
      all: [
        { trait: '$country', in: ['AT', 'DE'] },
        { trait: '$device', eq: 'android' },
      ],
    },
    did: [
      [0, 'ViewContent', { traits: { $country: 'AT' } }],
      [1, 'ViewContent', { traits: { $device: 'android' } }],
      [2, 'Purchase', { traits: { $country: 'FR', $device: 'android' } }],
      [3, 'Login'],
      [4, 'Login', { traits: { $country: 'DE' } }],
      [5, 'Login', { traits: { $device: 'ios' } }],
    ],
    member: [1, 2 - MS, 4, 5 - MS],
    not: [0, 1 - MS, 2, 3, 4 - MS, 5],
  },
  {
    sentence: 'viewed >= 75 % of the same video twice in 14 days',
    rule: sameVideoTwice,
    did: [
      [0, 'VideoView', watched('v1', 0.75)],
      [1, 'VideoView', watched('v2', 1)],
      [2, 'VideoView', watched('v1', 0.7499)],
      [3, 'VideoView', watched('v1', 1.5)],
    ],
    member: [3, 14 - MS],
    not: [3 - MS, 14],
  },
  {
    sentence: 'watched a video to its end, whatever the platform calls it',
    rule: {
      event: { name: 'VideoView', where: [{ path: 'video.watched_ms', op: 'gte', value: { path: 'video.duration_ms' } }] },
      within: 'all',
    },
    did: [
      [0, 'VideoView', watched('v1', 0.999)],
      [1, 'VideoView', watched('v1', 1)],
    ],
    member: [1],
    not: [1 - MS],
  },
  {
    sentence: 'no purchase since the last cart',
    rule: { event: { name: 'Purchase' }, since: { event: { name: 'AddToCart' } }, count: { lt: 1 } },
    did: [
      [0, 'Purchase'],
      [1, 'AddToCart'],
      [2, 'Purchase'],
      [3, 'AddToCart'],
      [3 + MS, 'AddToCart'],
    ],
    member: [1, 2 - MS, 3, 3 + MS, 5_000],
    not: [0, 1 - MS, 2, 3 - MS],
  },
  {
    sentence: 'no purchase since the last cart, of the last 7 days',
    rule: { event: { name: 'Purchase' }, since: { event: { name: 'AddToCart' } }, within: '7d', count: { lt: 1 } },
    did: [
      [0, 'AddToCart'],
      [1, 'AddToCart'],
    ],
    member: [0, 1, 8 - MS],
    not: [8],
  },
  {
    sentence: 'at least 2 views since the last purchase',
    rule: { event: { name: 'ViewContent' }, since: { event: { name: 'Purchase' } }, count: { gte: 2 } },
    did: [
      [0, 'ViewContent'],
      [0.5, 'ViewContent'],
      [1, 'Purchase'],
      [2, 'ViewContent'],
      [3, 'ViewContent'],
      [4, 'Purchase'],
      [5, 'ViewContent'],
    ],
    member: [3, 4 - MS],
    not: [1, 2, 3 - MS, 4, 5],
  },
  {
    sentence: 'buys at every second view or more often, in 30 days',
    rule: { ratio: [{ event: { name: 'Purchase' } }, { event: { name: 'ViewContent' } }], within: '30d', gte: 0.5 },
    did: [
      [0, 'Purchase'],
      [1, 'ViewContent'],
      [2, 'ViewContent'],
      [3, 'ViewContent'],
      [29, 'Purchase'],
    ],
    member: [1, 3 - MS, 29, 33 - MS],
    not: [0, 1 - MS, 3, 33, 60],
  },
  {
    sentence: 'spends 2.5 or more per purchase',
    rule: {
      ratio: [
        { event: { name: 'Purchase' }, sum: { path: 'properties.value' } },
        { event: { name: 'Purchase' }, count: true },
      ],
      within: 'all',
      gte: 2.5,
    },
    did: [
      [0, 'Purchase', { properties: { value: 2 } }],
      [1, 'Purchase', { properties: { value: 3 } }],
      [2, 'Purchase'],
    ],
    member: [1, 2 - MS],
    not: [0, 2],
  },
  {
    sentence: 'came by the spring campaign first, and by the sale last, in 30 days',
    rule: {
      all: [
        { touch: 'first', campaign: 'spring', within: '30d' },
        { touch: 'last', campaign: ['sale', 'summer_sale'], within: '30d' },
      ],
    },
    did: [
      [0, 'AdClick', { ad: { campaign_id: 'spring' } }],
      [1, 'Pageview', { page: { url: 'https://shop.example/?a=1&utm_campaign=summer_sale#top' } }],
      [2, 'Pageview', { page: { url: 'https://shop.example/' } }],
      [3, 'AdClick', { ad: { campaign_id: 'other' } }],
      [4, 'AdImpression', { ad: { campaign_id: 'sale' } }],
    ],
    member: [1, 2, 3 - MS, 4, 30 - MS],
    not: [0, 3, 30],
  },
  {
    sentence: 'looks like a buyer but has not bought for 30 days',
    rule: {
      all: [{ lookalike: 'buyers', size: 0.05 }, { not: { event: { name: 'Purchase' }, within: '30d' } }],
    },
    did: [
      [0, 'Purchase'],
      [1, 'Scored', { traits: { '$lookalike.buyers': 0.6 } }],
      [40, 'Scored', { traits: { '$lookalike.buyers': 0.4 } }],
    ],
    member: [30, 40 - MS],
    not: [1, 30 - MS, 40],
  },
]

/** What was published for the lookalike among the sentences. */
const THRESHOLDS: StoredThreshold[] = [
  { id: 'lookalike:buyers', version: 1, published_at: NOON, sizes: [{ size: 0.05, value: 0.5 }] },
]

const consent = Object.fromEntries(
  ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'].map((p) => [p, { granted: true, by: 'basis' }]),
) as PersonEvent['hit']['consent']

function historyOf(person: string, did: readonly Did[]): PersonEvent[] {
  return did.map(([days, name, body = {}], i) => {
    const event_time = Math.round(NOON + days * DAY)
    const event_id = `${person}-${i}`
    const eid = eventKey('shop', name, event_id, event_time)
    const hit = { source: 'shop', channel: 'server' as const, name, event_id, id_from: 'sender' as const, event_time }
    return { kind: 'event', person, eid, rev: 0, hit: { ...hit, received_at: event_time, ids: [], consent, body } }
  })
}

/** The fold's answer, the events in this order of arrival. */
function folded(segment: SegmentDefinition, arrivals: readonly PersonEvent[], at: number): boolean {
  const program = compile(1, [segment])
  const person = newPerson(arrivals[0]!.person, 1, 1)
  let now = -Infinity
  for (const event of arrivals) {
    if (event.hit.event_time > at) continue
    now = Math.max(now, event.hit.event_time)
    applyEvent(program, person, event, now, () => undefined)
  }
  advance(program, person, at, () => undefined)
  return isMember(person, segment.number)
}

describe('a sentence as a rule', () => {
  const histories = CASES.map(({ sentence, did }) => historyOf(personId(sentence), did))
  let opened: FactsWarehouse | undefined
  beforeAll(async () => {
    opened = await openFactsWarehouse(histories.flat())
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })

  it.each(CASES)('$sentence', async ({ sentence, rule, did, member, not }) => {
    const person = personId(sentence)
    const segment = {
      id: 's',
      number: segmentNumber('s'),
      version: 1,
      name: 's',
      rule: Condition.parse(rule),
      thresholds: THRESHOLDS,
    }
    const history = historyOf(person, did)
    for (const [days, truth] of [...member.map((d) => [d, true] as const), ...not.map((d) => [d, false] as const)]) {
      const at = Math.round(NOON + days * DAY)
      const { sql, params } = toSql(segment, at)
      const found = await opened!.warehouse.query<{ person: string }>(sql, params, { maxSeconds: 30 })
      const said = {
        oracle: isMemberAt(segment, history, at),
        fold: folded(segment, history, at),
        late: folded(segment, history.toReversed(), at),
        why: explain(segment, history, at).member,
        sql: found.some((row) => row.person === person),
      }
      expect(said, `day ${days}`).toEqual({ oracle: truth, fold: truth, late: truth, why: truth, sql: truth })
    }
  })
})

it('the rules of the how-to are rules', async () => {
  const page = await readFile(new URL('../../docs/how-to/write-rules.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, json]) => json!)
  expect(blocks.length).toBeGreaterThan(5)
  for (const json of blocks) expect(Condition.safeParse(JSON.parse(json)).error, json).toBeUndefined()
})
