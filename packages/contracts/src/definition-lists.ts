import type { SegmentDefinition } from './segment.ts'
import { SharedMap } from './shared-map.ts'

/**
 * Lists of definitions, thousands of which differ from the one before in a single segment. What did
 * not change is the same object in both, and equal lists are the same list wherever they come from:
 * so whatever is worked out of a definition or a list is worked out once. A list knows the one it
 * was made from, so what is worked out of it is made of what was worked out of that one, and
 * nothing passes over all of it.
 */
export type DefinitionList = readonly SegmentDefinition[]

/** What makes one list into the next: changed ones keep their place, new ones come last. */
export interface DefinitionChanges<T extends SegmentDefinition = SegmentDefinition> {
  changed: T[]
  /** By id. */
  removed: string[]
}

/** Where a list comes from; weak, or each list would keep all those before it. */
interface Origin {
  before: WeakRef<DefinitionList>
  changes: DefinitionChanges
}

const origins = new WeakMap<DefinitionList, Origin>()

/** The list that this one was made from, if it is still in use, and what made it. */
export function madeFrom(list: DefinitionList): { before: DefinitionList; changes: DefinitionChanges } | undefined {
  const origin = origins.get(list)
  const before = origin?.before.deref()
  return origin && before && { before, changes: origin.changes }
}

const shared = new WeakSet<DefinitionList>()

/** Whether a list was handed out here, so that nobody changes it any more. */
export function isShared(list: DefinitionList): boolean {
  return shared.has(list)
}

/** Marks a list as one that nobody changes any more. */
export function share<T extends DefinitionList>(list: T): T {
  shared.add(list)
  return list
}

const byIds = new WeakMap<readonly { id: string }[], SharedMap<string, { id: string }>>()

/** The entries of a list by their ids, worked out once. The list must not change any more. */
export function byIdOf<T extends { id: string }>(list: readonly T[]): SharedMap<string, T> {
  const known = byIds.get(list)
  // What is kept for a list was made of its own entries.
  // oxlint-disable-next-line no-unsafe-type-assertion -- made of the same entries
  if (known) return known as SharedMap<string, T>
  const made = SharedMap.of(list.map((entry) => [entry.id, entry] as const))
  byIds.set(list, made)
  return made
}

const lastChanges = new WeakMap<DefinitionList, Origin | { before: WeakRef<DefinitionList>; changes: undefined }>()

/**
 * Worked out once for two lists.
 * @returns undefined when changes cannot say it, since the order is another one.
 */
export function changesBetween(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
  // What nobody has seen before is of one use only.
  if (before.length === 0 && byIdOf(after).size === after.length) return { changed: [...after], removed: [] }
  const known = lastChanges.get(after)
  if (known?.before.deref() === before) return known.changes
  const changes = changesOnTheWay(before, after) ?? compareLists(before, after)
  lastChanges.set(after, { before: new WeakRef(before), changes })
  return changes
}

/** So many changes are put together; more are rare, and then the lists are compared. */
const STEPS_MAX = 16

/** @returns undefined where the one list was not made from the other in a few plain steps. */
export function changesOnTheWay(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
  const steps: DefinitionChanges[] = []
  for (let list = after; list !== before;) {
    const origin = steps.length < STEPS_MAX ? madeFrom(list) : undefined
    if (!origin) return undefined
    steps.push(origin.changes)
    list = origin.before
  }
  const had = byIdOf(before)
  const changed = new Map<string, SegmentDefinition>()
  const removed = new Set<string>()
  for (const step of steps.toReversed()) {
    for (const id of step.removed) {
      changed.delete(id)
      if (had.has(id)) removed.add(id)
    }
    for (const definition of step.changed) {
      // What went and came back stands in another place.
      if (removed.has(definition.id)) return undefined
      changed.set(definition.id, definition)
    }
  }
  return { changed: [...changed.values()].filter((one) => !isSame(had.get(one.id), one)), removed: [...removed] }
}

function compareLists(before: DefinitionList, after: DefinitionList): DefinitionChanges | undefined {
  const known = byIdOf(before)
  const kept = new Set(after.map(({ id }) => id))
  const changed = after.filter((definition) => !isSame(known.get(definition.id), definition))
  const changes = { changed, removed: before.filter(({ id }) => !kept.has(id)).map(({ id }) => id) }
  const made = listWith(before, changes)
  return made.length === after.length && made.every(({ id }, i) => id === after[i]!.id) ? changes : undefined
}

function isSame(a: SegmentDefinition | undefined, b: SegmentDefinition): boolean {
  return a === b || (a !== undefined && definitionText(a) === definitionText(b))
}

const made = new WeakMap<DefinitionList, { changes: string; list: DefinitionList }>()

/** The next list; the same one for the same changes, whoever asks. */
export function withChanges<T extends SegmentDefinition>(before: readonly T[], changes: DefinitionChanges<T>): readonly T[] {
  const { changed, removed } = changes
  if (changed.length === 0 && removed.length === 0) return before
  const text = JSON.stringify([changed, removed])
  const known = made.get(before)
  // Equal definitions have equal fields.
  // oxlint-disable-next-line no-unsafe-type-assertion -- made of the same entries
  if (known?.changes === text) return known.list as readonly T[]
  const list = listWith(before, changes)
  byIds.set(
    list,
    byIdOf(before).with(
      changed.map((definition) => [definition.id, definition]),
      removed,
    ),
  )
  origins.set(list, { before: new WeakRef(before), changes })
  made.set(before, { changes: text, list })
  return share(list)
}

/** Up to so many changes are made one by one, by the quick search for an object. */
const ONE_BY_ONE_MAX = 16

function listWith<T extends SegmentDefinition>(before: readonly T[], { changed, removed }: DefinitionChanges<T>): T[] {
  if (changed.length + removed.length > ONE_BY_ONE_MAX) {
    const next = new Map(before.map((definition) => [definition.id, definition]))
    for (const id of removed) next.delete(id)
    for (const definition of changed) next.set(definition.id, definition)
    return [...next.values()]
  }
  const known = byIdOf(before)
  const list = [...before]
  const placeOf = (id: string): number => {
    const definition = known.get(id)
    return definition ? list.indexOf(definition) : -1
  }
  for (const id of removed) {
    const place = placeOf(id)
    if (place >= 0) list.splice(place, 1)
  }
  for (const definition of new Map(changed.map((one) => [one.id, one])).values()) {
    const place = placeOf(definition.id)
    if (place >= 0) list[place] = definition
    else list.push(definition)
  }
  return list
}

const texts = new WeakMap<SegmentDefinition, string>()

/** A definition as JSON, written once. */
export function definitionText(definition: SegmentDefinition): string {
  const known = texts.get(definition)
  if (known !== undefined) return known
  const text = JSON.stringify(definition)
  texts.set(definition, text)
  return text
}
