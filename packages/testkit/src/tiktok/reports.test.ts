import { expect, test } from 'vitest'
import { startTiktokReports } from './reports.ts'

const GOOD = {
  advertiser_id: '7',
  report_type: 'BASIC',
  data_level: 'AUCTION_AD',
  dimensions: '["ad_id","stat_time_day"]',
  metrics: '["spend","campaign_id"]',
  start_date: '2024-05-01',
  end_date: '2024-05-30',
  page_size: '2',
}

test('the platform pages what is asked for rightly, and refuses everything else', async () => {
  await using platform = await startTiktokReports('7', 'right-token')
  platform.rows = ['1', '2', '3'].map((ad_id) => ({ at: '2024-05-02', fields: { ad_id, campaign_id: '9' } }))
  const ask = async (change: object, token = 'right-token', path = 'get/') => {
    const query = new URLSearchParams({ ...GOOD, ...change })
    const answer = await fetch(`${platform.url}/open_api/v1.3/report/integrated/${path}?${query.toString()}`, {
      headers: { 'Access-Token': token },
    })
    const { code, data } = (await answer.json()) as { code: number; data?: { list?: unknown[]; page_info?: object } }
    return { status: answer.status, code, list: data?.list ?? [], pages: data?.page_info }
  }
  expect(await ask({ page: '2' })).toEqual({
    status: 200,
    code: 0,
    list: [
      {
        dimensions: { ad_id: '3', stat_time_day: '2024-05-02 00:00:00' },
        metrics: { spend: '-', campaign_id: '9' },
      },
    ],
    pages: { page: 2, page_size: 2, total_number: 3, total_page: 2 },
  })
  const wrong = [
    { end_date: '2024-05-31' },
    { start_date: '2024-06-01' },
    { start_date: '1.5.2024' },
    { dimensions: '["ad_id","stat_time_hour"]' },
    { dimensions: 'ad_id' },
    { dimensions: '["campaign_id","stat_time_day"]' },
    { dimensions: '["ad_id","stat_time_day","age"]' },
    { dimensions: '["ad_id","stat_time_day","age","country_code"]', report_type: 'AUDIENCE', metrics: '["spend"]' },
    { dimensions: '["ad_id","stat_time_day","age"]', report_type: 'AUDIENCE', metrics: '["reach"]' },
    { metrics: '["cost"]' },
    { data_level: 'AD' },
    { report_type: 'ALL' },
    { page: '0' },
    { page_size: '1001' },
    { filtering: '[{"field_name":"ad_status","filter_type":"IN","filter_value":["STATUS_ALL"]}]' },
    { limit: '5' },
  ]
  for (const change of wrong) expect((await ask(change)).code, JSON.stringify(change)).toBe(40002)
  expect((await ask({ advertiser_id: '8' })).code).toBe(40001)
  expect((await ask({}, 'old-token')).code).toBe(40105)
  expect((await ask({}, 'right-token', 'got/')).status).toBe(404)
  platform.troubles = [{ code: 40100 }, { status: 500 }]
  expect(await ask({})).toMatchObject({ status: 200, code: 40100 })
  expect((await ask({})).status).toBe(500)
  expect((await ask({})).code).toBe(0)
})
