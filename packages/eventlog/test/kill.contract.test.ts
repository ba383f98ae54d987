import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { eachWriter, startWriter, tempFolder } from '@weir/testkit'
import { faultsOf } from './support/check-log.ts'

const KILLS = 15
const WRITER = new URL('support/log-writer.ts', import.meta.url)

async function readBack(path: string): Promise<LogRecord[][]> {
  const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
  const read = async (partition: number) => {
    const records: LogRecord[] = []
    for (;;) {
      const more = await log.read(TOPICS.hits, partition, records.length, { records: 10_000, bytes: 16 << 20 })
      if (more.length === 0) return records
      records.push(...more)
    }
  }
  const partitions = [await read(0), await read(1)]
  await log.close()
  return partitions
}

describe('lmdb log: killed', () => {
  it(`loses nothing that it acknowledged, in ${KILLS} kills of one log`, { timeout: 120_000 }, async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    const acknowledged: string[] = []
    const start = (run: number) => startWriter(WRITER, [path, `${run}`])
    await eachWriter(KILLS, start, async (writer) => {
      acknowledged.push(...(await writer.runAndKill(randomInt(120))))
      expect(faultsOf(acknowledged, await readBack(path))).toEqual([])
    })
    expect(acknowledged.length).toBeGreaterThan(KILLS)
  })

  it('canary: a writer that acknowledges too early is caught', { timeout: 120_000 }, async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    let faults: string[] = []
    for (let run = 0; run < 5 && faults.length === 0; run++) {
      const acknowledged = await startWriter(WRITER, [path, `${run}`, 'early']).runAndKill(
        30 + (randomInt(1_000_000) / 1_000_000) * 30,
      )
      faults = faultsOf(acknowledged, await readBack(path))
    }
    expect(faults.join('\n')).toMatch(/^lost: /m)
  })

  it('canary: a record that is dropped, repeated or cut in half is reported', async () => {
    const record = (offset: number, n: number, half: string) => ({ offset, key: '0 1', value: Buffer.from(`${n} ${half} ...`) })
    const good = [record(0, 0, 'a'), record(1, 0, 'b'), record(2, 1, 'a'), record(3, 1, 'b')]
    const said = ['0 1 0', '0 1 1']
    expect(faultsOf(said, [good])).toEqual([])
    expect(faultsOf(said, [good.slice(0, 2)])).toEqual(['lost: 0 1 1'])
    expect(faultsOf(said, [good.slice(0, 3)])).toContain('writer 0 1 has half an append at its end')
    expect(faultsOf(said, [[...good, record(4, 1, 'b')]])).toContain('writer 0 1 has "1 b" in place 4')
    expect(faultsOf(said, [good.slice(1)])[0]).toBe('partition 0 has offset 1 in place 0')
  })
})
