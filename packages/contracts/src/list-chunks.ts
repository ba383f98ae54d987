import { chunkOf, decodeNamedChunk } from './chunks.ts'
import type { Chunk } from './chunks.ts'
import { byIdOf, definitionText, madeFrom, share } from './definition-lists.ts'
import type { DefinitionChanges, DefinitionList } from './definition-lists.ts'
import type { SegmentDefinition } from './segment.ts'
import { isDefinitions } from './stored-segment.ts'

/** Lists of definitions as chunks to store, and by what they say. */

/**
 * A chunk ends before a segment whose number is a multiple of this: so a change in one place leaves
 * the other chunks as they are, wherever in the list they stand.
 */
const CHUNK_SEGMENTS = 64

const partsOfLists = new WeakMap<DefinitionList, readonly DefinitionList[]>()
const chunksOfLists = new WeakMap<DefinitionList, readonly Chunk[]>()
const chunksOfParts = new WeakMap<DefinitionList, Chunk>()
/** By the first definition of the chunk. */
const partsByFirst = new WeakMap<SegmentDefinition, DefinitionList>()

/** A list as chunks to store; worked out again only where it differs from lists before. */
export function chunksOfList(list: DefinitionList): readonly Chunk[] {
  const known = chunksOfLists.get(list)
  if (known) return known
  const chunks = partsOf(list).map(chunkOfPart)
  chunksOfLists.set(list, chunks)
  return chunks
}

/** The definitions of each chunk, in order; the same objects where they were not changed. */
function partsOf(list: DefinitionList): readonly DefinitionList[] {
  const known = partsOfLists.get(list)
  if (known) return known
  const origin = madeFrom(list)
  const before = origin && partsOfLists.get(origin.before)
  const parts = before ? revisedParts(before, origin.before, origin.changes) : cut(list).map(knownBefore)
  partsOfLists.set(list, parts)
  return parts
}

function isBoundary({ number }: SegmentDefinition): boolean {
  return number % CHUNK_SEGMENTS === 0
}

function cut(list: DefinitionList): DefinitionList[] {
  const parts: DefinitionList[] = []
  let start = 0
  for (let i = 1; i <= list.length; i++) {
    if (i < list.length && !isBoundary(list[i]!)) continue
    parts.push(list.slice(start, i))
    start = i
  }
  return parts
}

function knownBefore(part: DefinitionList): DefinitionList {
  const first = part[0]
  const known = first && partsByFirst.get(first)
  return known?.length === part.length && known.every((definition, i) => definition === part[i]) ? known : part
}

/** Looks for the changed definitions by the quick search for an object, and cuts nothing else. */
function revisedParts(
  before: readonly DefinitionList[],
  list: DefinitionList,
  { changed, removed }: DefinitionChanges,
): readonly DefinitionList[] {
  const had = byIdOf(list)
  const parts = [...before]
  const gone = new Set(removed)
  for (const id of gone) {
    const old = had.get(id)
    if (old) removeFrom(parts, old)
  }
  for (const next of new Map(changed.map((one) => [one.id, one])).values()) {
    const old = gone.has(next.id) ? undefined : had.get(next.id)
    const place = old ? parts.findIndex((part) => part.includes(old)) : -1
    if (place >= 0) parts[place] = parts[place]!.map((one) => (one === old ? next : one))
    else if (parts.length === 0 || isBoundary(next)) parts.push([next])
    else parts[parts.length - 1] = [...parts.at(-1)!, next]
  }
  return parts
}

/** What a chunk began with is the boundary before it. */
function removeFrom(parts: DefinitionList[], old: SegmentDefinition): void {
  const place = parts.findIndex((part) => part.includes(old))
  const part = parts[place]!
  const rest = part.filter((one) => one !== old)
  if (place > 0 && part[0] === old) parts.splice(place - 1, 2, [...parts[place - 1]!, ...rest])
  else if (rest.length > 0) parts[place] = rest
  else parts.splice(place, 1)
}

function chunkOfPart(part: DefinitionList): Chunk {
  const known = chunksOfParts.get(part)
  return known ?? noteChunk(part, chunkOf('definitions', `[${part.map(definitionText).join(',')}]`))
}

function noteChunk(part: DefinitionList, chunk: Chunk): Chunk {
  if (part[0]) partsByFirst.set(part[0], part)
  chunksOfParts.set(part, chunk)
  return chunk
}

/** So many lists are known by their content: those of a few versions. */
const LISTS_MAX = 8
const CHUNKS_MAX = 20_000
const byContent = new Map<string, DefinitionList>()
const partsByKey = new Map<string, DefinitionList>()

/** The definitions of a chunk, if it is known; the same objects each time. */
export function knownPart(chunk: string): DefinitionList | undefined {
  return partsByKey.get(chunk)
}

/** @param chunk as {@link chunksOfList} made it. @throws DamageError when it is not. */
export function decodePart({ key, value }: Chunk): DefinitionList {
  const known = partsByKey.get(key)
  if (known) return known
  const part = decodeNamedChunk({ key, value }, isDefinitions)
  noteChunk(part, { key, value })
  return remember(partsByKey, CHUNKS_MAX, key, part)
}

/**
 * The list that is known by this content already, or this one. What it shares with lists that are
 * known is the same objects.
 */
export function sameList<T extends SegmentDefinition>(list: readonly T[]): readonly T[] {
  // Equal definitions have equal fields.
  // oxlint-disable-next-line no-unsafe-type-assertion -- made of the same entries
  return listOfContent(list) as readonly T[]
}

function listOfContent(list: DefinitionList): DefinitionList {
  const chunks = chunksOfList(list)
  const content = contentOf(chunks.map(({ key }) => key))
  const known = byContent.get(content)
  if (known) return remember(byContent, LISTS_MAX, content, known)
  const own = partsOf(list)
  const parts = own.map((part, i) => {
    const { key } = chunks[i]!
    return remember(partsByKey, CHUNKS_MAX, key, partsByKey.get(key) ?? part)
  })
  const isOwn = parts.every((part, i) => part === own[i] || part.every((definition, j) => definition === own[i]![j]))
  return remember(byContent, LISTS_MAX, content, share(isOwn ? list : parts.flat()))
}

function contentOf(chunks: readonly string[]): string {
  return chunks.join()
}

/** The list of these chunks, if one of the newest lists has them. */
export function knownList(chunks: readonly string[]): DefinitionList | undefined {
  return byContent.get(contentOf(chunks))
}

/** As the one that was used last. */
function remember<V>(map: Map<string, V>, most: number, key: string, value: V): V {
  map.delete(key)
  map.set(key, value)
  if (map.size > most) map.delete(map.keys().next().value!)
  return value
}
