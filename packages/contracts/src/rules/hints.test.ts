import { describe, expect, it, test } from 'vitest'
import { Condition } from '../segment.ts'
import { durationMeant } from './durations.ts'
import { pathMeant } from './path-meant.ts'
import { rangeFaults } from './ranges.ts'
import { pathFaults } from './paths.ts'
import { issuePlace } from './place.ts'

type Wrong = readonly [rule: unknown, path: string, hint: string]

const event = { name: 'Purchase' }
const bought = (rest: object): object => ({ event, within: '30d', ...rest })
const where = (test: object): object => ({ event: { ...event, where: [test] }, within: '30d' })

const DURATIONS: [unknown, string][] = [
  ['30 days', '30d'],
  ['30 day', '30d'],
  ['30days', '30d'],
  ['30D', '30d'],
  ['P30D', '30d'],
  ['PT12H', '12h'],
  ['P1M', '30d'],
  ['P2W', '14d'],
  ['1 month', '30d'],
  ['1 year', '365d'],
  ['2 weeks', '2w'],
  ['24 hours', '24h'],
  ['90 min', '90m'],
  ['1h30m', '90m'],
  ['1.5d', '36h'],
  ['30', '30d'],
  ['last 30 days', '30d'],
  ['30 days ago', '30d'],
  ['-30d', '30d'],
  ['month', '30d'],
  [30, '30d'],
  [0.5, '12h'],
]

const WINDOWS: Wrong[] = [
  ...DURATIONS.map(([given, meant]): Wrong => [{ event, within: given }, 'within', `within: "${meant}"`]),
  [{ event, within: 'forever' }, 'within', 'within: "all"'],
  [{ event, within: 'today' }, 'within', 'within: { whole_days: 1, include_today: true }'],
  [{ event, within: { days: 30 } }, 'within', 'within: "30d"'],
  [{ event, within: { last: '7 days' } }, 'within', 'within: "7d"'],
  [{ event, within: { value: 12, unit: 'hours' } }, 'within', 'within: "12h"'],
  [
    { event, within: { start: '2024-05-01', end: '2024-06-01' } },
    'within',
    'within: { since: "2024-05-01", until: "2024-06-01" }',
  ],
  [{ event, within: { from: '14 days', to: '3d' } }, 'within.from', 'from: "14d"'],
  [{ event, within: { from: '14d' } }, 'within.to', 'is missing'],
  [{ event, within: { whole_days: 3, timezone: 'UTC' } }, 'within.timezone', '"time_zone"'],
  [{ event, within: { since: 'yesterday' } }, 'within.since', '2024-05-01'],
  [{ event }, 'within', 'within: "30d"'],
  [{ event, window: '30d' }, 'window', 'within: "30d"'],
  [{ event, last: '30 days' }, 'last', 'path'],
  [{ event, in_last: '7 days' }, 'in_last', 'within: "7d"'],
]

const COMPARISONS: Wrong[] = [
  [bought({ count: 3 }), 'count', 'count: { gte: 3 }'],
  [bought({ count: '3' }), 'count', 'count: { gte: 3 }'],
  [bought({ count: '>= 3' }), 'count', 'count: { gte: 3 }'],
  [bought({ count: 'at least 3' }), 'count', 'count: { gte: 3 }'],
  [bought({ count: '3+' }), 'count', 'count: { gte: 3 }'],
  [bought({ count: '2-5' }), 'count', 'count: { between: [2, 5] }'],
  [bought({ count: [2, 5] }), 'count', 'count: { between: [2, 5] }'],
  [bought({ count: { '>=': 3 } }), 'count.>=', 'gte: 3'],
  [bought({ count: { min: 3 } }), 'count.min', 'gte: 3'],
  [bought({ count: { geq: 3 } }), 'count.geq', 'gte'],
  [bought({ count: { gte: '3' } }), 'count.gte', 'gte: 3'],
  [bought({ count: { gte: 2, lte: 5 } }), 'count', 'count: { between: [2, 5] }'],
  [bought({ count: {} }), 'count', 'exactly one of'],
  [bought({ active_days: 5 }), 'active_days', 'active_days: { gte: 5 }'],
  [bought({ sum: 100 }), 'sum', 'sum: { path: "properties.value", gte: 100 }'],
  [bought({ sum: 'properties.value' }), 'sum', 'sum: { path: "properties.value", gte: 100 }'],
  [bought({ sum: { path: 'properties.value' } }), 'sum', 'sum: { path: "properties.value", gte: 100 }'],
  [bought({ sum: { field: 'properties.value', gte: 1 } }), 'sum.field', '"path"'],
  [bought({ gte: 3 }), 'gte', 'count: { gte: 3 }'],
  [bought({ times: 3 }), 'times', 'count: { gte: 3 }'],
  [bought({ cuont: { gte: 3 } }), 'cuont', '"count"'],
]

