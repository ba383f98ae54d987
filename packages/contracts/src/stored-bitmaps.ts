import { BITMAPS_KEY, BITMAPS_MARK_KEY, noBitmaps } from './bitmaps.ts'
import type { PartitionBitmaps } from './bitmaps.ts'
import { z } from 'zod'
import { chunkOf, decodeNamedChunk, decodeManifest, encodeManifest, loadWithChunks, putChunks } from './chunks.ts'
import type { Chunk, ChunkPut, LoadBlobs, StoredChunks } from './chunks.ts'
import { Purpose } from './consent.ts'
import { DamageError } from './errors.ts'
import { decodeStored, fits } from './stored-json.ts'
import { versionTable, tableOfBuckets } from './version-table.ts'
import type { Bucket } from './version-table.ts'

/**
 * How a partition's bitmaps are stored: a manifest with a chunk per bucket of segments, and the
 * mark by itself.
 */

const Head = z.object({ mark: z.int(), last: z.int(), dropping: z.array(z.int()) })
const Versions = z.array(
  z.object({
    rule: z.string(),
    since: z.int(),
    bitmap: z.int(),
    purposes: z.array(Purpose),
    filling: z.boolean().exactOptional(),
    frozenAt: z.number().exactOptional(),
  }),
)
const isHead = fits(Head)
const isBucket = fits(z.array(z.tuple([z.int(), Versions])))
/** As they were written before there were chunks. */
const isWhole = fits(Head.extend({ segments: z.record(z.string().regex(/^\d+$/), Versions) }))

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
  const head: z.infer<typeof Head> = { mark, last, dropping }
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

/**
 * @param load reads blobs of the partition.
 * @throws DamageError (also later, from `read`) when chunks are missing, or not what was written.
 */
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
      if (!isHead(manifest.head))
        throw new DamageError('the state is damaged: the list of bitmaps has another form than was written')
      return { ...manifest.head, segments: tableOfBuckets(known.values()) }
    },
    stored: () => new Set(known.keys()),
  }
}

/** What a partition says now. @throws DamageError when chunks are missing or damaged. */
export function loadBitmaps(load: LoadBlobs): Promise<PartitionBitmaps> {
  return bitmapsReader(load).read()
}

function decodeBucket(key: string, found: ReadonlyMap<string, Uint8Array>): Bucket {
  const value = found.get(key)!
  const bucket: Bucket = new Map(decodeNamedChunk({ key, value }, isBucket))
  chunks.set(bucket, { key, value })
  return bucket
}

function decodeWhole(blob: Uint8Array): PartitionBitmaps {
  const { segments, ...head } = decodeStored(blob, 'the list of bitmaps', isWhole)
  return { ...head, segments: versionTable(Object.entries(segments).map(([number, versions]) => [Number(number), versions])) }
}
