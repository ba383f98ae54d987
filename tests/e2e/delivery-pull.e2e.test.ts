import { createClock } from '@weir/runtime'
import { eventually, startTiktokReports } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'

const TOKEN = 'end-to-end-token-0001'
const ADVERTISER = '7012345678901234567'

interface Source {
  pulls: { state: string; rows: number; error: { code: string; message: string } | null; next_run_at: string | null }
}

test(
  'reports of a platform are fetched, reported, and fetched anew when the token is renewed',
  { timeout: 240_000 },
  async () => {
    await using platform = await startTiktokReports(ADVERTISER, 'a-newer-token-0002')
    const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
    const [day, today] = [dayAt(Date.now() - 86_400_000), dayAt(Date.now())]
    const fields = {
      ad_id: '1714125049901106001',
      adgroup_id: '2',
      campaign_id: '3',
      impressions: '200',
      clicks: '5',
      spend: '2.50',
    }
    platform.rows = [{ at: day, fields }]
    const env: NodeJS.ProcessEnv = { TIKTOK_MAIN: TOKEN }
    const clock = createClock('manual', Date.now())
    await using weir = await startWeir(
      { WEIR_TIKTOK_URL: `${platform.url}/` },
      { pulls: { variable: (name) => env[name], clock, lookMs: 50, settleMs: 50 } },
    )
    const { client } = weir
    const put = await client.call('PUT', '/v1/delivery-sources/main', {
      platform: 'tiktok',
      currency: 'EUR',
      tz: 'Europe/Berlin',
      pull: { advertiser_id: ADVERTISER, token: { env: 'TIKTOK_MAIN' } },
    })
    expect(put.status).toBe(200)
    const until = (state: string): Promise<Source['pulls']> =>
      eventually(async () => {
        const { pulls } = await client.get<Source>('/v1/delivery-sources/main')
        return pulls.state === state && pulls
      }, 20_000)
    expect(await until('failed')).toMatchObject({ error: { code: 'token', message: expect.stringContaining('TIKTOK_MAIN') } })

    env['TIKTOK_MAIN'] = 'a-newer-token-0002'
    clock.advance(clock.now() + 15 * 60_000)
    expect(await until('done')).toMatchObject({ rows: 1, error: null, next_run_at: expect.any(String) })
    expect(platform.refused).toEqual([])
    const report = await client.get<{ rows: object[] }>(
      `/v1/reports/delivery?wait=true&from=${day}&to=${today}&group_by=ad&metrics=impressions,clicks,spend,ctr`,
    )
    expect(report.rows).toMatchObject([
      {
        ad: fields.ad_id,
        delivery_impressions: 200,
        delivery_clicks: 5,
        delivery_spend: { EUR: 2.5 },
        delivery_ctr: 0.025,
      },
    ])
    const metrics = await (await fetch(`${weir.url}/metrics`)).text().catch(() => '')
    for (const secret of [TOKEN, 'a-newer-token-0002']) {
      expect(JSON.stringify(await client.get('/v1/delivery-sources'))).not.toContain(secret)
      expect(metrics).not.toContain(secret)
    }
  },
)