const SELECTORS: Wrong[] = [
  [{ event: 'Purchase', within: '30d' }, 'event', 'event: { name: "Purchase" }'],
  [{ event: ['Purchase', 'Lead'], within: '30d' }, 'event', 'event: { names: ["Purchase", "Lead"] }'],
  [{ event: { event: 'Purchase' }, within: '30d' }, 'event.event', '"name"'],
  [{ event: { Name: 'Purchase' }, within: '30d' }, 'event.Name', '"name"'],
  [{ event: {}, within: '30d' }, 'event', 'event: { name: "Purchase" }'],
  [{ event: { name: ['A', 'B'] }, within: '30d' }, 'event.name', 'names: ["A", "B"]'],
  [{ event: { names: 'A' }, within: '30d' }, 'event.names', 'name: "A"'],
  [bought({ where: [] }), 'where', 'where: [{ path: "properties.value", op: "gte", value: 50 }]'],
  [bought({ source: 'shop' }), 'source', 'source: "shop"'],
]

const TESTS: Wrong[] = [
  [{ touch: 'newest', campaign: 'k1', within: '30d' }, 'touch', 'touch: "last"'],
  [
    { touch: 'first', campaign: Array.from({ length: 101 }, (_, i) => `k${i}`), within: '30d' },
    'campaign',
    'at most 100 ids, and there are 101',
  ],
  [{ touch: 'first', campaign: 5, within: '30d' }, 'campaign', 'the id of a campaign, or a list'],
  [{ ratio: { event }, within: '30d', gte: 1 }, 'ratio', 'expected two measures'],
  [
    { ratio: [{ event }, { event, median: { path: 'properties.value' } }], within: '30d', gte: 1 },
    'ratio.1.median',
    'known are event, count, active_days, sum, distinct',
  ],
  [{ ratio: [{ event }, { event }], within: '30d', gte: 1, count: { gte: 1 } }, 'count', 'no such field in this kind'],
  [bought({ since: { event, within: '7d' } }), 'since.within', 'known are event'],
  [
    where({ path: 'video.watched_ms', op: 'lt', value: { path: 'page.url', within: 1 } }),
    'event.where.0.value.within',
    'are path',
  ],
  [
    { percentile: { of: { event, per: 'video.video_id' }, within: '7d' }, top: 0.1 },
    'percentile.of.per',
    'known are event, count',
  ],
  [{ ratio: [{ event }, { event, count: true, active_days: true }], within: '30d', gte: 1 }, 'ratio.1', 'at most one of count'],
  [{ ratio: [{ event }, { event: 'Lead' }], within: '30d', gte: 1 }, 'ratio.1.event', 'event: { name: "Lead" }'],
  [{ ratio: [{ event }, { event }], within: '30d' }, '', 'exactly one of eq'],
  [bought({ since: 'AddToCart' }), 'since', 'since: { event: { name: "AddToCart" } }'],
  [bought({ since: '2024-05-01' }), 'since', 'within: { since: "2024-05-01" }'],
  [bought({ since: { name: 'AddToCart' } }), 'since.event', 'is missing'],
  [bought({ since: { event: { name: 'AddToCart' } }, per: 'video.video_id' }), '', 'at most one of per, since'],
  [bought({ group_by: 'video_id' }), 'group_by', 'per: "video.video_id"'],
  [where({ path: 'properties.value', op: '>=', value: 5 }), 'event.where.0.op', '"gte"'],
  [where({ path: 'properties.value', op: 'equals', value: 5 }), 'event.where.0.op', '"eq"'],
  [where({ path: 'properties.value', op: 'cointains', value: 'x' }), 'event.where.0.op', '"contains"'],
  [where({ path: 'properties.value', op: 'greaterThan', value: 5 }), 'event.where.0.op', '"gt"'],
  [where({ path: 'properties.value', op: 'startsWith', value: 'x' }), 'event.where.0.op', '"starts_with"'],
  [where({ path: 'properties.value', eq: 5 }), 'event.where.0.eq', 'op: "eq", value: 5'],
  [where({ field: 'properties.value', op: 'eq', value: 5 }), 'event.where.0.field', '"path"'],
  [where({ path: 'properties.value', op: 'gte', value: '50' }), 'event.where.0', 'value: 50'],
  [where({ path: 'properties.value', op: 'in', value: 'a' }), 'event.where.0', 'value: ["a"]'],
  [where({ path: 'properties.value', op: 'eq', value: ['a', 'b'] }), 'event.where.0', 'op: "in", value: ["a", "b"]'],
  [where({ path: 'properties.value', op: 'exists', value: false }), 'event.where.0', 'op: "not_exists"'],
  [
    where({ path: 'video.watched_ms', op: 'between', value: { path: 'video.duration_ms' } }),
    'event.where.0',
    'op: "eq", value: { path: "video.duration_ms" }',
  ],
  [where({ path: 'video.watched_ms', lt: { path: 'video.duration_ms' } }), 'event.where.0.lt', 'op: "lt", value: { path:'],
  [where({ path: 'video.watched_ms', op: 'lt', value: { field: 'a' } }), 'event.where.0.value', 'or { path: "..." }'],
  [where({ path: 'properties.value', op: 'eq', value: null }), 'event.where.0.value', 'expected a text, a number'],
  [
    { event: { ...event, where: { path: 'page.url', op: 'exists' } }, within: '1d' },
    'event.where',
    'where: [{ path: "page.url", op: "exists" }]',
  ],
]

