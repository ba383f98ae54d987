import { segmentNumber } from '@weir/contracts'
import type { DeliveryRow } from '@weir/contracts'
import { jsonLine, sampleDelivery } from '@weir/warehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** Small imports with numbers worked out by hand, through the routes and the real engine. */

const opened = await openTestWarehouse()
let world: World
const rule = { event: { name: 'Purchase' }, within: '7d' }

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  for (const id of ['buyers', 'lookers']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

/** A row that states nothing but what is given. */
function row(change: Partial<DeliveryRow>): DeliveryRow {
  const { source, platform, account_id, time_zone, currency, imported_at, version } = sampleDelivery()
  const names = { campaign_name: '', adgroup_name: '', ad_name: '', campaign_id: '', adgroup_id: '', ad_id: '' }
  const about = { source, platform, account_id, time_zone, currency, imported_at, version, ...names }
  const day = { grain: 'day', starts: '2024-03-01 00:00:00', ends: '2024-03-01', level: 'ad', breakdown: '' } as const
  return { ...about, ...day, entity: change.ad_id ?? change.adgroup_id ?? change.campaign_id ?? '7', ...change }
}
const put = (rows: DeliveryRow[]): Promise<void> => opened.warehouse.insertLines('delivery', rows.map(jsonLine))

type Report = { observed: boolean; kinds: Record<string, unknown>[]; rows: Record<string, unknown>[] }
async function report(query: string): Promise<Report> {
  const answer = await world.ask('GET', `/v1/reports/delivery?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const MARCH = 'from=2024-03-01&to=2024-03-03'

describe('delivery beside observations', () => {
  beforeAll(async () => {
    const ads = { source: 'side', campaign_id: 'c1', adgroup_id: 'g1' }
    await put([
      row({ ...ads, ad_id: 'a1', impressions: 1000, clicks: 10, conversions: 2, spend: '5', value: '20', reach: 800 }),
      row({ ...ads, ad_id: 'a2', impressions: 500, clicks: 0, conversions: 0, spend: '2.5', reach: 450 }),
      row({ ...ads, adgroup_id: 'g2', ad_id: 'a3', impressions: 10, spend: '1', currency: 'USD' }),
      // The same delivery at another level, and split: neither may be added to it.
      row({ source: 'side', level: 'campaign', campaign_id: 'c1', impressions: 1510, clicks: 10, conversions: 2, spend: '8.5' }),
      row({ ...ads, ad_id: 'a1', breakdown: '{"age":"18-24"}', impressions: 600 }),
      row({ ...ads, ad_id: 'a1', breakdown: '{"age":"25-34"}', impressions: 400 }),
      row({ ...ads, ad_id: 'a1', grain: 'hour', starts: '2024-03-01 09:00:00', impressions: 1000 }),
      row({ ...ads, ad_id: 'a1', grain: 'lifetime', starts: '1970-01-01 00:00:00', ends: '1970-01-01', impressions: 99_999 }),
    ])
    const at = Date.parse('2024-03-01T12:00:00Z')
    const ad = { campaign_id: 'c1', adgroup_id: 'g1', ad_id: 'a1' }
    const members = { segments: [segmentNumber('buyers')] }
    await store(opened.warehouse, [
      fact(at, 'AdClick', { ...ad, ...members }),
      fact(at + 1, 'Purchase', { ...ad, ...members, value: 30, currency: 'EUR' }),
    ])
  })

  it('shows both, in columns of their own', async () => {
    const { rows, observed } = await report(
      `${MARCH}&sources=side&currency=rows&group_by=ad&metrics=impressions,clicks,spend,conversions,ctr,cpa,reach`,
    )
    expect(observed).toBe(true)
    expect(rows).toEqual([
      {
        ad: 'a1',
        currency: 'EUR',
        delivery_impressions: 1000,
        observed_impressions: 0,
        delivery_clicks: 10,
        observed_clicks: 1,
        delivery_spend: 5,
        observed_spend: 0,
        delivery_conversions: 2,
        observed_conversions: 1,
        delivery_ctr: 0.01,
        observed_ctr: null,
        delivery_cpa: 2.5,
        observed_cpa: null,
        delivery_reach: 800,
        observed_reach: 0,
      },
      expect.objectContaining({ ad: 'a2', delivery_ctr: 0, delivery_cpa: null, observed_clicks: null, delivery_reach: 450 }),
      expect.objectContaining({
        ad: 'a3',
        currency: 'USD',
        delivery_clicks: null,
        delivery_ctr: null,
        delivery_spend: 1,
        delivery_reach: null,
      }),
    ])
  })

  it('never adds up rows that are about the same delivery, and says which it read', async () => {
    const total = async (groupBy: string): Promise<unknown> => {
      const { rows } = await report(`${MARCH}&sources=side&metrics=impressions${groupBy}`)
      return rows.reduce((sum, { delivery_impressions: n }) => sum + Number(n), 0)
    }
    expect(await total('')).toBe(1510)
    for (const by of ['campaign', 'adgroup', 'ad', 'day', 'campaign,ad']) expect(await total(`&group_by=${by}`), by).toBe(1510)
    // Only what is split can be told by age.
    expect(await total('&group_by=age')).toBe(1000)
    expect(await total('&group_by=hour')).toBe(1000)
    const { kinds } = await report(`${MARCH}&sources=side&group_by=ad&metrics=impressions`)
    expect(kinds.filter(({ read }) => read !== 0)).toEqual([
      { source: 'side', level: 'ad', grain: 'day', breakdown: '', rows: 3, read: 3 },
    ])
    expect(kinds.map(({ level, grain, breakdown }) => [level, grain, breakdown].join(' '))).toEqual([
      'ad day ',
      'ad day age',
      'ad hour ',
      'ad lifetime ',
      'campaign day ',
    ])
  })

  it('leaves our events out where they know nothing of the dimension', async () => {
    const { rows, observed } = await report(`${MARCH}&sources=side&group_by=age&metrics=impressions`)
    expect([observed, rows]).toEqual([
      false,
      [
        { age: '18-24', delivery_impressions: 600 },
        { age: '25-34', delivery_impressions: 400 },
      ],
    ])
  })

  it('keeps currencies apart', async () => {
    const { rows } = await report(`${MARCH}&sources=side&group_by=adgroup,ad&metrics=spend,impressions,cpm`)
    expect(rows.map(({ adgroup, ad, delivery_spend: spend }) => [adgroup, ad, spend])).toEqual([
      ['g1', 'a1', { EUR: 5 }],
      ['g1', 'a2', { EUR: 2.5 }],
      ['g2', 'a3', { USD: 1 }],
    ])
    const bySource = await report(`${MARCH}&sources=side&group_by=source,ad&metrics=spend`)
    expect(bySource.observed).toBe(false)
    const all = await report(`${MARCH}&sources=side&group_by=source,campaign,adgroup,ad,day&metrics=impressions`)
    expect(all.rows).toHaveLength(3)
  })

  it('books ad groups to segments, by day, and shows what is booked to none', async () => {
    const booking = {
      bookings: [
        { include: ['buyers', 'lookers'], to: '2024-03-02' },
        { include: ['lookers'], from: '2024-03-02' },
      ],
    }
    expect((await world.ask('PUT', '/v1/targeting/g1', booking)).statusCode).toBe(200)
    await put([
      row({
        source: 'side',
        campaign_id: 'c1',
        adgroup_id: 'g1',
        ad_id: 'a1',
        starts: '2024-03-02 00:00:00',
        ends: '2024-03-02',
        impressions: 7,
      }),
    ])
    const { rows } = await report(`${MARCH}&sources=side&group_by=segment&metrics=impressions,clicks`)
    expect(rows).toEqual([
      { segment: 'buyers', delivery_impressions: 1500, observed_impressions: 0, delivery_clicks: 10, observed_clicks: 1 },
      { segment: 'lookers', delivery_impressions: 1507, observed_impressions: null, delivery_clicks: 10, observed_clicks: null },
      { segment: null, delivery_impressions: 10, observed_impressions: null, delivery_clicks: null, observed_clicks: null },
    ])
    const one = await report(`${MARCH}&sources=side&segments=buyers&metrics=impressions&group_by=day`)
    expect(one.rows).toMatchObject([{ segment: 'buyers', day: '2024-03-01', delivery_impressions: 1500 }])
  })

  it('answers CSV', async () => {
    const answer = await world.ask(
      'GET',
      `/v1/reports/delivery?${MARCH}&sources=side&group_by=ad&metrics=impressions,spend&format=csv`,
    )
    expect(answer.body.split('\n').slice(0, 2)).toEqual([
      'ad,delivery_impressions,observed_impressions,delivery_spend_EUR,delivery_spend_USD,observed_spend_EUR,observed_spend_USD',
      'a1,1007,0,5,,0,',
    ])
  })

  it('lists what was imported', async () => {
    const answer = await world.ask('GET', `/v1/delivery?from=2024-03-01&to=2024-03-02&sources=side`)
    expect(answer.json().rows).toMatchObject([
      {
        source: 'side',
        level: 'ad',
        grain: 'day',
        breakdown: '',
        day: '2024-03-01',
        rows: 3,
        impressions: 1510,
        clicks: 10,
        spend: { EUR: 7.5, USD: 1 },
      },
      { level: 'ad', grain: 'day', breakdown: 'age', rows: 2 },
      { level: 'ad', grain: 'hour' },
      { level: 'ad', grain: 'lifetime', day: null },
      { level: 'campaign', day: '2024-03-01', rows: 1, imported_at: '2024-05-07T07:08:09.123Z' },
    ])
  })

  it('says what is wrong with a question', async () => {
    const faults = async (query: string): Promise<unknown> => {
      const answer = await world.ask('GET', `/v1/reports/delivery?${query}`)
      return [answer.statusCode, answer.json().errors?.[0]?.path]
    }
    expect(await faults('from=2024-03-03&to=2024-03-03')).toEqual([400, 'from'])
    expect(await faults('from=yesterday')).toEqual([400, 'from'])
    expect(await faults('segments=nosuch')).toEqual([400, 'segments'])
    expect((await faults('group_by=colour')) as unknown[]).toContain(400)
    expect(await faults('tz=Mars')).toEqual([400, 'tz'])
  })
})

describe('sources and targeting', () => {
  it('keep how files are read', async () => {
    const source = {
      platform: 'generic',
      columns: { day: 'Tag' },
      decimal: ',',
      date: 'DD.MM.YYYY',
      currency: 'EUR',
      tz: 'Europe/Berlin',
    }
    expect((await world.ask('PUT', '/v1/delivery-sources/agency', source)).json()).toEqual({ id: 'agency', ...source })
    expect((await world.ask('GET', '/v1/delivery-sources')).json().sources).toEqual([{ id: 'agency', ...source }])
    for (const bad of [
      {},
      { platform: 'x' },
      { ...source, columns: { colour: 'a' } },
      { ...source, tz: 'Mars' },
      { ...source, currency: 'euro' },
    ])
      expect((await world.ask('PUT', '/v1/delivery-sources/agency', bad)).statusCode).toBe(400)
    expect((await world.ask('DELETE', '/v1/delivery-sources/agency')).statusCode).toBe(204)
    expect((await world.ask('GET', '/v1/delivery-sources/agency')).statusCode).toBe(404)
  })

  it('refuse bookings that cannot be', async () => {
    const bad = [
      { bookings: [] },
      { bookings: [{ include: ['nosuch'] }] },
      { bookings: [{ include: ['buyers'], exclude: ['buyers'] }] },
      { bookings: [{ include: ['buyers'], from: '2024-03-02', to: '2024-03-02' }] },
      {
        bookings: [
          { include: ['buyers'], to: '2024-03-03' },
          { include: ['lookers'], from: '2024-03-02' },
        ],
      },
      { bookings: [{ include: ['buyers'], from: '2024-02-30' }] },
    ]
    for (const body of bad) expect((await world.ask('PUT', '/v1/targeting/g9', body)).statusCode, JSON.stringify(body)).toBe(400)
    const named = encodeURIComponent('Ad set A / 1')
    expect((await world.ask('PUT', `/v1/targeting/${named}`, { bookings: [{ include: ['buyers'] }] })).statusCode).toBe(200)
    expect((await world.ask('GET', `/v1/targeting/${named}`)).json()).toMatchObject({ adgroup_id: 'Ad set A / 1' })
    expect((await world.ask('DELETE', `/v1/targeting/${named}`)).statusCode).toBe(204)
  })
})
