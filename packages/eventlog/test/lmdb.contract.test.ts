import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { open as openRaw } from 'lmdb'
import { describe, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import { describeEventLog } from '@weir/eventlog/contract'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { tempFolder } from '@weir/testkit'

describeEventLog(
  'lmdb',
  async ({ partitions }) => {
    const folder = await tempFolder('lmdb-log')
    const { path } = folder
    let log = await openLmdbLog({ path, partitions, ballastBytes: 0 })
    return {
      log,
      async reopen() {
        await log.close()
        log = await openLmdbLog({ path, partitions, ballastBytes: 0 })
        return log
      },
      async dispose() {
        await log.close()
        await folder[Symbol.asyncDispose]()
      },
    }
  },
  { durable: true, dense: true, trim: true },
)

const MAX = { records: 1000, bytes: 1 << 20 }

describe('lmdb log: its own promises', () => {
  it('refuses to open with another number of partitions', async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    await (await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })).close()
    await expect(openLmdbLog({ path, partitions: 3, ballastBytes: 0 })).rejects.toThrow(/layout "1 2".*"1 3"/)
  })

  it('makes one chunk of the appends that arrive together', async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
    const append = (text: string): Promise<void> => log.append(TOPICS.hits, [{ partition: 0, key: '', value: Buffer.from(text) }])
    await Promise.all(Array.from({ length: 50 }, (_, i) => append(`r${i}`)))
    await log.close()
    expect(await chunkKeys(path)).toHaveLength(1)
  })

  it('names the place of a damaged chunk and gives none of it out', async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
    for (const text of ['one', 'two', 'three'])
      await log.append(TOPICS.hits, [{ partition: 1, key: 'k', value: Buffer.from(text) }])
    await log.close()
    await damage(path, 1)
    const again = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
    await expect(again.read(TOPICS.hits, 1, 0, MAX)).rejects.toThrow(/weir\.hits, partition 1, offset 1: its checksum is wrong/)
    expect(await again.read(TOPICS.hits, 1, 2, MAX)).toHaveLength(1)
    await again.close()
  })

  it('keeps a ballast file of the size asked for', async () => {
    await using folder = await tempFolder('lmdb-log')
    const { path } = folder
    await (await openLmdbLog({ path, partitions: 1, ballastBytes: 3_000_000 })).close()
    expect((await stat(join(path, 'ballast'))).size).toBe(3_000_000)
    await (await openLmdbLog({ path, partitions: 1, ballastBytes: 0 })).close()
    await expect(stat(join(path, 'ballast'))).rejects.toThrow(/ENOENT/)
  })
})

async function chunkKeys(path: string): Promise<Buffer[]> {
  const root = openRaw({ path, noSubdir: false })
  const chunks = root.openDB<Buffer, Buffer>({ name: 'chunks', encoding: 'binary', keyEncoding: 'binary' })
  const keys = [...chunks.getKeys()]
  await root.close()
  return keys
}

async function damage(path: string, nth: number): Promise<void> {
  const key = (await chunkKeys(path))[nth]!
  const root = openRaw({ path, noSubdir: false })
  const chunks = root.openDB<Buffer, Buffer>({ name: 'chunks', encoding: 'binary', keyEncoding: 'binary' })
  const value = Buffer.from(chunks.getBinary(key)!)
  value[value.length - 1]! ^= 4
  await chunks.put(key, value)
  await root.close()
}