const KINDS: Wrong[] = [
  [{ and: [] }, '', '"all"'],
  [{ OR: [] }, '', '"any"'],
  [{ evnt: event, within: '1d' }, '', '"event"'],
  [{ operator: 'AND', conditions: [] }, '', 'all: [...]'],
  ['Purchase', '', '{ event: { name: "Purchase" }, within: "30d" }'],
  [[bought({})], '', 'all: [...]'],
  [{ event, within: '1d', trait: 'plan', eq: 'gold' }, '', 'all: [{ event: ... }, { trait: ... }]'],
  [{ all: bought({}) }, 'all', 'expected array'],
  [{ all: [bought({}), { not: bought({ count: 3 }) }] }, 'all.1.not.count', 'count: { gte: 3 }'],
  [{ any: [{ all: [{ event, within: 'P7D' }] }] }, 'any.0.all.0.within', 'within: "7d"'],
]

const OTHERS: Wrong[] = [
  [{ trait: 'plan' }, '', 'exactly one operator'],
  [{ trait: 'plan', equals: 'gold' }, 'equals', 'eq: "gold"'],
  [{ trait: 'age', gte: '30' }, '', 'gte: 30'],
  [{ trait: 'plan', in: 'gold' }, '', 'in: ["gold"]'],
  [{ trait: 'renewal', in_last: '30 days' }, 'in_last', 'in_last: "30d"'],
  [{ trait: 'plan', eq: 'gold', for: 30 }, 'for', 'for: "30d"'],
  [{ trait: 'plan', value: 'gold' }, 'value', 'eq: "gold"'],
  [{ sequence: ['AddToCart', { event }], span: '1d', within: '7d' }, 'sequence.0', '{ event: { name: "AddToCart" } }'],
  [{ sequence: [{ event }, { absent: event, for: '1 hour' }], span: '1d', within: '7d' }, 'sequence.1.for', 'for: "1h"'],
  [{ sequence: [{ event: 'A' }, { event }], span: '1d', within: '7d' }, 'sequence.0.event', 'event: { name: "A" }'],
  [{ sequence: [{ event }, { event }], within: '7d' }, 'span', 'span: "7d"'],
  [{ exposure: { campaign_id: 'k' }, within: '7d', count: { gte: 1 } }, 'exposure.campaign_id', '"campaign"'],
  [{ exposure: { campaign: 'k' }, within: '7d', since_last: { gte: '7 days' } }, 'since_last.gte', 'gte: "7d"'],
  [{ affinity: { by: 'content_id', value: 'a' }, within: '7d', share: 0.5 }, 'share', 'share: { gte: 0.5 }'],
  [{ percentile: { of: { event }, within: '90d' }, top: 10 }, 'top', 'top: 0.1'],
  [{ percentile: { of: { event: 'Purchase' }, within: '90d' }, top: 0.1 }, 'percentile.of.event', 'event: { name: "Purchase" }'],
  [{ score: 'buys', percentile: 90 }, 'percentile', 'percentile: { gte: 90 }'],
  [{ lookalike: 'seed', size: 5 }, 'size', 'size: 0.05'],
]

