import { open as openRaw } from 'lmdb'
import { describe, expect, it } from 'vitest'
import { describeStateStore } from '@weir/state/contract'
import { openLmdbState } from '@weir/state/lmdb'
import { folder } from './support/folders.ts'

describeStateStore(
  'lmdb',
  async ({ partitions }) => {
    const path = await folder()
    let store = await openLmdbState({ path, partitions })
    return {
      store,
      async reopen() {
        await store.close()
        store = await openLmdbState({ path, partitions })
        return store
      },
      dispose: () => store.close(),
    }
  },
  { durable: true },
)

describe('lmdb state: its own promises', () => {
  it('refuses to open with another number of partitions', async () => {
    const path = await folder()
    await (await openLmdbState({ path, partitions: 2 })).close()
    await expect(openLmdbState({ path, partitions: 3 })).rejects.toThrow(/layout "1 2".*"1 3"/)
  })

  it('says that a blob is damaged instead of giving it out', async () => {
    const path = await folder()
    const store = await openLmdbState({ path, partitions: 1 })
    const lease = await store.acquire(0)
    await lease.commit({ expect: -1, position: 0, puts: ['good', 'bad'].map((key) => ({ key, value: Buffer.from(key) })) })
    await store.close()
    await damage(path, Buffer.from('\0\0bad'))
    const again = await openLmdbState({ path, partitions: 1 })
    expect(await again.view(0).load(['good'])).toHaveLength(1)
    await expect(again.view(0).load(['good', 'bad'])).rejects.toThrow(/damaged.*partition 0/)
    await again.close()
  })
})

async function damage(path: string, key: Buffer): Promise<void> {
  const root = openRaw({ path, noSubdir: false })
  const blobs = root.openDB<Buffer, Buffer>({ name: 'blobs', encoding: 'binary', keyEncoding: 'binary' })
  const value = Buffer.from(blobs.getBinary(key)!)
  value[value.length - 1]! ^= 1
  await blobs.put(key, value)
  await root.close()
}
