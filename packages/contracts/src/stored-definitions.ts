import { decodeManifest, encodeManifest, loadWithChunks, putChunks } from './chunks.ts'
import type { ChunkPut, LoadBlobs, StoredChunks } from './chunks.ts'
import { DamageError } from './errors.ts'
import type { DefinitionList } from './definition-lists.ts'
import { chunksOfList, decodePart, knownList, knownPart, sameList } from './list-chunks.ts'
import { decodeStored } from './stored-json.ts'
import { isDefinitions } from './stored-segment.ts'

/**
 * How a partition stores its sets of definitions: a manifest each, and chunks that they share,
 * since one is mostly the other with a segment changed.
 */

/**
 * `live` is the set that memberships follow, or are being brought to follow; `pending` waits until
 * its new conditions are filled from history, `queued` behind it; `retired` was live before.
 */
export type DefinitionSet = 'live' | 'pending' | 'queued' | 'retired'

/** The blob of a partition with one of its sets. */
export function definitionsKey(set: DefinitionSet): string {
  return `@definitions:${set}`
}

/** The blob with the version of the `live` set, as text; changes in the same commit as the set. */
export const DEFINITIONS_VERSION_KEY = '@definitions:version'

/** What a partition stores, as it was at one moment. */
export interface StoredDefinitions {
  /** Of the `live` set; undefined while nothing was ever in force. */
  version: number | undefined
  /** In the order that was asked for. */
  lists: DefinitionList[]
  /** The chunks of those sets. */
  chunks: StoredChunks
}

/**
 * @param load reads blobs of the partition.
 * @throws DamageError when chunks are missing, or are not what was written.
 */
export async function loadDefinitionSets(load: LoadBlobs, sets: readonly DefinitionSet[]): Promise<StoredDefinitions> {
  const parts = new Map<string, DefinitionList>()
  const has = (chunk: string): boolean => {
    const part = knownPart(chunk)
    if (part) parts.set(chunk, part)
    return part !== undefined
  }
  const { blobs, chunks } = await loadWithChunks(load, [DEFINITIONS_VERSION_KEY, ...sets.map(definitionsKey)], has)
  for (const [key, value] of chunks) parts.set(key, decodePart({ key, value }))
  const [version, ...manifests] = blobs
  const listed = manifests.map((blob) => (blob && decodeManifest(blob)?.chunks) ?? [])
  return {
    version: version && decodeVersion(version),
    lists: manifests.map((blob, i) => {
      const known = listed[i]!.length > 0 ? knownList(listed[i]!) : undefined
      if (known) return known
      const inChunks = listed[i]!.flatMap((chunk) => parts.get(chunk) ?? [])
      return sameList(listOf(blob, inChunks))
    }),
    chunks: new Set(listed.flat()),
  }
}

/** Text: the digits of an offset of `weir.config`, or of 0 or -1 before there was one. */
function decodeVersion(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString()
  if (!/^-?\d{1,15}$/.test(text)) throw new DamageError('the state is damaged: the version of the definitions is no number')
  return Number(text)
}

/** Sets that were written before there were chunks are one JSON array. */
function listOf(blob: Uint8Array | undefined, inChunks: DefinitionList): DefinitionList {
  if (!blob || decodeManifest(blob)) return inChunks
  return decodeStored(blob, 'a set of definitions', isDefinitions)
}

/**
 * The blobs that store some of the sets, and which chunks the store has then.
 * @param all every set of the partition: what none of them needs is let go.
 * @param stored the chunks the store has now.
 */
export function encodeDefinitionSets(
  all: Readonly<Record<DefinitionSet, DefinitionList>>,
  changed: readonly DefinitionSet[],
  stored: StoredChunks,
): { puts: ChunkPut[]; stored: StoredChunks } {
  const next = putChunks(stored, Object.values(all).flatMap(chunksOfList))
  const manifests = changed.map((set) => {
    const chunks = chunksOfList(all[set]).map(({ key }) => key)
    return { key: definitionsKey(set), value: encodeManifest({ head: {}, chunks }) }
  })
  return { puts: [...next.puts, ...manifests], stored: next.stored }
}
