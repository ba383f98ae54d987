import { chunkOf, decodeNamedChunk } from './chunks.ts'
import type { Chunk } from './chunks.ts'
import type { SegmentDefinition } from './segment.ts'
import { isDefinitions } from './stored-segment.ts'

/**
 * Lists of definitions, thousands of which differ from the one before in a single segment. What did
 * not change is the same object in both, and equal lists are the same list wherever they come from:
 * so whatever is worked out of a definition or a list is worked out once.
 */
export type DefinitionList = readonly SegmentDefinition[]

/** What makes one list into the next: changed ones keep their place, new ones come last. */
export interface DefinitionChanges {
  changed: SegmentDefinition[]
  /** By id. */
  removed: string[]
}

const lastChanges = new WeakMap<DefinitionList, { before: DefinitionList; changes: DefinitionChanges | undefined }>()

/**
 * Worked out once for two lists.
 * @returns undefined when changes cannot say it, since the order is another one.
 */
export function changesBetween(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
  const known = lastChanges.get(after)
  if (known?.before === before) return known.changes
  const changes = compareLists(before, after)
  lastChanges.set(after, { before, changes })
  return changes
}

function compareLists(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
  const known = new Map(before.map((definition) => [definition.id, definition]))
  const changed = after.filter((definition) => !isSame(known.get(definition.id), definition))
  const kept = new Set(after.map(({ id }) => id))
  const changes = { changed, removed: before.filter(({ id }) => !kept.has(id)).map(({ id }) => id) }
  const made = withChanges(before, changes)
  return made.length === after.length && made.every(({ id }, i) => id === after[i]!.id) ? changes : undefined
}

function isSame(a: SegmentDefinition | undefined, b: SegmentDefinition): boolean {
  return a === b || (a !== undefined && definitionText(a) === definitionText(b))
}

const made = new WeakMap<DefinitionList, { changes: string; list: DefinitionList }>()

/** The next list; the same one for the same changes, whoever asks. */
export function withChanges(before: DefinitionList, { changed, removed }: DefinitionChanges): DefinitionList {
  if (changed.length === 0 && removed.length === 0) return before
  const changes = JSON.stringify([changed, removed])
  const known = made.get(before)
  if (known?.changes === changes) return known.list
  const next = new Map(before.map((definition) => [definition.id, definition]))
  for (const id of removed) next.delete(id)
  for (const definition of changed) next.set(definition.id, definition)
  const list = [...next.values()]
  made.set(before, { changes, list })
  return list
}

const texts = new WeakMap<SegmentDefinition, string>()

function definitionText(definition: SegmentDefinition): string {
  const known = texts.get(definition)
  if (known !== undefined) return known
  const text = JSON.stringify(definition)
  texts.set(definition, text)
  return text
}

/**
 * A chunk ends before a segment whose number is a multiple of this: so a change in one place leaves
 * the other chunks as they are, wherever in the list they stand.
 */
const CHUNK_SEGMENTS = 64

const chunksOfLists = new WeakMap<DefinitionList, readonly Chunk[]>()
/** By the first definition of the chunk. */
const chunksByFirst = new WeakMap<SegmentDefinition, { of: DefinitionList; chunk: Chunk }>()

/** A list as chunks to store; worked out again only where it differs from lists before. */
export function chunksOfList(list: DefinitionList): readonly Chunk[] {
  const known = chunksOfLists.get(list)
  if (known) return known
  const chunks = partsOf(list).map(chunkOfPart)
  chunksOfLists.set(list, chunks)
  return chunks
}

function partsOf(list: DefinitionList): DefinitionList[] {
  const parts: DefinitionList[] = []
  let start = 0
  for (let i = 1; i <= list.length; i++) {
    if (i < list.length && list[i]!.number % CHUNK_SEGMENTS !== 0) continue
    parts.push(list.slice(start, i))
    start = i
  }
  return parts
}

function chunkOfPart(part: DefinitionList): Chunk {
  const first = part[0]!
  const known = chunksByFirst.get(first)
  if (known?.of.length === part.length && known.of.every((definition, i) => definition === part[i])) return known.chunk
  const chunk = chunkOf('definitions', `[${part.map(definitionText).join(',')}]`)
  chunksByFirst.set(first, { of: part, chunk })
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
  if (part[0]) chunksByFirst.set(part[0], { of: part, chunk: { key, value } })
  return remember(partsByKey, CHUNKS_MAX, key, part)
}

/**
 * The list that is known by this content already, or this one. What it shares with lists that are
 * known is the same objects.
 */
export function sameList(list: DefinitionList): DefinitionList {
  const chunks = chunksOfList(list)
  const content = contentOf(chunks.map(({ key }) => key))
  const known = byContent.get(content)
  if (known) return remember(byContent, LISTS_MAX, content, known)
  const parts = partsOf(list).map((part, i) => {
    const { key } = chunks[i]!
    return remember(partsByKey, CHUNKS_MAX, key, partsByKey.get(key) ?? part)
  })
  const isOwn = parts.flat().every((definition, i) => definition === list[i])
  return remember(byContent, LISTS_MAX, content, isOwn ? list : parts.flat())
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
