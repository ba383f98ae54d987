import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { readShared } from './shared-data.ts'

/** A real export of Meta Ads Manager: days of ads by gender and age, names and no ids. */
const META = 'data/meta-ads-export/ab_data.csv'
/** The most by which a reported ratio may differ from ours. */
const RATIO = 4e-6

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
})
afterAll(() => weir[Symbol.asyncDispose]())

interface Imported {
  rows: number
  rejected_rows: number
  counts: Record<string, number>
  money: Record<string, { spend?: string; value?: string }>
  ignored: string[]
}
async function send(query: string, body: string, type: string): Promise<Imported> {
  const { status, body: answer } = await weir.client.call<Imported>('POST', `/v1/delivery?${query}`, body, {
    'content-type': type,
  })
  expect(status, JSON.stringify(answer)).toBe(202)
  return answer
}
type Row = Record<string, string | number | null>
async function report(query: string): Promise<Row[]> {
  return (await weir.client.get<{ rows: Row[] }>(`/v1/reports/delivery?wait=true&currency=rows&${query}`)).rows
}

test('the export of Meta Ads Manager adds up to what it says, and twice is once', async () => {
  const text = readShared(META)
  for (let i = 0; i < 2; i++) {
    const imported = await send('format=csv&platform=meta', text, 'text/csv')
    expect(imported).toMatchObject({ rows: 637, rejected_rows: 0 })
    expect(Number(imported.money['USD']?.spend)).toBeCloseTo(268.15, 6)
    expect(imported.counts).toMatchObject({ impressions: 23_559, clicks: 949, engagements: 1070, results: 949 })
    const metrics = 'metrics=impressions,clicks,engagements,spend,ctr,cpc,cpm'
    const [total, ...others] = await report(`from=2024-01-01&to=2026-01-01&sources=meta&${metrics}`)
    expect(others).toEqual([])
    expect(total).toMatchObject({
      currency: 'USD',
      delivery_impressions: 23_559,
      delivery_clicks: 949,
      delivery_engagements: 1070,
      delivery_ctr: 949 / 23_559,
    })
    expect(total?.['delivery_spend']).toBeCloseTo(268.15, 6)
    expect(total?.['delivery_cpc']).toBeCloseTo(268.15 / 949, 6)
  }
  const days = await report('from=2024-01-01&to=2026-01-01&sources=meta&group_by=day,age,gender&metrics=impressions')
  expect(days.reduce((sum, row) => sum + Number(row['delivery_impressions']), 0)).toBe(23_559)
})

test('every ratio that Meta reports is ours, from sums', async () => {
  const [headings = [], ...lines] = parse(readShared(META), { bom: true }) as string[][]
  const cell = (line: string[], name: string): string => line[headings.indexOf(name)] ?? ''
  const by = 'campaign,adgroup,ad,day,gender,age'
  const metrics = 'impressions,clicks,engagements,results,reach,spend,ctr,cpc,cpm,frequency'
  const ours = new Map<string, Row>()
  for (const row of await report(`from=2024-01-01&to=2026-01-01&sources=meta&group_by=${by}&metrics=${metrics}`))
    ours.set(JSON.stringify(by.split(',').map((dimension) => row[dimension])), row)
  expect(ours.size).toBe(637)
  let compared = 0
  for (const line of lines) {
    const key = ['Campaign name', 'Ad Set Name', 'Ad name', 'Day', 'Gender', 'Age'].map((name) => cell(line, name) || null)
    const row = ours.get(JSON.stringify(key))
    const n = (name: string): number => Number(row?.[`delivery_${name}`])
    const ratios: [reported: string, ours: number][] = [
      ['CPM (cost per 1,000 impressions)', n('cpm')],
      ['CPC (cost per link click)', n('cpc')],
      ['CTR (link click-through rate)', n('ctr') * 100],
      ['CTR (all)', (n('engagements') / n('impressions')) * 100],
      ['CPC (all)', n('spend') / n('engagements')],
      ['Frequency', n('frequency')],
      ['Cost per result', n('spend') / n('results')],
    ]
    for (const [name, value] of ratios) {
      const reported = cell(line, name)
      if (reported === '') continue
      compared++
      expect(Math.abs(Number(reported) - value), `${name} of ${key.join(' / ')}`).toBeLessThan(RATIO)
    }
  }
  expect(compared).toBeGreaterThan(2500)
})

interface ReportRow {
  dimensions: Record<string, string | number>
  metrics: Record<string, string | number | null>
}

