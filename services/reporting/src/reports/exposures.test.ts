import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { story } from '../../test/stories.ts'
import { createToldWorld } from '../../test/told-world.ts'
import type { World } from '../../test/world.ts'

/** Reports by nth exposure: by hand, and beside the exposure analysis. */

const opened = await openTestWarehouse()
let world: World
const HOUR = 3_600_000
const DAY = 24 * HOUR
const FROM = Date.UTC(2024, 1, 1)
const TO = Date.UTC(2024, 1, 15)
const random = seededRandom(22)
const TOLD = story(random, {
  people: 40,
  events: 1_800,
  names: ['AdImpression', 'AdImpression', 'AdImpression', 'AdClick', 'VideoView', 'Purchase', 'Lead', 'other'],
  // Whatever follows an impression of the range does so in it, since a report ends there.
  at: () => FROM - 2 * DAY + random.int(9 * 24 * 2) * (HOUR / 2),
  fields: (name) => {
    const isAd = name.startsWith('Ad') || name === 'VideoView'
    return {
      ...(isAd && { campaign_id: random.pick(['c1', 'c2']), ad_id: random.pick(['a1', 'a2', 'a3']) }),
      ...(isAd && random.chance(0.6) && { cost: random.int(8) / 4, cost_currency: random.pick(['EUR', 'USD', '']) }),
    }
  },
})

type Row = Record<string, unknown> & { spend?: Record<string, number> }
const ask = async (path: string): Promise<{ rows: Row[] }> => {
  const answer = await world.ask('GET', `/v1/reports/${path}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: new Map([['p1', 'p2']]) })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('a report by exposure', () => {
  it('is what the exposure analysis says of the same impressions', async () => {
    const range = `from=${new Date(FROM).toISOString()}&to=${new Date(TO).toISOString()}`
    const names = ['impressions', 'clicks', 'landings', 'conversions', 'spend']
    const paid = (spend: Record<string, number> = {}): Record<string, number> =>
      Object.fromEntries(Object.entries(spend).filter(([, amount]) => amount !== 0))
    const figures = (row: Row): unknown[] => names.map((name) => (name === 'spend' ? paid(row.spend) : row[name]))
    const analysis = await ask(`exposure?${range}&per=campaign&max_n=50&conversion=Purchase,Lead`)
    const report = await ask(
      `segments?${range}&group_by=exposure&attribution=none&conversion=Purchase,Lead&metrics=${names.join(',')}`,
    )
    expect(analysis.rows.length).toBeGreaterThan(5)
    const numbered = report.rows.filter(({ exposure }) => exposure !== null)
    expect(numbered.map((row) => [row['exposure'], ...figures(row)])).toEqual(
      analysis.rows.map((row) => [row['n'], ...figures(row)]),
    )
    expect(report.rows.filter(({ exposure }) => exposure === null)).toMatchObject([{ impressions: 0 }])
  })

  it('counts by person and campaign, and conversions under the campaign that they are credited to', async () => {
    const t = Date.UTC(2025, 5, 1)
    const of = (campaign: string, ad = 'a') => ({
      person: 'eve',
      campaign_id: campaign,
      ad_id: ad,
      cost: 1,
      cost_currency: 'EUR',
    })
    await store(opened.warehouse, [
      // Before the range: it does not count.
      fact(t - 1, 'AdImpression', of('x')),
      fact(t + 1, 'AdClick', of('x')),
      fact(t + 2, 'AdImpression', { ...of('x'), segments: [1] }),
      fact(t + 3, 'AdImpression', of('y')),
      // At one instant the click comes after what it is a click on.
      fact(t + 4, 'AdClick', of('x', 'b')),
      fact(t + 4, 'AdImpression', of('x', 'b')),
      fact(t + 5, 'AdImpression', { ...of('x'), person: 'mia' }),
      fact(t + 6, 'AdImpression', of('y')),
      fact(t + 7, 'AdImpression', of('y')),
      fact(t + 8, 'Purchase', { person: 'eve', value: 9, currency: 'EUR' }),
      // Exactly so long after it is too late.
      fact(t + 4 + 7 * DAY, 'AdClick', of('x')),
    ])
    const range = `from=${new Date(t).toISOString()}&to=${new Date(t + 8 * DAY).toISOString()}`
    const metrics = 'metrics=impressions,clicks,conversions,spend,cpa'
    const row = (exposure: number | null, impressions: number, clicks: number, conversions: number) => {
      const spend = impressions + clicks
      return { exposure, impressions, clicks, conversions, spend: { EUR: spend }, cpa: { EUR: conversions ? spend : null } }
    }
    expect((await ask(`segments?${range}&group_by=exposure&${metrics}`)).rows).toEqual([
      row(null, 0, 2, 0),
      row(1, 3, 0, 0),
      // The click on x is newer than any other, and so x has the purchase, under its second
      // exposure.
      row(2, 2, 1, 1),
      row(3, 1, 0, 0),
    ])
    // Of no campaign, the purchase follows the newest impression of any: the third of y.
    expect((await ask(`segments?${range}&group_by=exposure&${metrics}&attribution=none`)).rows).toEqual([
      row(null, 0, 2, 0),
      row(1, 3, 0, 0),
      row(2, 2, 1, 0),
      row(3, 1, 0, 1),
    ])
    expect((await ask(`segments?${range}&group_by=ad,exposure&metrics=impressions`)).rows).toContainEqual({
      ad: 'b',
      exposure: 2,
      impressions: 1,
    })
    for (const model of ['linear', 'shapley'])
      expect((await ask(`segments?${range}&group_by=campaign,exposure&model=${model}&metrics=conversions`)).rows).toContainEqual({
        campaign: 'x',
        exposure: 2,
        conversions: 1,
      })
    const csv = await world.ask('GET', `/v1/reports/segments?${range}&group_by=exposure&metrics=impressions&format=csv`)
    expect(csv.body).toBe('exposure,impressions\n,0\n1,3\n2,2\n3,1\n')
  })
})
