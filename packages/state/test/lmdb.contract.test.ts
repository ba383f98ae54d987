import { open as openRaw } from 'lmdb'
import { describe, expect, it } from 'vitest'
import { describeStateStore } from '@weir/state/contract'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'

describeStateStore(
  'lmdb',
  async ({ partitions }) => {
    const folder = await tempFolder('lmdb-state')
    const { path } = folder
    let store = await openLmdbState({ path, partitions })
    return {
      store,
      async reopen() {
        await store.close()
        store = await openLmdbState({ path, partitions })
        return store
      },
      async dispose() {
        await store.close()
        await folder[Symbol.asyncDispose]()
      },
    }
  },
  { durable: true },
)

describe('lmdb state: its own promises', () => {
  it('refuses to open with another number of partitions', async () => {
    await using folder = await tempFolder('lmdb-state')
    const { path } = folder
    await (await openLmdbState({ path, partitions: 2 })).close()
    await expect(openLmdbState({ path, partitions: 3 })).rejects.toThrow(/layout "2 2".*"2 3"/)
  })

  it('gets more partitions where it may grow, and keeps what those there have', async () => {
    await using folder = await tempFolder('lmdb-state')
    const { path } = folder
    const small = await openLmdbState({ path, partitions: 2 })
    await (await small.acquire(1)).commit({ expect: -1, position: 4 })
    await small.close()
    const grown = await openLmdbState({ path, partitions: 3, mayGrow: true })
    expect(await Promise.all([0, 1, 2].map((p) => grown.view(p).position()))).toEqual([-1, 4, -1])
    await (await grown.acquire(2)).commit({ expect: -1, position: 7 })
    await grown.close()
    await expect(openLmdbState({ path, partitions: 2, mayGrow: true })).rejects.toThrow(/layout "2 3".*"2 2"/)
    const again = await openLmdbState({ path, partitions: 3 })
    expect(await Promise.all([0, 1, 2].map((p) => again.view(p).position()))).toEqual([-1, 4, 7])
    await again.close()
  })

  it('says that a blob is damaged instead of giving it out', async () => {
    await using folder = await tempFolder('lmdb-state')
    const { path } = folder
    const store = await openLmdbState({ path, partitions: 1 })
    const lease = await store.acquire(0)
    await lease.commit({
      expect: -1,
      position: 0,
      puts: ['good', 'bad'].map((key) => ({ key, value: Buffer.from(key) })),
    })
    await store.close()
    await damage(path, Buffer.from('\0\0bad'))
    const again = await openLmdbState({ path, partitions: 1 })
    expect(await again.view(0).load(['good'])).toHaveLength(1)
    await expect(again.view(0).load(['good', 'bad'])).rejects.toThrow(/damaged.*partition 0/)
    await again.close()
  })
})

describe('a state of the format without seals', () => {
  it('goes on in its own format', async () => {
    await using folder = await tempFolder('lmdb-state')
    const { path } = folder
    const root = openRaw({ path, noSubdir: false, maxDbs: 16 })
    await root.openDB<string, string>({ name: 'about', encoding: 'string' }).put('layout', '1 1')
    const partitions = root.openDB<Buffer, Buffer>({ name: 'partitions', encoding: 'binary', keyEncoding: 'binary' })
    await partitions.put(Buffer.from('\0\0m'), Buffer.from('{"now":7}'))
    await root.close()
    for (const position of [0, 1]) {
      const store = await openLmdbState({ path, partitions: 1 })
      expect(Buffer.from((await store.view(0).meta())!).toString()).toBe('{"now":7}')
      const lease = await store.acquire(0)
      const members = [{ segment: 3, ordinal: position, member: true }]
      await lease.commit({ expect: position - 1, position, members, names: [{ ordinal: position, id: `p${position}` }] })
      expect(await store.view(0).count(3)).toBe(position + 1)
      await store.close()
    }
  })
})

async function damage(path: string, key: Buffer): Promise<void> {
  const root = openRaw({ path, noSubdir: false })
  const blobs = root.openDB<Buffer, Buffer>({
    name: 'blobs',
    encoding: 'binary',
    keyEncoding: 'binary',
  })
  const value = Buffer.from(blobs.getBinary(key)!)
  value[value.length - 1]! ^= 1
  await blobs.put(key, value)
  await root.close()
}
