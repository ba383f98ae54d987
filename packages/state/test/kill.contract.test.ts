import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryState } from '@weir/state/memory'
import { openLmdbState } from '@weir/state/lmdb'
import { commitFor, faultsOf } from './support/position-is-content.ts'
import type { Writer } from '@weir/testkit'
import { eachWriter, startWriter, tempFolder } from '@weir/testkit'

const KILLS = 15
const WRITER = new URL('support/state-writer.ts', import.meta.url)

/** Kills a writer and looks at what it left behind. */
async function killOnce(writer: Writer, path: string, afterMs: number): Promise<{ faults: string[]; commits: number }> {
  const lines = await writer.runAndKill(afterMs)
  const store = await openLmdbState({ path, partitions: 2 })
  const faults: string[] = []
  for (const partition of [0, 1]) {
    const said = lines.map((line) => line.split(' ').map(Number)).filter(([p]) => p === partition)
    faults.push(...(await faultsOf(await store.acquire(partition), said.at(-1)?.[1] ?? -1)))
  }
  await store.close()
  return { faults, commits: lines.length }
}

describe('lmdb state: killed', () => {
  it(
    `keeps what it acknowledged, and position and content together, in ${KILLS} kills of one state`,
    { timeout: 120_000 },
    async () => {
      await using folder = await tempFolder('lmdb-state')
      const { path } = folder
      let commits = 0
      const start = (): Writer => startWriter(WRITER, [path])
      await eachWriter(KILLS, start, async (writer) => {
        const found = await killOnce(writer, path, randomInt(120))
        expect(found.faults).toEqual([])
        commits += found.commits
      })
      expect(commits).toBeGreaterThan(KILLS)
    },
  )

  it('canary: a writer that acknowledges too early is caught', { timeout: 120_000 }, async () => {
    await using folder = await tempFolder('lmdb-state')
    const { path } = folder
    let faults: string[] = []
    for (let run = 0; run < 5 && faults.length === 0; run++) {
      faults = (await killOnce(startWriter(WRITER, [path, 'early']), path, 30 + (randomInt(1_000_000) / 1_000_000) * 30)).faults
    }
    expect(faults.join('\n')).toMatch(/^lost: /m)
  })

  it('canary: content that is not that of the position is reported', async () => {
    const lease = await createMemoryState({ partitions: 1 }).acquire(0)
    for (let position = 0; position < 60; position++) await lease.commit(commitFor(position))
    expect(await faultsOf(lease, 59)).toEqual([])
    expect(await faultsOf(lease, 60)).toEqual(['lost: 60, the position is 59'])
    await lease.commit({ expect: 59, position: 60, puts: commitFor(60).puts! })
    expect((await faultsOf(lease, 60)).map((fault) => fault.split(' ')[0])).toEqual([
      'meta',
      'timers',
      'count',
      'members',
      'names',
      'outbox',
    ])
  })
})
