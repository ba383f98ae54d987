import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noBitmaps } from './bitmaps.ts'
import type { PartitionBitmaps } from './bitmaps.ts'
import type { ChunkPut, LoadBlobs } from './chunks.ts'
import type { KeptVersion } from './version-table.ts'
import { allVersions, versionTable, versionsOf, withVersions } from './version-table.ts'
import { bitmapsReader, encodeBitmaps, loadBitmaps } from './stored-bitmaps.ts'

const kept = (rule: string, bitmap: number): KeptVersion => ({ rule, since: 1, bitmap, purposes: ['profiling'] })

/** A store that drops what expires at once, as a real one may at any time. */
function createStore(): { put(puts: readonly ChunkPut[]): void; load: LoadBlobs; size(): number } {
  const blobs = new Map<string, Uint8Array>()
  return {
    put(puts) {
      for (const { key, value, expires } of puts)
        if (expires === undefined) blobs.set(key, value)
        else blobs.delete(key)
    },
    load: (keys) => Promise.resolve(keys.map((key) => blobs.get(key))),
    size: () => blobs.size,
  }
}

describe('bitmaps that are stored', () => {
  it('are read as they are after every change, by who follows and by who comes new', async () => {
    const change = fc.tuple(fc.nat(600), fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), async (steps) => {
        const store = createStore()
        const follower = bitmapsReader(store.load)
        let [bitmaps, stored]: [PartitionBitmaps, ReadonlySet<string>] = [noBitmaps(), new Set()]
        for (const changes of steps) {
          const versions = changes.map(([number, rule], i) => [number, rule ? [kept(rule, i)] : []] as const)
          const segments = withVersions(bitmaps.segments, versions)
          bitmaps = { mark: bitmaps.mark + 1, last: 7, dropping: [bitmaps.mark], segments }
          const encoded = encodeBitmaps(bitmaps, stored)
          stored = encoded.stored
          store.put(encoded.puts)
          expect(await follower.read()).toEqual(bitmaps)
          expect(await loadBitmaps(store.load)).toEqual(bitmaps)
          expect([...follower.stored()].sort()).toEqual([...stored].sort())
        }
        // The manifest, the mark, and a chunk for every bucket that has something.
        if (steps.length > 0) expect(store.size()).toBe(2 + stored.size)
      }),
      { numRuns: 200 },
    )
  })

  it('write a chunk and the manifest for one of ten thousand segments', () => {
    const entries = Array.from({ length: 10_000 }, (_, i) => [i * 7_919, [kept('a', i)]] as const)
    const before = { ...noBitmaps(), mark: 1, segments: versionTable(entries) }
    const { stored } = encodeBitmaps(before)
    const after = { ...before, mark: 2, segments: withVersions(before.segments, [[7_919, [kept('b', 1)]]]) }
    const { puts } = encodeBitmaps(after, stored)
    expect(puts.map(({ key }) => key.replace(/\/.*/, ''))).toEqual(['@bitmaps', '@bitmaps', '@bitmaps', '@bitmaps:mark'])
    expect(puts.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(20_000)
  })

  it('are read again when a chunk goes while it is being read', async () => {
    const store = createStore()
    const first = { ...noBitmaps(), mark: 1, segments: versionTable([[1, [kept('a', 1)]]]) }
    const second = { ...first, mark: 2, segments: versionTable([[1, [kept('b', 2)]]]) }
    const { puts, stored } = encodeBitmaps(first)
    store.put(puts)
    let loads = 0
    const load: LoadBlobs = (keys) => {
      if (++loads === 2) store.put(encodeBitmaps(second, stored).puts)
      return store.load(keys)
    }
    expect(await loadBitmaps(load)).toEqual(second)
    expect(loads).toBe(4)
  })

  it('are told to be damaged when a chunk stays missing', async () => {
    const store = createStore()
    const { puts } = encodeBitmaps({ ...noBitmaps(), segments: versionTable([[1, [kept('a', 1)]]]) })
    store.put(puts.filter(({ key }) => !key.startsWith('@bitmaps/')))
    await expect(loadBitmaps(store.load)).rejects.toThrow('does not have')
  })

  it('are read as they were written before there were chunks', async () => {
    const whole = { segments: { 7: [kept('a', 1)], 300: [kept('b', 2)] }, mark: 3, last: 2, dropping: [1] }
    const read = await loadBitmaps(() => Promise.resolve([Buffer.from(JSON.stringify(whole))]))
    expect(read).toMatchObject({ mark: 3, last: 2, dropping: [1] })
    expect(versionsOf(read.segments, 7)).toEqual([kept('a', 1)])
    expect(allVersions(read.segments)).toHaveLength(2)
    expect(await loadBitmaps(() => Promise.resolve([undefined]))).toEqual(noBitmaps())
  })
})
