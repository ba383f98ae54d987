import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { folder } from './support/folders.ts'

const KIB_MAX = 4096

interface Report {
  acknowledged: number
  refusals: string[]
  unhandled: string[]
}

it('lmdb log: when a write fails, refuses everything with a clear text, keeps what it acknowledged, and opens again', async () => {
  const path = await folder()
  const script = fileURLToPath(new URL('support/full-disk.ts', import.meta.url))
  // A limit on the size of files stands in for a full disk: a write beyond it fails.
  const command = `ulimit -f ${KIB_MAX} && exec "$0" --conditions=@weir/source --import tsx "$1" "$2"`
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script, path])
  const report = JSON.parse(stdout) as Report
  expect(report.unhandled).toEqual([])
  expect(report.acknowledged).toBeGreaterThan(10)
  expect(report.refusals.length).toBeGreaterThan(3)
  for (const refusal of report.refusals) expect(refusal).toMatch(/^LogStoppedError: .*make room on its disk and start again$/)

  const log = await openLmdbLog({ path, partitions: 1, ballastBytes: 0 })
  const end = await log.end(TOPICS.hits, 0)
  expect(end).toBeGreaterThanOrEqual(report.acknowledged)
  expect(await log.read(TOPICS.hits, 0, 0, { records: 10_000, bytes: 64 << 20 })).toHaveLength(end)
  await log.append(TOPICS.hits, [{ partition: 0, key: '', value: Buffer.from('more') }])
  await log.close()
})