const ALL = { WINDOWS, COMPARISONS, SELECTORS, TESTS, KINDS, OTHERS }
const COUNT = Object.values(ALL).flat().length

describe.each(Object.entries(ALL))(`a rule that is wrong says where, and how it is right (of ${COUNT}): %s`, (_, wrong) => {
  test.each(wrong.map(([rule, path, hint]) => [JSON.stringify(rule), path, hint, rule] as const))(
    '%s',
    (_text, path, hint, rule) => {
      const parsed = Condition.safeParse(rule)
      const found = (parsed.error?.issues ?? []).map((issue) => ({ path: issuePlace(issue), message: issue.message }))
      expect(found).toContainEqual({ path, message: expect.stringContaining(hint) as string })
      // A union by itself says no more than this.
      expect(found.map(({ message }) => message)).not.toContain('Invalid input')
    },
  )
})

describe('what is meant is right itself', () => {
  it.each(DURATIONS)('%s', (_given, meant) => {
    expect(Condition.safeParse({ event, within: meant }).success).toBe(true)
    expect(durationMeant(meant)).toBe(meant)
  })
  it.each(['soon', '', 'P', -3, 0, null, {}, '1d of rain', 'x'.repeat(100)])('and nothing is made of %s', (given) => {
    expect(durationMeant(given)).toBeUndefined()
  })
})

const PATHS: [given: string, meant: string][] = [
  ['value', 'properties.value'],
  ['currency', 'properties.currency'],
  ['content_id', 'properties.content_id'],
  ['contents.id', 'properties.contents.content_id'],
  ['contents.content_id', 'properties.contents.content_id'],
  ['items.id', 'properties.contents.content_id'],
  ['url', 'page.url'],
  ['campaign_id', 'ad.campaign_id'],
  ['cost', 'ad.cost'],
  ['watched_ms', 'video.watched_ms'],
  ['arm', 'experiment.arm'],
  ['user_agent', 'user.user_agent'],
  ['property.value', 'properties.value'],
  ['Properties.value', 'properties.value'],
  ['PROPERTIES.value', 'properties.value'],
  ['propertes.value', 'properties.value'],
  ['props.value', 'properties.value'],
  ['custom_data.value', 'properties.value'],
  ['event.value', 'properties.value'],
  ['event.properties.value', 'properties.value'],
  ['$.properties.value', 'properties.value'],
  ['$.value', 'properties.value'],
  ['body.page.url', 'page.url'],
  ['trait.plan', 'traits.plan'],
  ['pages.url', 'page.url'],
  ['ads.campaign_id', 'ad.campaign_id'],
  ['vaule', 'properties.value'],
  ['curency', 'properties.currency'],
  ['my_field', 'properties.my_field'],
  ['properties', 'properties.value'],
]

