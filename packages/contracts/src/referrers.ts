import { byIdOf, madeFrom } from './definition-lists.ts'
import type { DefinitionChanges, DefinitionList } from './definition-lists.ts'
import { leavesOf } from './rules/leaves.ts'
import type { SegmentDefinition } from './segment.ts'
import { SharedMap } from './shared-map.ts'

/** By the id of a segment the ids of those whose rules name it. */
type Referrers = SharedMap<string, readonly string[]>

const known = new WeakMap<DefinitionList, Referrers>()

/** Worked out once; of a list that was made from another, only what changed is looked at. */
export function referrersIn(list: DefinitionList): Referrers {
  const found = known.get(list)
  if (found) return found
  const origin = madeFrom(list)
  const before = origin && known.get(origin.before)
  const made = before ? revised(before, origin.before, origin.changes) : referring(SharedMap.of(), list)
  known.set(list, made)
  return made
}

/** What changed and what refers to it, directly or through others, in the order of the list. */
export function touchedBy({ changed, removed }: DefinitionChanges, after: DefinitionList): SegmentDefinition[] {
  const referrers = referrersIn(after)
  const ids = new Set([...changed.map(({ id }) => id), ...removed])
  for (const id of ids) for (const referrer of referrers.get(id) ?? []) ids.add(referrer)
  const has = byIdOf(after)
  const touched = new Set([...ids].flatMap((id) => has.get(id) ?? []))
  if (touched.size > FEW) return after.filter((definition) => touched.has(definition))
  const placed = [...touched].map((definition) => ({ definition, place: after.indexOf(definition) }))
  return placed.sort((a, b) => a.place - b.place).map(({ definition }) => definition)
}

/** So many are put in order by the quick search for an object. */
const FEW = 16

function revised(before: Referrers, list: DefinitionList, { changed, removed }: DefinitionChanges): Referrers {
  const had = byIdOf(list)
  const gone = [...removed, ...changed.map(({ id }) => id)].flatMap((id) => had.get(id) ?? [])
  return referring(before, [...new Map(changed.map((one) => [one.id, one])).values()], gone)
}

function referring(before: Referrers, added: Iterable<SegmentDefinition>, gone: readonly SegmentDefinition[] = []): Referrers {
  const entries = new Map<string, Set<string>>()
  const entryOf = (id: string): Set<string> => {
    const entry = entries.get(id) ?? new Set(before.get(id))
    entries.set(id, entry)
    return entry
  }
  for (const definition of gone) for (const id of referencesOf(definition)) entryOf(id).delete(definition.id)
  for (const definition of added) for (const id of referencesOf(definition)) entryOf(id).add(definition.id)
  return before.with([...entries].map(([id, referrers]) => [id, [...referrers]]))
}

/** The segments that a rule names itself. */
function referencesOf({ rule }: SegmentDefinition): string[] {
  return leavesOf(rule).flatMap(({ kind, condition }) => (kind === 'segment' ? [condition.segment] : []))
}
