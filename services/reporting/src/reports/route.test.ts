import type { FactRow } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** Small sets of facts with numbers worked out by hand, through the route and the real engine. */

const DAY = 86_400_000
const at = (text: string): number => Date.parse(text)
const opened = await openTestWarehouse()
let world: World

/** Every set of facts lives in a month of its own, so that they do not disturb each other. */
type Report = { rows: Record<string, unknown>[]; watermark: string; from: string; to: string }
const report = async (query: string): Promise<Report> => {
  const answer = await world.ask('GET', `/v1/reports/segments?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const rule = { event: { name: 'Purchase' }, within: '7d' }
const put = (facts: FactRow[]): Promise<void> => store(opened.warehouse, facts)

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  for (const id of ['buyers', 'lookers']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('metrics of a month', () => {
  const buyers = segmentNumber('buyers')
  const lookers = segmentNumber('lookers')
  const t = at('2023-01-10T12:00:00Z')
  const ad = { campaign_id: 'c1', cost_currency: 'EUR' }

  beforeAll(async () => {
    const resent = fact(t, 'AdImpression', { ...ad, cost: 0.4, person: 'ann', segments: [buyers, lookers] })
    await put([
      resent,
      { ...resent, version: 0 },
      fact(t + 1, 'AdImpression', { ...ad, cost: 0.6, person: 'ann', segments: [lookers] }),
      fact(t + 2, 'AdImpression', { ...ad, cost: 1, person: 'bob', segments: [lookers] }),
      fact(t + 3, 'AdImpression', { ...ad, cost: 2, person: 'cem' }),
      fact(t + 4, 'AdClick', { campaign_id: 'c1', person: 'ann', segments: [lookers] }),
      fact(t + 5, 'AdClick', { campaign_id: 'c2', person: 'bob', segments: [lookers] }),
      // Watched to the end, a little short, longer than it is, unknown durations (missing and 0),
      // unknown watch time.
      fact(t + 6, 'VideoView', { person: 'ann', duration_ms: 10_000, watched_ms: 10_000, segments: [lookers] }),
      fact(t + 7, 'VideoView', { person: 'ann', duration_ms: 10_000, watched_ms: 9_999, segments: [lookers] }),
      fact(t + 8, 'VideoView', { person: 'bob', duration_ms: 8_000, watched_ms: 9_000 }),
      fact(t + 9, 'VideoView', { person: 'bob', duration_ms: null, watched_ms: 5_000 }),
      fact(t + 10, 'VideoView', { person: 'bob', duration_ms: 0, watched_ms: 1_001 }),
      fact(t + 11, 'VideoView', { person: 'bob', duration_ms: 8_000, watched_ms: null }),
      fact(t + 20, 'Purchase', { person: 'ann', value: 20.25, currency: 'EUR', segments: [lookers] }),
      fact(t + 21, 'Lead', { person: 'bob', segments: [lookers] }),
      // No ad before it: counts without attribution only.
      fact(t + 22, 'Purchase', { person: 'dan', value: 5, currency: 'EUR' }),
      // Not in the conversion set.
      fact(t + 23, 'AddToCart', { person: 'ann', value: 7, currency: 'EUR', segments: [lookers] }),
      // Nobody's, and without consent to measurement: by signal, by basis, unknown.
      fact(t + 30, 'AdImpression', { ...ad, cost: 100, person: '' }),
      fact(t + 31, 'AdImpression', { ...ad, cost: 100, person: 'eve', consent_measurement: 3 }),
      fact(t + 32, 'AdImpression', { ...ad, cost: 100, person: 'eve', consent_measurement: 1 }),
      fact(t + 33, 'AdImpression', { ...ad, cost: 100, person: 'eve', consent_measurement: 0 }),
      fact(t + 34, 'Purchase', { person: 'eve', value: 1000, currency: 'EUR', consent_measurement: 1 }),
    ])
  })

  it('counts everybody without segments', async () => {
    const { rows } = await report('from=2023-01-01&to=2023-02-01&currency=rows')
    expect(rows).toEqual([
      {
        currency: 'EUR',
        impressions: 4,
        clicks: 2,
        landings: 0,
        plays: 6,
        plays_with_duration: 4,
        completions: 2,
        p25: 3,
        p50: 3,
        p75: 3,
        watched_2s: 4,
        watched_6s: 3,
        watch_time_ms: 35_000,
        likes: 0,
        comments: 0,
        shares: 0,
        follows: 0,
        conversions: 2,
        purchases: 1,
        reach: 3,
        frequency: 4 / 3,
        ctr: 0.5,
        cvr: 1,
        completion_rate: 0.5,
        completion_rate_per_impression: 0.5,
        engagement_rate: 0.5,
        p25_rate: 0.75,
        p50_rate: 0.75,
        p75_rate: 0.75,
        watched_2s_rate: 0.8,
        watched_6s_rate: 0.6,
        watch_time_avg: 7000,
        spend: 4,
        value: 20.25,
        cpc: 2,
        cpm: 1000,
        cpa: 2,
        roas: 20.25 / 4,
        aov: 20.25,
      },
    ])
  })

  it('counts per segment whom the event found there', async () => {
    const { rows } = await report(
      'from=2023-01-01&to=2023-02-01&segments=buyers,lookers&metrics=impressions,clicks,reach,spend,conversions,cpa,ctr,completion_rate',
    )
    const sorted = rows.sort((a, b) => String(a['segment']).localeCompare(String(b['segment'])))
    expect(sorted).toEqual([
      {
        segment: 'buyers',
        impressions: 1,
        clicks: 0,
        reach: 1,
        spend: { EUR: 0.4 },
        conversions: 0,
        cpa: { EUR: null },
        ctr: 0,
        completion_rate: null,
      },
      {
        segment: 'lookers',
        impressions: 3,
        clicks: 2,
        reach: 2,
        spend: { EUR: 2 },
        conversions: 2,
        cpa: { EUR: 1 },
        ctr: 2 / 3,
        completion_rate: 0.5,
      },
    ])
  })

  it('books a conversion under the ad it is attributed to', async () => {
    const { rows } = await report('from=2023-01-01&to=2023-02-01&group_by=campaign&metrics=conversions,clicks,value')
    expect(rows).toEqual([
      { campaign: null, conversions: 0, clicks: 0, value: {} },
      { campaign: 'c1', conversions: 1, clicks: 1, value: { EUR: 20.25 } },
      // A lead has no value, and c2's click no price.
      { campaign: 'c2', conversions: 1, clicks: 1, value: {} },
    ])
  })

  it('counts every conversion without attribution, and the names asked for in either spelling', async () => {
    const all = await report('from=2023-01-01&to=2023-02-01&attribution=none&metrics=conversions,value')
    expect(all.rows).toEqual([{ conversions: 3, value: { EUR: 25.25 } }])
    const purchases = await report(
      'from=2023-01-01&to=2023-02-01&attribution=none&metrics=conversions&conversion=CompletePayment',
    )
    expect(purchases.rows).toEqual([{ conversions: 2 }])
  })

  it("counts what is nobody's in totals of sources only", async () => {
    const { rows } = await report('from=2023-01-01&to=2023-02-01&group_by=source&metrics=impressions,reach')
    expect(rows).toEqual([{ source: 'shop', impressions: 5, reach: 3 }])
    const byCampaign = await report('from=2023-01-01&to=2023-02-01&group_by=source,campaign&metrics=impressions')
    expect(byCampaign.rows.map((row) => row['impressions'])).toEqual([0, 4, 0])
  })

  it('keeps a limited key to its sources', async () => {
    const secret = await world.key(['read'], ['other'])
    const answer = await world.app.inject({
      url: '/v1/reports/segments?from=2023-01-01&to=2023-02-01&metrics=impressions',
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(answer.json()).toMatchObject({ rows: [{ impressions: 0 }] })
  })

  it('hides groups that are too small when told to', async () => {
    const { rows } = await report('from=2023-01-01&to=2023-02-01&segments=buyers,lookers&metrics=impressions&min_group=2')
    expect(rows).toContainEqual({ segment: 'buyers', impressions: null, suppressed: true })
    expect(rows).toContainEqual({ segment: 'lookers', impressions: 3 })
  })

  it('shows zeros for an asked-for segment without events, and null for ratios', async () => {
    const { rows } = await report('from=2023-01-20&to=2023-02-01&segments=buyers&metrics=impressions,ctr,cpa')
    expect(rows).toEqual([{ segment: 'buyers', impressions: 0, ctr: null, cpa: {} }])
    expect((await report('from=2023-01-20&to=2023-02-01&metrics=impressions,ctr')).rows).toEqual([{ impressions: 0, ctr: null }])
  })

  it('says how far the warehouse has come', async () => {
    const answer = await report('from=2023-01-01&to=2023-02-01&metrics=clicks')
    expect(at(answer.watermark)).toBeGreaterThanOrEqual(t + 34)
    expect(answer).toMatchObject({ from: '2023-01-01T00:00:00.000Z', to: '2023-02-01T00:00:00.000Z', tz: 'UTC' })
  })

  it('writes CSV', async () => {
    const answer = await world.ask(
      'GET',
      '/v1/reports/segments?from=2023-01-01&to=2023-02-01&segments=lookers&metrics=impressions,cpa,frequency&format=csv',
    )
    expect(answer.headers['content-type']).toContain('text/csv')
    expect(answer.body).toBe('segment,impressions,cpa_EUR,frequency\nlookers,3,1,1.5\n')
  })
})

describe('attribution', () => {
  const t = at('2023-03-20T00:00:00Z')
  const buy = (person: string, fields: Partial<FactRow> = {}): FactRow =>
    fact(t, 'Purchase', { person, value: 1, currency: 'EUR', ...fields })
  const click = (person: string, before: number, campaign = 'click'): FactRow =>
    fact(t - before, 'AdClick', { person, campaign_id: campaign })
  const view = (person: string, before: number, campaign = 'view'): FactRow =>
    fact(t - before, 'AdImpression', { person, campaign_id: campaign })

  beforeAll(async () => {
    await put([
      // Exactly at the edge is out, 1 ms inside is in, the same instant is in, 1 ms after is out.
      buy('a'),
      click('a', 7 * DAY),
      buy('b'),
      click('b', 7 * DAY - 1),
      buy('c'),
      click('c', 0),
      buy('d'),
      click('d', -1),
      buy('e'),
      view('e', DAY),
      buy('f'),
      view('f', DAY - 1),
      // The newest click wins; a click wins over a newer view; a play is a view; a click out of
      // reach leaves the view.
      buy('g'),
      click('g', 3 * DAY, 'old'),
      click('g', 2 * DAY, 'new'),
      buy('h'),
      click('h', 3 * DAY, 'clicked'),
      view('h', 1000, 'seen'),
      buy('i'),
      fact(t - 1000, 'VideoView', { person: 'i', campaign_id: 'played' }),
      buy('j'),
      click('j', 8 * DAY, 'faded'),
      view('j', 1000, 'seen'),
      // Somebody else's click, and one that may not be measured.
      buy('k'),
      click('l', 1000),
      buy('m'),
      { ...click('m', 1000), consent_measurement: 3 },
    ])
  })

  const byCampaign = async (attribution: string): Promise<Record<string, unknown>> => {
    const { rows } = await report(
      `from=2023-03-20&to=2023-03-21&group_by=campaign&metrics=conversions&attribution=${attribution}`,
    )
    return Object.fromEntries(
      rows.filter((row) => row['conversions'] !== 0).map((row) => [String(row['campaign']), row['conversions']]),
    )
  }

  it('looks back 7 days for a click, else 1 day for a view, ends excluded', async () => {
    expect(await byCampaign('7d_click,1d_view')).toEqual({ click: 2, view: 1, new: 1, clicked: 1, played: 1, seen: 1 })
  })
  it('looks for clicks only', async () => {
    expect(await byCampaign('7d_click')).toEqual({ click: 2, new: 1, clicked: 1 })
  })
  it('looks for views only', async () => {
    expect(await byCampaign('1d_view')).toEqual({ view: 1, seen: 2, played: 1 })
  })
  it('looks further back when told to', async () => {
    expect(await byCampaign('28d_click')).toEqual({ click: 3, new: 1, clicked: 1, faded: 1 })
  })
  it('counts all without attribution', async () => {
    expect(await byCampaign('none')).toEqual({ null: 12 })
  })
})

describe('currencies', () => {
  beforeAll(async () => {
    const t = at('2023-04-10T00:00:00Z')
    await put([
      fact(t, 'AdClick', { cost: 2, cost_currency: 'EUR' }),
      fact(t + 1, 'AdClick', { cost: 3, cost_currency: 'USD' }),
      fact(t + 2, 'AdClick', { cost: 1, cost_currency: 'EUR' }),
      fact(t + 3, 'Purchase', { value: 9.99, currency: 'USD' }),
    ])
  })
  it('are kept apart', async () => {
    expect((await report('from=2023-04-01&to=2023-05-01&metrics=clicks,spend,value,cpc,roas&currency=rows')).rows).toEqual([
      { currency: 'EUR', clicks: 3, spend: 3, value: 0, cpc: 1, roas: null },
      { currency: 'USD', clicks: null, spend: 3, value: 9.99, cpc: 1, roas: 3.33 },
    ])
  })
})

describe('days and hours', () => {
  beforeAll(async () => {
    // Midnight in Berlin is 22:00 UTC in summer. On 29 October 2023 summer time ends there at 01:00
    // UTC.
    const times = [
      '2023-06-09T21:59:59.999Z',
      '2023-06-09T22:00:00.000Z',
      '2023-06-10T21:59:59.999Z',
      '2023-10-29T00:30:00Z',
      '2023-10-29T01:30:00Z',
    ]
    await put(times.map((time) => fact(at(time), 'AdClick')))
  })
  it('follow the zone, and so do the edges of the range', async () => {
    const berlin = await report('from=2023-06-09&to=2023-06-11&tz=Europe/Berlin&group_by=day&metrics=clicks')
    expect(berlin.rows).toEqual([
      { day: '2023-06-09', clicks: 1 },
      { day: '2023-06-10', clicks: 2 },
    ])
    expect((await report('from=2023-06-10&to=2023-06-11&tz=Europe/Berlin&metrics=clicks')).rows).toEqual([{ clicks: 2 }])
    const utc = await report('from=2023-06-09&to=2023-06-11&group_by=day&metrics=clicks')
    expect(utc.rows).toEqual([
      { day: '2023-06-09', clicks: 2 },
      { day: '2023-06-10', clicks: 1 },
    ])
  })
  it('keep the two hours of one name apart in autumn', async () => {
    const { rows } = await report('from=2023-10-29&to=2023-10-30&tz=Europe/Berlin&group_by=hour&metrics=clicks')
    expect(rows).toEqual([
      { hour: '2023-10-29T02:00:00+02:00', clicks: 1 },
      { hour: '2023-10-29T02:00:00+01:00', clicks: 1 },
    ])
  })
})

describe('preview and rejected', () => {
  it('counts whom a rule selects at any instant', async () => {
    const ask = async (as_of: string): Promise<unknown> =>
      (await world.ask('POST', '/v1/segments/preview', { rule, as_of })).json()
    expect(await ask('2022-01-01')).toMatchObject({ size: 0, share: null, known_people: 0, error_margin: 0 })
    // In January: ann, bob, cem, dan and eve are known; ann, dan and eve bought.
    expect(await ask('2023-01-12')).toMatchObject({ size: 3, share: 0.6, known_people: 5 })
    // Seven days after the last purchase the last buyer has left.
    expect(await ask('2023-01-17T12:00:00.033Z')).toMatchObject({ size: 1 })
    expect(await ask('2023-01-17T12:00:00.034Z')).toMatchObject({ size: 0, share: 0, known_people: 5 })
  })
})
