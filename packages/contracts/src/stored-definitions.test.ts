import { describe, expect, it } from 'vitest'
import type { ChunkPut, LoadBlobs, StoredChunks } from './chunks.ts'
import type { DefinitionList } from './definition-lists.ts'
import { segmentNumber } from './ids.ts'
import type { SegmentDefinition } from './segment.ts'
import { DEFINITIONS_VERSION_KEY, definitionsKey, encodeDefinitionSets, loadDefinitionSets } from './stored-definitions.ts'
import type { DefinitionSet } from './stored-definitions.ts'

const segment = (id: string, version: number): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version,
  name: id,
  rule: { event: { name: 'Purchase' }, within: `${version}d` },
})
const many = (version: number, count = 3_000): SegmentDefinition[] =>
  Array.from({ length: count }, (_, i) => segment(`d${i}`, i === 77 ? version : 1))
const SETS: readonly DefinitionSet[] = ['live', 'pending', 'queued', 'retired']
const nothing: Record<DefinitionSet, DefinitionList> = { live: [], pending: [], queued: [], retired: [] }

const blobs = new Map<string, Uint8Array>()
const load: LoadBlobs = (keys) => Promise.resolve(keys.map((key) => blobs.get(key)))
const put = (puts: readonly ChunkPut[]): void => {
  for (const { key, value, expires } of puts)
    if (expires === undefined) blobs.set(key, value)
    else blobs.delete(key)
}

describe('sets of definitions that are stored', () => {
  it('share their chunks: a segment that changes is one chunk, whatever becomes of the set', async () => {
    blobs.clear()
    let stored: StoredChunks = new Set()
    const store = (all: typeof nothing, ...changed: DefinitionSet[]): number => {
      const encoded = encodeDefinitionSets(all, changed, stored)
      stored = encoded.stored
      put(encoded.puts)
      return encoded.puts.filter(({ expires, key }) => expires === undefined && key.includes('/')).length
    }
    const [one, two] = [many(1), many(2)]
    expect(store({ ...nothing, live: one }, 'live')).toBeGreaterThan(20)
    expect(store({ ...nothing, live: one, pending: two }, 'pending')).toBe(1)
    expect(store({ live: two, pending: two, queued: [], retired: one }, 'live', 'retired')).toBe(0)
    put([{ key: DEFINITIONS_VERSION_KEY, value: Buffer.from('5') }])
    const read = await loadDefinitionSets(load, SETS)
    expect(read).toEqual({ version: 5, lists: [two, two, [], one], chunks: stored })
    expect(read.lists[1]).toBe(read.lists[0])
    // What no set needs any more goes.
    expect(store({ live: two, pending: two, queued: [], retired: [] }, 'retired')).toBe(0)
    expect([...blobs.keys()].filter((key) => key.includes('/')).sort()).toEqual([...stored].sort())
  })

  it('are read as they were written before there were chunks', async () => {
    blobs.clear()
    blobs.set(definitionsKey('live'), Buffer.from(JSON.stringify(many(3))))
    expect(await loadDefinitionSets(load, ['live', 'retired'])).toEqual({
      version: undefined,
      lists: [many(3), []],
      chunks: new Set(),
    })
  })
})
