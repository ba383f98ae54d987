import { expect, it } from 'vitest'
import { openLmdbState } from '@weir/state/lmdb'
import { runOnFullDisk, tempFolder } from '@weir/testkit'

it('lmdb state: when a write fails, refuses everything with a clear text, keeps what it acknowledged, and opens again', async () => {
  await using folder = await tempFolder('lmdb-state')
  const { path } = folder
  const report = await runOnFullDisk(new URL('support/full-disk.ts', import.meta.url), path)
  expect(report.unhandled).toEqual([])
  expect(report.acknowledged).toBeGreaterThan(5)
  expect(report.refusals.length).toBeGreaterThanOrEqual(3)
  for (const refusal of report.refusals) expect(refusal).toMatch(/^StateStoppedError: .*make room on its disk and start again$/)

  const store = await openLmdbState({ path, partitions: 3 })
  for (const partition of [0, 1, 2]) {
    const position = await store.view(partition).position()
    expect(position).toBeGreaterThanOrEqual(report.acknowledged)
    const keys = Array.from({ length: position + 2 }, (_, n) => `k${n}`)
    expect((await store.view(partition).load(keys)).map((value) => value?.length)).toEqual(
      keys.map((_, n) => (n <= position ? 50_000 : undefined)),
    )
  }
  await (await store.acquire(0)).commit({ expect: await store.view(0).position(), position: 1000 })
  await store.close()
})
