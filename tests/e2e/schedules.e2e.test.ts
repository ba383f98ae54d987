import { createServer } from 'node:http'
import { once } from 'node:events'
import { readFile, readdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { eventually, tempFolder } from '@weir/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/** Reports that the clock makes, as seen over HTTP and on the disk. */

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 15, 3)
const SECRET = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
const FAST = { lookMs: 50, settleMs: 20, variable: (name: string) => (name === 'WEIR_WEBHOOK_TEST' ? SECRET : undefined) }

interface Run {
  due: string
  state: string
  missed: number
  from?: string
  to?: string
  webhook?: number
  error?: string
  files: { name: string; url: string }[]
}
interface Schedule {
  next: string | null
  last: Run | null
}
interface ReportFile {
  overall: { impressions: number; clicks: number; change_clicks: number | null; spend: Record<string, number> }
  segments: { segment: string; impressions: number }[]
  rows: { campaign: string; impressions: number }[]
}

const start = (folder: string): Promise<LocalWeir> =>
  startWeir({ WEIR_DATA: folder, WEIR_CLOCK: 'manual' }, { schedules: FAST, privateHooks: true })

async function newest({ client }: LocalWeir, id: string, due: string): Promise<Run> {
  let found: Run | undefined
  await eventually(async () => {
    const { runs } = await client.get<{ runs: Run[] }>(`/v1/report-schedules/${id}/runs`)
    found = runs.find((run) => run.due === due && run.state !== 'running' && run.state !== 'asked')
    return found !== undefined
  }, 30_000)
  return found!
}

const hooks: { id: string; body: { type: string; data: { schedule: string; report: ReportFile } } }[] = []
let status = 200
/** What the receiver waits for before it answers. */
let held = Promise.resolve()
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    hooks.push({ id: String(request.headers['webhook-id']), body: JSON.parse(body) as (typeof hooks)[number]['body'] })
    void held.then(() => response.writeHead(status).end())
  })
})

