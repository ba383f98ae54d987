import { expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { runOnFullDisk, tempFolder } from '@weir/testkit'

it('lmdb log: when a write fails, refuses everything with a clear text, keeps what it acknowledged, and opens again', async () => {
  await using folder = await tempFolder('lmdb-log')
  const { path } = folder
  const report = await runOnFullDisk(new URL('support/full-disk.ts', import.meta.url), path)
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