describe(`a path into no section is refused, with the one that is meant (${PATHS.length} forms, in every place)`, () => {
  it.each(PATHS)('%s', (given, meant) => {
    const test = { path: given, op: 'exists' }
    const rules: [unknown, string][] = [
      [{ event: { name: 'A', where: [test] }, within: '1d' }, 'rule.event.where.0.path'],
      [{ event, within: '1d', sum: { path: given, gte: 1 } }, 'rule.sum.path'],
      [{ event, within: '1d', per: given }, 'rule.per'],
      [{ event, since: { event: { name: 'A', where: [test] } } }, 'rule.since.event.where.0.path'],
      [
        { event: { name: 'A', where: [{ path: 'properties.value', op: 'lt', value: { path: given } }] }, within: '1d' },
        'rule.event.where.0.value.path',
      ],
      [{ any: [{ not: { event, within: '1d', distinct: { path: given, gte: 1 } } }] }, 'rule.any.0.not.distinct.path'],
      [
        { sequence: [{ event }, { absent: { name: 'A', where: [test] }, for: '1h' }], span: '1d', within: '1d' },
        'rule.sequence.1.absent.where.0.path',
      ],
      [{ percentile: { of: { event, avg: { path: given } }, within: '1d' }, top: 0.1 }, 'rule.percentile.of.avg.path'],
    ]
    if (given.includes('.'))
      rules.push([{ affinity: { by: given, value: 'a' }, within: '1d', share: { gte: 0.5 } }, 'rule.affinity.by'])
    for (const [rule, path] of rules)
      expect(pathFaults(Condition.parse(rule))).toEqual([
        { path, message: expect.stringContaining(`did you mean "${meant}"`) as string },
      ])
    expect(pathFaults(Condition.parse({ event, within: '1d', sum: { path: meant, gte: 1 } }))).toEqual([])
  })
  it.each(['properties.contents.content_id', 'properties.whatever', 'page.url', 'traits.plan', 'user.locale'])(
    '%s is taken',
    (path) => {
      expect(pathFaults(Condition.parse({ event, within: '1d', sum: { path, gte: 1 } }))).toEqual([])
      expect(pathMeant(path)).toBe(path)
    },
  )
})

describe('a range the wrong way round is refused where it is saved, in every place', () => {
  const backwards = { between: [5, 1] }
  const places: [rule: object, path: string][] = [
    [{ event, within: '1d', count: backwards }, 'rule.count.between'],
    [{ event, within: '1d', sum: { path: 'properties.value', ...backwards } }, 'rule.sum.between'],
    [
      { event: { name: 'A', where: [{ path: 'properties.value', op: 'between', value: [5, 1] }] }, within: '1d' },
      'rule.event.where.0.value',
    ],
    [
      { event, since: { event: { name: 'A', where: [{ path: 'page.n', op: 'between', value: [5, 1] }] } } },
      'rule.since.event.where.0.value',
    ],
    [{ ratio: [{ event }, { event }], within: '1d', ...backwards }, 'rule.between'],
    [{ trait: 'age', ...backwards }, 'rule.between'],
    [{ exposure: { campaign: 'k' }, within: '1d', count: backwards }, 'rule.count.between'],
    [{ affinity: { by: 'content_id', value: 'a' }, within: '1d', rank: backwards }, 'rule.rank.between'],
    [{ score: 'buys', percentile: backwards }, 'rule.percentile.between'],
    [{ all: [{ not: { event, within: '1d', active_days: backwards } }] }, 'rule.all.0.not.active_days.between'],
  ]
  it.each(places)('%j', (rule, path) => {
    const message = expect.stringMatching(/did you mean (between|value): \[1, 5\]\?/) as string
    expect(rangeFaults(Condition.parse(rule))).toEqual([{ path, message }])
    const turned = JSON.stringify(rule).replace('[5,1]', '[1,5]')
    expect(rangeFaults(Condition.parse(JSON.parse(turned)))).toEqual([])
  })
})
