import { createHash } from 'node:crypto'
import type { SegmentDefinition } from './segment.ts'

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

/** @returns undefined when changes cannot say it, since the order is another one. */
export function changesBetween(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
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

/** So many lists are known by their content: those of a few versions. */
const LISTS_MAX = 8
const byContent = new Map<string, DefinitionList>()
const encoded = new WeakMap<DefinitionList, Uint8Array>()

/** A list as JSON; do not write to the bytes. */
export function encodeDefinitions(list: DefinitionList): Uint8Array {
  const known = encoded.get(list)
  if (known) return known
  const bytes = Buffer.from(`[${list.map(definitionText).join(',')}]`)
  encoded.set(list, bytes)
  return bytes
}

/**
 * @param bytes as encoded; undefined for an empty list.
 * @returns the same list for the same bytes.
 */
export function decodeDefinitions(bytes: Uint8Array | undefined): DefinitionList {
  if (!bytes) return []
  return knownBy(bytes, () => JSON.parse(Buffer.from(bytes).toString()) as SegmentDefinition[])
}

/** The list that is known by this content already, or this one. */
export function sameList(list: DefinitionList): DefinitionList {
  return knownBy(encodeDefinitions(list), () => list)
}

function knownBy(bytes: Uint8Array, make: () => DefinitionList): DefinitionList {
  const digest = createHash('sha256').update(bytes).digest('base64')
  const list = byContent.get(digest) ?? make()
  byContent.delete(digest)
  byContent.set(digest, list)
  if (byContent.size > LISTS_MAX) byContent.delete(byContent.keys().next().value!)
  return list
}