describe('a schedule', () => {
  let weir: LocalWeir
  let folder: Awaited<ReturnType<typeof tempFolder>>
  const daily = { name: 'Daily', cron: '0 7 * * *', tz: 'Europe/Berlin', period: 'yesterday' }
  const report = { segments: 'fans', group_by: 'campaign', metrics: 'impressions,clicks,ctr,spend' }
  beforeAll(async () => {
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    folder = await tempFolder('schedules')
    weir = await start(folder.path)
    const { client } = weir
    await client.setClock(NOW - 3 * DAY)
    await client.put('/v1/sources/app', { name: 'App', kind: 'import', consent_basis: 'assumed' })
    await client.put('/v1/segments/fans', { name: 'Fans', rule: { event: { name: 'AdImpression' }, within: 'all' } })
    // Three impressions a day of each of two people, and a click of one.
    const events = [2, 1].flatMap((daysAgo) =>
      ['ann', 'bob'].flatMap((who, n) =>
        ['AdImpression', 'AdImpression', 'AdImpression', ...(n < daysAgo - 1 ? [] : ['AdClick'])].map((event, i) => ({
          event,
          event_id: `${who}-${daysAgo}-${i}`,
          event_time: (NOW - daysAgo * DAY + (i + 1) * 3_600_000) / 1000,
          source: 'app',
          user: { external_id: who },
          ad: { campaign_id: 'spring', cost: 0.5, currency: 'EUR' },
        })),
      ),
    )
    await client.setClock(NOW)
    await client.send(events)
    await weir.settled()
  }, 120_000)
  afterAll(async () => {
    await weir[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
    receiver.closeAllConnections()
    receiver.close()
  })

  test('makes its report when it is due: as page, table and numbers, which are those of the API', async () => {
    const { client } = weir
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    const saved = await client.put<Schedule>('/v1/report-schedules/daily', {
      ...daily,
      report,
      webhook: { url, secret: { env: 'WEIR_WEBHOOK_TEST' } },
    })
    expect(saved).toMatchObject({ next: '2024-05-15T05:00:00.000Z', last: null })
    await client.setClock(Date.parse('2024-05-15T05:00:00Z'))
    const run = await newest(weir, 'daily', '2024-05-15T05:00:00.000Z')
    expect(run).toMatchObject({ state: 'done', missed: 0, from: '2024-05-14', to: '2024-05-15', webhook: 200 })
    expect(run.files.map(({ name }) => name)).toEqual(['report.html', 'report.csv', 'report.json'])
    const [page, table, numbers] = await Promise.all(run.files.map(({ url: at }) => client.get<string>(at)))
    expect(page).toContain('<h1>Daily</h1>')
    expect(table).toMatch(/^segment,campaign,impressions,clicks,ctr,spend_EUR/)
    const made = (typeof numbers === 'string' ? JSON.parse(numbers) : numbers) as ReportFile
    const query = 'from=2024-05-14&to=2024-05-15&tz=Europe/Berlin&metrics=impressions,clicks,ctr,spend'
    const asked = await client.get<{ rows: ReportFile['overall'][] }>(`/v1/reports/segments?${query}&compare=previous`)
    expect(made.overall).toEqual(asked.rows[0])
    expect(made.overall.impressions).toBeGreaterThan(0)
    const { rows } = await client.get<{ rows: object[] }>(`/v1/reports/segments?${query}&segments=fans&group_by=campaign`)
    expect(made.rows).toEqual(rows)
    expect(hooks).toHaveLength(1)
    expect(hooks[0]!.body).toMatchObject({ type: 'report.made', data: { schedule: 'daily', report: { overall: made.overall } } })
    const kept = join(folder.path, 'reports', 'daily', '2024-05-15T050000Z')
    expect((await readdir(kept)).sort()).toEqual(['report.csv', 'report.html', 'report.json'])
    expect(await readFile(join(kept, 'report.html'), 'utf8')).toBe(page)
    expect((await client.get<Schedule>('/v1/report-schedules/daily')).next).toBe('2024-05-16T05:00:00.000Z')
  })

  test('is made up for once when nothing could make it, and past reports stay', async () => {
    await weir.close()
    weir = await start(folder.path)
    await weir.client.setClock(Date.parse('2024-05-20T12:00:00Z'))
    const run = await newest(weir, 'daily', '2024-05-20T05:00:00.000Z')
    expect(run).toMatchObject({ state: 'done', missed: 4, from: '2024-05-19' })
    const { runs } = await weir.client.get<{ runs: Run[] }>('/v1/report-schedules/daily/runs')
    expect(runs.map(({ due }) => due)).toEqual(['2024-05-20T05:00:00.000Z', '2024-05-15T05:00:00.000Z'])
    expect(await weir.client.get<string>(runs[1]!.files[0]!.url)).toContain('<h1>Daily</h1>')
  })

  test('fails with a reason, and is made again, with the same id, until it goes', async () => {
    status = 503
    hooks.length = 0
    await weir.client.setClock(Date.parse('2024-05-21T05:00:00Z'))
    const failed = await newest(weir, 'daily', '2024-05-21T05:00:00.000Z')
    expect(failed).toMatchObject({ state: 'failed', error: 'the webhook answered with HTTP status 503' })
    status = 200
    await weir.client.setClock(Date.parse('2024-05-21T05:02:00Z'))
    await eventually(async () => (await newest(weir, 'daily', '2024-05-21T05:00:00.000Z')).state === 'done', 30_000)
    expect(new Set(hooks.map(({ id }) => id)).size).toBe(1)
  })

  test('is made at once when that is asked for, also while it is paused', async () => {
    const { client } = weir
    await client.setClock(Date.parse('2024-05-21T09:30:00Z'))
    await client.put('/v1/report-schedules/daily', { ...daily, report: {}, formats: ['html'], paused: true })
    const { due } = await client.post<Run>('/v1/report-schedules/daily/run', {})
    expect(due).toBe('2024-05-21T09:30:00.000Z')
    expect(await newest(weir, 'daily', due)).toMatchObject({
      state: 'done',
      from: '2024-05-20',
      files: [{ name: 'report.html' }],
    })
    expect((await client.get<Schedule>('/v1/report-schedules/daily')).next).toBeNull()
  })

  test('is not made while it is paused, nor after it was deleted; reports that were made are there no more then', async () => {
    const { client } = weir
    await client.put('/v1/report-schedules/quiet', { ...daily, report, cron: '* * * * *', paused: true })
    expect(await client.get<Schedule>('/v1/report-schedules/quiet')).toMatchObject({ next: null, last: null })
    expect((await client.call('DELETE', '/v1/report-schedules/quiet')).status).toBe(204)
    expect((await client.call('GET', '/v1/report-schedules/quiet/runs')).status).toBe(404)
    expect((await client.get<{ schedules: object[] }>('/v1/report-schedules')).schedules).toHaveLength(1)
  })

  test('leaves no run to a schedule of the same name when it was deleted while one was made', async () => {
    const { client } = weir
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/reports`
    const webhook = { url, secret: { env: 'WEIR_WEBHOOK_TEST' } }
    let release = (): void => undefined
    held = new Promise((resolve) => (release = resolve))
    hooks.length = 0
    await client.put('/v1/report-schedules/brief', { ...daily, report, webhook, paused: true })
    await client.post('/v1/report-schedules/brief/run', {})
    await eventually(() => hooks.length > 0, 30_000)
    await client.call('DELETE', '/v1/report-schedules/brief')
    release()
    await client.put('/v1/report-schedules/brief', { ...daily, report, paused: true })
    // A run of another one: reports are made one after the other, so the first has ended by then.
    const { due } = await client.post<Run>('/v1/report-schedules/daily/run', {})
    await newest(weir, 'daily', due)
    expect(await client.get<object>('/v1/report-schedules/brief/runs')).toMatchObject({ runs: [] })
    await client.call('DELETE', '/v1/report-schedules/brief')
  })

  test.each([
    [{ cron: '61 * * * *' }, 'cron'],
    [{ tz: 'Mars/Olympus' }, 'tz'],
    [{ period: 'for ever' }, 'period'],
    [{ report: { from: '2024-01-01' } }, 'report.from'],
    [{ report: { metrics: 'happiness' } }, 'report.metrics.0'],
    [{ report: { segments: 'nobody-knows' } }, 'report.segments'],
    [{ report: { model: 'all' } }, 'report.model'],
    [{ report: { colour: 'red' } }, 'report.colour'],
    [{ formats: [] }, 'formats'],
    [{ webhook: { url: 'ftp://example.com', secret: { env: 'WEIR_WEBHOOK_X' } } }, 'webhook.url'],
    [{ webhook: { url: 'https://example.com', secret: { env: 'HOME' } } }, 'webhook.secret.env'],
    [{ webhook: { url: 'https://a:b@example.com', secret: { env: 'WEIR_WEBHOOK_X' } } }, 'webhook.url'],
    [{ surprise: 1 }, 'surprise'],
  ])('%j is refused by name', async (change, path) => {
    const answer = await weir.client.call<{ errors: { path: string }[] }>('PUT', '/v1/report-schedules/wrong', {
      ...daily,
      ...change,
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((one) => one.path)).toContain(path)
  })

  test('files are found by their names alone', async () => {
    const { client } = weir
    const base = '/v1/report-schedules/daily/runs'
    for (const path of [
      `${base}/2024-05-15T05:00:00.000Z/secret.txt`,
      `${base}/..%2F..%2Flog/report.html`,
      `${base}/now/report.html`,
    ])
      expect((await client.call('GET', path)).status, path).toBe(400)
    expect((await client.call('GET', `${base}/2024-05-14T05:00:00.000Z/report.html`)).status).toBe(404)
  })
})