test('real answers of the report API add up, by day and for a lifetime', async () => {
  const rows = readShared('samples/tiktok/report_ads_daily_airbyte.jsonl').trim().split('\n')
  const parsed = rows.map((row) => JSON.parse(row) as ReportRow)
  const sum = (metric: string): number => parsed.reduce((all, { metrics }) => all + Number(metrics[metric]), 0)
  const daily = await send(
    'source=daily&platform=tiktok&currency=USD&tz=America/New_York',
    rows.join('\n'),
    'application/x-ndjson',
  )
  expect(daily).toMatchObject({
    rows: rows.length,
    rejected_rows: 0,
    counts: {
      impressions: sum('impressions'),
      clicks: sum('clicks'),
      plays: sum('video_play_actions'),
      completions: sum('video_views_p100'),
    },
  })
  expect(Number(daily.money['USD']?.spend)).toBeCloseTo(sum('spend'), 6)
  // A day without delivery has zeros, and nothing to divide by.
  const ratios = await report(
    'from=2021-01-01&to=2023-01-01&sources=daily&group_by=ad,day&metrics=impressions,clicks,spend,conversions,ctr,cpc,cpa',
  )
  expect(ratios).toHaveLength(rows.length)
  for (const row of ratios) {
    const [impressions, clicks] = [Number(row['delivery_impressions']), Number(row['delivery_clicks'])]
    expect(row['delivery_ctr']).toBe(impressions === 0 ? null : clicks / impressions)
    if (clicks === 0) expect(row['delivery_cpc']).toBeNull()
    if (row['delivery_conversions'] === 0) expect(row['delivery_cpa']).toBeNull()
  }
  const lifetime = readShared('samples/tiktok/report_ads_lifetime_airbyte.jsonl')
  expect(await send('source=daily&platform=tiktok&currency=USD', lifetime, 'application/x-ndjson')).toMatchObject({
    rejected_rows: 0,
  })
  // A lifetime is in no day: the sum of the days stays.
  const after = await report('from=2021-01-01&to=2023-01-01&sources=daily&metrics=impressions')
  expect(after).toMatchObject([{ delivery_impressions: sum('impressions') }])
})

test('whole envelopes, hourly and by audience', async () => {
  const hourly = readShared('samples/tiktok/report_response_ads_hourly_airbyte.json')
  const answer = JSON.parse(hourly) as { data: { list: ReportRow[] } }
  const imported = await send('source=hourly&platform=tiktok&currency=USD', hourly, 'application/json')
  expect(imported).toMatchObject({ rows: answer.data.list.length, rejected_rows: 0 })
  const campaigns = readShared('samples/tiktok/report_response_campaigns_hourly_airbyte.json')
  expect(await send('source=campaigns&platform=tiktok&currency=USD', campaigns, 'application/json')).toMatchObject({
    rows: 2,
    counts: { impressions: 4696 * 2, clicks: 102 },
    money: { USD: { spend: '40' } },
  })
  const audience = readShared('samples/tiktok/report_response_advertiser_audience_airbyte.json')
  expect(await send('source=audience&platform=tiktok&currency=USD', audience, 'application/json')).toMatchObject({
    rows: 2,
    rows_by: { 'account by lifetime and age, gender': 2 },
    counts: { impressions: 6914, clicks: 87 },
    money: { USD: { spend: '31.56' } },
  })
})

test.each(['ad', 'adgroup', 'campaign'])('tables of a connector, hourly by %s', async (level) => {
  const text = readShared(`data/tiktok-ads-report/tiktok_${level}_report_hourly_data.csv`)
  const rows = parse<Record<string, string>>(text, { columns: true })
  const sum = (column: string): number => rows.reduce((all, row) => all + Number(row[column]), 0)
  const imported = await send(`format=csv&platform=tiktok&source=${level}&currency=USD`, text, 'text/csv')
  expect(imported).toMatchObject({
    rows: rows.length,
    rejected_rows: 0,
    counts: {
      impressions: sum('IMPRESSIONS'),
      clicks: sum('CLICKS'),
      conversions: sum('CONVERSION'),
      p75: sum('VIDEO_VIEWS_P_75'),
    },
  })
  expect(Number(imported.money['USD']?.spend)).toBeCloseTo(sum('SPEND'), 6)
})

test('countries of campaigns, with a day that stands twice', async () => {
  const text = readShared('data/tiktok-ads-report/tiktok_campaign_country_report_data.csv')
  const imported = await send('format=csv&platform=tiktok&source=countries&currency=USD', text, 'text/csv')
  expect([imported.rows, imported.rejected_rows]).toEqual([11, 0])
  const rows = await report('from=2025-04-01&to=2025-05-01&sources=countries&group_by=country&metrics=impressions')
  expect(rows.map(({ country }) => country)).toEqual(['AU', 'CA', 'GB', 'US'])
})
