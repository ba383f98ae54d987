import { BITMAPS_KEY, BITMAPS_MARK_KEY, noBitmaps } from './bitmaps.ts'
import type { PartitionBitmaps } from './bitmaps.ts'
import { chunkOf, decodeManifest, encodeManifest, loadWithChunks, putChunks } from './chunks.ts'
import type { Chunk, ChunkPut, LoadBlobs, StoredChunks } from './chunks.ts'
import { versionTable, tableOfBuckets } from './version-table.ts'
import type { Bucket, KeptVersion } from './version-table.ts'

/**
 * How a partition's bitmaps are stored: a manifest with a chunk per bucket of segments, and the
 * mark by itself.
 */

type Head = Pick<PartitionBitmaps, 'mark' | 'last' | 'dropping'>

/** As they were written before there were chunks. */
type Whole = Head & { segments: Record<string, KeptVersion[]> }

const chunks = new WeakMap<Bucket, Chunk>()

function chunkOfBucket(bucket: Bucket): Chunk {
  const known = chunks.get(bucket)
  if (known) return known
  const made = chunkOf('bitmaps', JSON.stringify([...bucket]))
  chunks.set(bucket, made)
  return made
}

/**
 * The blobs to store, and which chunks the store has then.
 * @param stored the chunks it has now: those that are of no use any more are let go.
 */
export function encodeBitmaps(
  { segments, mark, last, dropping }: PartitionBitmaps,
  stored: StoredChunks = new Set(),
): { puts: ChunkPut[]; stored: StoredChunks } {
  const made = segments.filter(({ size }) => size > 0).map(chunkOfBucket)
  const head: Head = { mark, last, dropping }
  const next = putChunks(stored, made)
  const manifest = encodeManifest({ head, chunks: made.map(({ key }) => key) })
  const puts = [...next.puts, { key: BITMAPS_KEY, value: manifest }, { key: BITMAPS_MARK_KEY, value: Buffer.from(String(mark)) }]
  return { puts, stored: next.stored }
}

/** Follows the bitmaps of one partition; what it has read once it does not read again. */
export interface BitmapsReader {
  read(): Promise<PartitionBitmaps>
  /** The chunks of what was read last. */
  stored(): StoredChunks
}

/** @param load reads blobs of the partition. @throws DamageError when chunks are missing. */
export function bitmapsReader(load: LoadBlobs): BitmapsReader {
  let known = new Map<string, Bucket>()
  return {
    async read() {
      const { blobs, chunks: found } = await loadWithChunks(load, [BITMAPS_KEY], (chunk) => known.has(chunk))
      const [blob] = blobs
      const manifest = blob && decodeManifest(blob)
      if (!manifest) {
        known = new Map()
        return blob ? decodeWhole(blob) : noBitmaps()
      }
      const before = known
      known = new Map(manifest.chunks.map((key) => [key, before.get(key) ?? decodeBucket(key, found)]))
      return { ...(manifest.head as Head), segments: tableOfBuckets(known.values()) }
    },
    stored: () => new Set(known.keys()),
  }
}

/** What a partition says now. @throws DamageError when chunks are missing. */
export function loadBitmaps(load: LoadBlobs): Promise<PartitionBitmaps> {
  return bitmapsReader(load).read()
}

function decodeBucket(key: string, found: ReadonlyMap<string, Uint8Array>): Bucket {
  const value = found.get(key)!
  const bucket: Bucket = new Map(JSON.parse(Buffer.from(value).toString()) as [number, KeptVersion[]][])
  chunks.set(bucket, { key, value })
  return bucket
}

function decodeWhole(blob: Uint8Array): PartitionBitmaps {
  const { segments, ...head } = JSON.parse(Buffer.from(blob).toString()) as Whole
  return { ...head, segments: versionTable(Object.entries(segments).map(([number, versions]) => [Number(number), versions])) }
}
