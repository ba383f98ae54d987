import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DamageError } from './errors.ts'
import { decodeStored, encodeStored, fits } from './stored-json.ts'
import type { Guard } from './stored-json.ts'

/**
 * Tables of thousands of entries, kept in chunks that are named by what they say: a change writes
 * the chunks it is in and the manifest, which lists them. What a name stands for never changes, so
 * a reader reads each chunk once.
 */
export interface Chunk {
  key: string
  value: Uint8Array
}

/** Puts of a state store; see its port. */
export interface ChunkPut {
  key: string
  value: Uint8Array
  expires?: number
}

/** What a table is made of, as its blob says. */
export interface Manifest {
  /** What is not in chunks. */
  head: unknown
  /** Keys of the chunks, in order. */
  chunks: readonly string[]
}

/** First byte of a manifest, as of all stored JSON. Tables from before chunks are bare JSON. */
const FORMAT = 2
const isManifest: Guard<Manifest> = fits(z.object({ head: z.unknown(), chunks: z.array(z.string()) }))
/** Base64url digits of a SHA-256: 132 bits. */
const NAME_LENGTH = 22

/** @param kind tells chunks of different tables apart. */
export function chunkOf(kind: string, text: string): Chunk {
  return { key: `@${kind}/${nameOf(text)}`, value: Buffer.from(text) }
}

function nameOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, NAME_LENGTH)
}

export function encodeManifest({ head, chunks }: Manifest): Uint8Array {
  return encodeStored({ head, chunks })
}

/**
 * @returns undefined for a table that was written whole, before there were chunks.
 * @throws DamageError when it begins as a manifest and is none.
 */
export function decodeManifest(blob: Uint8Array): Manifest | undefined {
  return blob[0] === FORMAT ? decodeStored(blob, 'a list of chunks', isManifest) : undefined
}

/**
 * What a chunk holds. Its name stands for its bytes, so every damage to them shows.
 * @throws DamageError when the bytes are others than were written, or of another form.
 */
export function decodeNamedChunk<T>({ key, value }: Chunk, guard: Guard<T>): T {
  const [, name] = key.split('/')
  if (name !== nameOf(value)) throw new DamageError(`the state is damaged: the chunk ${key} is not what its name stands for`)
  return decodeStored(value, `the chunk ${key}`, guard)
}

/** Which chunks the store has of its owner. */
export type StoredChunks = ReadonlySet<string>

/**
 * What brings the store from some chunks to others. A chunk that is left out expires at once: a
 * reader that finds it gone reads the manifest again.
 */
export function putChunks(stored: StoredChunks, chunks: readonly Chunk[]): { puts: ChunkPut[]; stored: StoredChunks } {
  const wanted = new Set(chunks.map(({ key }) => key))
  const written = chunks.filter(({ key }) => !stored.has(key))
  const gone = [...stored].filter((key) => !wanted.has(key))
  return {
    puts: [...written, ...gone.map((key) => ({ key, value: GONE, expires: 0 }))],
    stored: wanted,
  }
}

const GONE = new Uint8Array()

/** Reads blobs by their keys, in one round trip. */
export type LoadBlobs = (keys: readonly string[]) => Promise<(Uint8Array | undefined)[]>

/** A manifest that changes again while its chunks are read is read again, so many times. */
const TRIES = 20

/**
 * Reads blobs together with the chunks that those of them which are manifests list.
 * @param has which chunks need not be read.
 * @returns the blobs, as they were at one moment, and the chunks that were missing, by key.
 * @throws DamageError when chunks are missing time and again.
 */
export async function loadWithChunks(
  load: LoadBlobs,
  keys: readonly string[],
  has: (chunk: string) => boolean,
): Promise<{ blobs: (Uint8Array | undefined)[]; chunks: Map<string, Uint8Array> }> {
  const chunks = new Map<string, Uint8Array>()
  for (let left = TRIES; ; left--) {
    const blobs = await load(keys)
    const listed = new Set(blobs.flatMap((blob) => (blob && decodeManifest(blob)?.chunks) ?? []))
    const missing = [...listed].filter((chunk) => !has(chunk) && !chunks.has(chunk))
    if (missing.length === 0) return { blobs, chunks }
    const found = await load(missing)
    found.forEach((value, i) => value !== undefined && value.length > 0 && chunks.set(missing[i]!, value))
    if (missing.every((chunk) => chunks.has(chunk))) return { blobs, chunks }
    if (left === 1) throw new DamageError(`the state lists ${missing.length} chunks of ${keys.join(', ')} that it does not have`)
  }
}
