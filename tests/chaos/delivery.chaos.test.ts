import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { expect, test } from 'vitest'
import { writeDeliveryFile } from '../support/delivery-file.ts'
import { ADMIN_KEY, spawnReadyWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'
import type { SpawnedWeir } from '../support/embedded.ts'

const ROWS = Number(process.env['DELIVERY_ROWS'] ?? 100_000)
/** What ten times as many rows may take more of, in the service and in the command line, MB. */
const MORE_MB_MAX = 150

interface Peaks {
  service: number
  cli: number
  text: string
}

async function importFile(weir: SpawnedWeir, path: string): Promise<Peaks> {
  await using running = await runCli(['delivery', 'import', path, '--url', weir.client.url, '--key', ADMIN_KEY])
  const peaks = { service: 0, cli: 0 }
  const look = (): void => {
    peaks.service = Math.max(peaks.service, residentMb(weir.process))
    peaks.cli = Math.max(peaks.cli, residentMb(running))
  }
  const timer = setInterval(look, 100)
  const { code } = await running.ended
  clearInterval(timer)
  const text = running.stdout() + running.stderr()
  expect(code, text).toBe(0)
  return { ...peaks, text }
}

/** Without pages of files: those of the log's map come and go as the machine has room. */
function residentMb({ pid }: RunningProcess): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    // It has just ended.
    return 0
  }
}

test(`${ROWS} rows of delivery are imported at constant memory, with progress`, { timeout: 1_800_000 }, async () => {
  await using folder = await tempFolder('delivery-million')
  await using weir = await spawnReadyWeir(join(folder.path, 'data'))
  const path = join(folder.path, 'ads.csv')
  await writeDeliveryFile(path, ROWS / 10)
  const few = await importFile(weir, path)
  const sums = await writeDeliveryFile(path, ROWS)
  const many = await importFile(weir, path)
  process.stdout.write(
    `anonymous MB at most, of ${ROWS / 10} rows: ${JSON.stringify(few)}\nof ${ROWS} rows: ${JSON.stringify(many)}\n`,
  )
  for (const percent of [20, 40, 60, 80, 100])
    expect(many.text).toMatch(new RegExp(`importing ${percent} %|importing ${percent + 1} %`))
  expect(many.service - few.service).toBeLessThan(MORE_MB_MAX)
  expect(many.cli - few.cli).toBeLessThan(MORE_MB_MAX)
  const range = 'from=2024-01-01&to=2025-01-01&wait=true&metrics=impressions,clicks,spend'
  const { rows } = await weir.client.get<{ rows: Record<string, number>[] }>(`/v1/reports/delivery?currency=rows&${range}`)
  expect(rows).toMatchObject([{ delivery_impressions: sums.impressions, delivery_clicks: sums.clicks }])
  expect(rows[0]?.['delivery_spend']).toBeCloseTo(Number(sums.spend) / 1e6, 3)
})
