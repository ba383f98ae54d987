import type { FactRow } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'
import { ZONES, aroundChanges, shown } from '../../test/zones.ts'

/** The groups that reports cut by themselves: hours and days of a zone, and currencies. */

const at = (text: string): number => Date.parse(text)
const opened = await openTestWarehouse()
let world: World
const report = async (query: string): Promise<{ rows: Record<string, unknown>[] }> => {
  const answer = await world.ask('GET', `/v1/reports/segments?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const put = (facts: FactRow[]): Promise<void> => store(opened.warehouse, facts)

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

// 18 zones; every 20 min of the 6 h around each of their changes in 2026, all reported on in each
// zone.
describe('days and hours of every zone', () => {
  const instants = [...new Set(ZONES.flatMap((zone) => aroundChanges(zone, 2026, 20)))]
  beforeAll(() => put(instants.map((instant) => fact(instant, 'AdClick'))))
  const counts = async (zone: string, by: 'hour' | 'day'): Promise<Record<string, unknown>> => {
    const { rows } = await report(`from=2026-01-01&to=2027-01-01&tz=${zone}&group_by=${by}&metrics=clicks`)
    return Object.fromEntries(rows.map((row) => [row[by], row['clicks']]))
  }

  it.each(ZONES)('are what the clocks of %s show', async (zone) => {
    for (const by of ['hour', 'day'] as const) {
      const expected: Record<string, number> = {}
      for (const instant of instants) {
        const label = by === 'hour' ? shown(instant, zone).hour : shown(instant, zone).date
        expected[label] = (expected[label] ?? 0) + 1
      }
      expect(await counts(zone, by)).toEqual(expected)
    }
  })
  it('have an hour of 30 min where clocks go by half an hour', async () => {
    await put(['2027-10-02T15:10:00Z', '2027-10-02T15:40:00Z', '2027-10-02T16:10:00Z'].map((time) => fact(at(time), 'AdClick')))
    const { rows } = await report('from=2027-10-02&to=2027-10-04&tz=Australia/Lord_Howe&group_by=hour&metrics=clicks')
    expect(rows.map(({ hour }) => hour)).toEqual([
      '2027-10-03T01:00:00+10:30',
      '2027-10-03T02:00:00+11:00',
      '2027-10-03T03:00:00+11:00',
    ])
  })
})

describe('several currencies', () => {
  it('count a price of 0 as one, and leave empty in CSV what is not known', async () => {
    const t = at('2023-04-20T00:00:00Z')
    await put([fact(t, 'AdClick', { cost: 0, cost_currency: 'USD' }), fact(t + 1, 'Purchase', { value: 30, currency: 'EUR' })])
    const plain = 'from=2023-04-20&to=2023-04-21&metrics=clicks,conversions,spend,value,cpc,cpa,roas'
    expect((await report(plain)).rows).toEqual([
      {
        clicks: 1,
        conversions: 1,
        spend: { EUR: 0, USD: 0 },
        value: { EUR: 30, USD: 0 },
        cpc: { EUR: null, USD: 0 },
        cpa: { EUR: null, USD: 0 },
        roas: { EUR: null, USD: null },
      },
    ])
    const query = `${plain}&currency=rows`
    expect((await report(query)).rows).toEqual([
      { currency: 'EUR', clicks: 1, conversions: 1, spend: 0, value: 30, cpc: null, cpa: null, roas: null },
      { currency: 'USD', clicks: null, conversions: null, spend: 0, value: 0, cpc: 0, cpa: 0, roas: null },
    ])
    const csv = await world.ask('GET', `/v1/reports/segments?${query}&format=csv`)
    expect(csv.body).toBe('currency,clicks,conversions,spend,value,cpc,cpa,roas\nEUR,1,1,0,30,,,\nUSD,,,0,0,0,0,\n')
    const beside = await world.ask('GET', `/v1/reports/segments?${plain}&format=csv`)
    expect(beside.body).toBe(
      'clicks,conversions,spend_EUR,spend_USD,value_EUR,value_USD,cpc_EUR,cpc_USD,cpa_EUR,cpa_USD,roas_EUR,roas_USD\n1,1,0,0,30,0,,0,,0,,\n',
    )
  })
})

describe('country and device', () => {
  it('are those that each event states, a conversion its own', async () => {
    const t = at('2023-11-10T12:00:00Z')
    const from = (country: string, device: string) => ({
      body: { traits: { $country: country, $device: device, country: 'XX' } },
    })
    const ad = { ad_id: 'a', cost: 2, cost_currency: 'EUR' }
    await put([
      fact(t, 'AdClick', { ...ad, ...from('AT', 'android') }),
      fact(t + 1, 'AdClick', { ...ad, ...from('DE', 'ios') }),
      fact(t + 2, 'AdClick', { ...ad, person: 'bob' }),
      fact(t + 3, 'Purchase', { value: 10, currency: 'EUR', ...from('DE', 'pc') }),
    ])
    const query = 'from=2023-11-10&to=2023-11-11&metrics=clicks,spend,conversions,cpa'
    const none = { clicks: 0, spend: { EUR: 0 }, conversions: 0, cpa: { EUR: null } }
    const clicked = { ...none, clicks: 1, spend: { EUR: 2 } }
    for (const model of ['', '&model=linear']) {
      expect((await report(`${query}${model}&group_by=country`)).rows).toEqual([
        { country: null, ...clicked },
        { country: 'AT', ...clicked },
        { country: 'DE', ...clicked, conversions: 1, cpa: { EUR: 2 } },
      ])
      expect((await report(`${query}${model}&group_by=country,device`)).rows).toEqual([
        { country: null, device: null, ...clicked },
        { country: 'AT', device: 'android', ...clicked },
        { country: 'DE', device: 'ios', ...clicked },
        { country: 'DE', device: 'pc', ...none, conversions: 1 },
      ])
    }
  })
  it('of a landing are those of its hit', async () => {
    const t = at('2023-12-10T12:00:00Z')
    const landed = { click_ids: ['c-1'], body: { traits: { $country: 'CH' }, page: { url: 'https://shop.example/' } } }
    await put([fact(t, 'ViewContent', landed)])
    const { rows } = await report('from=2023-12-10&to=2023-12-11&metrics=landings&group_by=country')
    expect(rows).toEqual([{ country: 'CH', landings: 1 }])
  })
})

describe('weeks and videos', () => {
  it('make weeks that begin with a Monday', async () => {
    // Midnight in Berlin is 22:00 UTC in summer, and 23:00 after the clocks were set back.
    const mondays = ['2025-06-08T21:59:59Z', '2025-06-08T22:00:00Z', '2025-10-26T22:59:59Z', '2025-10-26T23:00:00Z']
    await put(mondays.map((time) => fact(at(time), 'AdClick')))
    const { rows } = await report('from=2025-06-01&to=2025-11-01&tz=Europe/Berlin&group_by=week&metrics=clicks')
    expect(rows).toEqual([
      { week: '2025-06-02', clicks: 1 },
      { week: '2025-06-09', clicks: 1 },
      { week: '2025-10-20', clicks: 1 },
      { week: '2025-10-27', clicks: 1 },
    ])
    // A Sunday belongs to the week before, also before 1970.
    await put(['1969-12-28T23:59:59Z', '1969-12-29T00:00:00Z', '1970-01-04T23:59:59Z'].map((time) => fact(at(time), 'AdClick')))
    expect((await report('from=1969-12-01&to=1970-02-01&group_by=week&metrics=clicks')).rows).toEqual([
      { week: '1969-12-22', clicks: 1 },
      { week: '1969-12-29', clicks: 2 },
    ])
  })
  it('tells videos apart', async () => {
    const v = at('2023-09-10T12:00:00Z')
    const play = (after: number, video: string, watched: number) =>
      fact(v + after, 'VideoView', { video_id: video, duration_ms: 1000, watched_ms: watched })
    await put([play(0, 'v1', 1000), play(1, 'v1', 10), play(2, 'v2', 2000), fact(v + 3, 'Purchase', { video_id: 'v1' })])
    const { rows } = await report(
      'from=2023-09-01&to=2023-10-01&group_by=video&metrics=plays,completion_rate,conversions&attribution=none',
    )
    expect(rows).toEqual([
      { video: null, plays: 0, completion_rate: null, conversions: 1 },
      { video: 'v1', plays: 2, completion_rate: 0.5, conversions: 0 },
      { video: 'v2', plays: 1, completion_rate: 1, conversions: 0 },
    ])
  })
})
