import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runRebuild } from '@weir/embedded'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { writeDeliveryFile } from '../support/delivery-file.ts'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'

async function importFile(weir: LocalWeir, path: string, ...options: string[]): Promise<{ code: number | null; text: string }> {
  await using running = await runCli(['delivery', 'import', path, '--url', weir.client.url, '--key', ADMIN_KEY, ...options])
  const { code } = await running.ended
  return { code, text: running.stdout() + running.stderr() }
}

interface Imported {
  rows: { source: string; rows: number; impressions: number; clicks: number; spend: Record<string, number> }[]
}
const RANGE = 'from=2024-01-01&to=2025-01-01&wait=true'

test('a file is imported by the command line, and twice is once', { timeout: 240_000 }, async () => {
  await using folder = await tempFolder('delivery')
  await using weir = await startWeir()
  const path = join(folder.path, 'ads.csv')
  const sums = await writeDeliveryFile(path, 6_000)
  const spend = `${sums.spend / 1_000_000n}.${String(sums.spend % 1_000_000n).padStart(6, '0')}`.replace(/\.?0+$/, '')
  const preview = await importFile(weir, path, '--source', 'shop', '--preview')
  expect(preview).toMatchObject({ code: 0, text: expect.stringMatching(/would import 6,000 rows of shop \(6,000 ad by day\)/) })
  const imported = async (): Promise<Imported['rows'][number]> => {
    const { rows } = await weir.client.get<Imported>(`/v1/delivery?${RANGE}`)
    return rows.reduce((sum, row) => ({
      ...row,
      rows: sum.rows + row.rows,
      impressions: sum.impressions + row.impressions,
      clicks: sum.clicks + row.clicks,
      spend: { EUR: (sum.spend['EUR'] ?? 0) + (row.spend['EUR'] ?? 0) },
    }))
  }
  expect((await weir.client.get<Imported>(`/v1/delivery?${RANGE}`)).rows).toEqual([])
  for (let i = 0; i < 2; i++) {
    const { code, text } = await importFile(weir, path, '--source', 'shop')
    expect([code, text]).toEqual([0, expect.stringContaining(`spend ${spend} EUR`)])
    expect(text).toContain('importing 100 %')
    const all = await imported()
    expect(all).toMatchObject({ source: 'shop', rows: 6_000, impressions: sums.impressions, clicks: sums.clicks })
    expect(all.spend['EUR']).toBeCloseTo(Number(spend), 6)
  }
})

test(
  'a later import of some days replaces them, and rows that cannot be used are named by their lines',
  { timeout: 240_000 },
  async () => {
    await using folder = await tempFolder('delivery')
    await using weir = await startWeir()
    const path = join(folder.path, 'ads.csv')
    const write = (clicks: number): Promise<void> =>
      writeFile(path, `day,ad_id,impressions,clicks\n2024-05-01,1,10,1\n2024-05-02,1,20,${clicks}\n2024-05-03,1,ten,0\n`)
    await write(2)
    const first = await importFile(weir, path)
    expect(first).toMatchObject({
      code: 1,
      text: expect.stringMatching(/1 rows could not be used:\n {2}line 4, impressions: is not a number/),
    })
    await write(5)
    expect((await importFile(weir, path, '--allow-rejects')).code).toBe(0)
    const { rows } = await weir.client.get<{ rows: object[] }>(
      `/v1/reports/delivery?${RANGE}&group_by=day&metrics=impressions,clicks,ctr`,
    )
    expect(rows).toMatchObject([
      { day: '2024-05-01', delivery_impressions: 10, delivery_clicks: 1, delivery_ctr: 0.1 },
      { day: '2024-05-02', delivery_impressions: 20, delivery_clicks: 5, delivery_ctr: 0.25 },
    ])
    const lost = await importFile(weir, path, '--format', 'json')
    expect(lost).toMatchObject({ code: 1, text: expect.stringContaining('neither JSON') })
  },
)

test('what was acknowledged is there after a restart, and after all is made anew from the log', async () => {
  await using folder = await tempFolder('delivery-restart')
  const settings = { WEIR_DATA: folder.path }
  {
    await using weir = await startWeir(settings)
    const { status } = await weir.client.call('POST', '/v1/delivery?format=csv', 'day,ad_id,impressions\n2024-05-01,1,10\n', {
      'content-type': 'text/csv',
    })
    expect(status).toBe(202)
  }
  const kept = { source: 'generic', rows: 1, impressions: 10 }
  {
    await using weir = await startWeir(settings)
    expect((await weir.client.get<Imported>(`/v1/delivery?${RANGE}`)).rows).toMatchObject([kept])
  }
  await runRebuild({ folder: folder.path, clock: 'manual', onProgress: () => undefined, onPhase: () => undefined })
  await using weir = await startWeir(settings)
  expect((await weir.client.get<Imported>(`/v1/delivery?${RANGE}`)).rows).toMatchObject([kept])
})
