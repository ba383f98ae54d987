import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { createReportReader } from '../shared/reader.ts'
import type { Metric } from './catalogue.ts'
import type { Dimension } from './dimensions.ts'
import { metricIn, neededSums } from './metrics.ts'
import type { MetricsQuery } from './query.ts'
import { metricsSql, queryMetrics } from './query.ts'

/** What a report adds up in a shorter way is what it adds up row by row, to the last digit. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const FROM = Date.UTC(2025, 2, 1)
const opened = await openTestWarehouse()
const reader = createReportReader(opened.warehouse)
const SEGMENTS = [1, 2, 3, 4, 5]

beforeAll(async () => {
  const random = seededRandom(Number(process.env['PROPERTY_SEED'] ?? 5))
  const facts = Array.from({ length: 600 }, () => {
    const name = random.pick(['AdImpression', 'AdImpression', 'AdClick', 'VideoView', 'Like', 'Purchase', 'Lead', 'other'])
    const isPaid = random.chance(0.4)
    return fact(FROM + random.int(6 * 24) * HOUR, name, {
      person: `p${random.int(30)}`,
      segments: SEGMENTS.filter(() => random.chance(0.4)),
      campaign_id: random.pick(['', 'c1', 'c2']),
      cost: isPaid ? (random.int(2_000_000) - 300_000) / 1_000_000 : null,
      cost_currency: isPaid ? random.pick(['EUR', 'USD', '']) : '',
      value: name === 'Purchase' && random.chance(0.8) ? random.int(10_000) / 100 : null,
      currency: name === 'Purchase' ? random.pick(['EUR', 'USD']) : '',
      duration_ms: random.pick([null, 0, 10_000]),
      watched_ms: random.pick([null, random.int(2_000_000) / 100 + 0.001]),
      click_ids: random.chance(0.1) ? [`click-${random.int(20)}`] : [],
    })
  })
  await store(opened.warehouse, facts)
})
afterAll(() => opened[Symbol.asyncDispose]())

const QUERY: MetricsQuery = {
  scope: { from: FROM, to: FROM + 6 * DAY, sources: undefined, anonymous: false },
  zone: 'Europe/Berlin',
  groupBy: [],
  segments: [1, 2, 4],
  conversions: ['Purchase', 'Lead'],
  attribution: { clickMs: 7 * DAY, viewMs: DAY },
}
const GROUPS: Dimension[][] = [[], ['segment'], ['day'], ['segment', 'day', 'campaign'], ['campaign', 'segment', 'exposure']]
const ASKED: Metric[][] = [
  ['impressions'],
  ['ctr', 'watch_time_ms', 'p75_rate'],
  ['landings', 'cvr', 'engagement_rate'],
  ['spend', 'roas', 'aov', 'cpa', 'conversions', 'purchases'],
  ['reach', 'frequency', 'cpm'],
]

describe('a report', () => {
  it.each(GROUPS.map((groupBy) => ({ groupBy })))(
    'by $groupBy needs no other sums than its metrics are made of',
    async ({ groupBy }) => {
      const query = { ...QUERY, groupBy }
      const whole = await queryMetrics(reader, query)
      expect(whole.length).toBeGreaterThan(0)
      for (const metrics of ASKED) {
        const figures = (groups: typeof whole): unknown[] =>
          groups.map(({ keys, sums }) => [
            keys,
            ...metrics.map((metric) => ['EUR', 'USD', ''].map((currency) => metricIn(metric, sums, currency))),
          ])
        const found = await queryMetrics(reader, { ...query, needed: neededSums(metrics) })
        expect(figures(found), metrics.join()).toEqual(figures(whole))
      }
    },
  )

  it('adds up by sets of segments unless money is converted, conversions shared or persons alone counted', () => {
    const query: MetricsQuery = { ...QUERY, groupBy: ['segment'], needed: neededSums(['ctr', 'spend']) }
    const isBySet = (more: Partial<MetricsQuery>): boolean =>
      metricsSql({ ...query, ...more })
        .render()
        .text.includes('ARRAY JOIN k0')
    expect(isBySet({})).toBe(true)
    expect(isBySet({ needed: neededSums(['frequency']) })).toBe(true)
    expect(isBySet({ needed: neededSums(['reach']) })).toBe(false)
    expect(isBySet({ convert: { to: 'EUR', used: [], missing: [] } })).toBe(false)
    expect(isBySet({ credit: { model: 'linear' } })).toBe(false)
    expect(isBySet({ groupBy: ['day'] })).toBe(false)
  })
})
