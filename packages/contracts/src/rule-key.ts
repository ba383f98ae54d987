import { createHash } from 'node:crypto'
import { DEFAULT_SEGMENT_PURPOSES } from './consent.ts'
import type { Purpose } from './consent.ts'
import { byIdOf, changesBetween } from './definition-lists.ts'
import type { DefinitionList } from './definition-lists.ts'
import { touchedBy } from './referrers.ts'
import { kindOf, unknownKind } from './rules/kind-of.ts'
import type { Condition, SegmentDefinition } from './segment.ts'

/** What of a definition does not decide about who is a member. */
const HARMLESS = new Set(['id', 'number', 'version', 'name', 'description', 'min_size', 'updated_at'])

/**
 * 32 hex digits that name what decides about membership: equal for two definitions when the same
 * people are members of both, as far as their form tells. What segments they refer to mean is part
 * of it.
 * @param find other segments by id.
 */
export function ruleKey(definition: SegmentDefinition, find: (id: string) => SegmentDefinition | undefined): string {
  const known = ruleKeys.get(definition)
  if (known !== undefined) return known
  let refers = false
  const findAndTell: Find = (id) => {
    refers = true
    return find(id)
  }
  const key = createHash('sha256')
    .update(JSON.stringify(meaning(definition, findAndTell, [])))
    .digest('hex')
    .slice(0, 32)
  if (!refers) ruleKeys.set(definition, key)
  return key
}

/** Worked out once for a definition that refers to no other: of thousands few change. */
const ruleKeys = new WeakMap<SegmentDefinition, string>()

/**
 * The purposes that membership asks for, each once: storage, and those of the segment. Nobody who
 * denies storage is a member of anything, so they are in no list, file or number either.
 */
export function membershipPurposes({ purposes }: { purposes?: readonly Purpose[] | undefined }): readonly Purpose[] {
  return [...new Set<Purpose>(['storage', ...(purposes ?? DEFAULT_SEGMENT_PURPOSES)])].sort()
}

type Find = (id: string) => SegmentDefinition | undefined

/**
 * Segments that refer to each other in a circle are refused when they are saved; here such a
 * reference just ends.
 */
function meaning(definition: SegmentDefinition, find: Find, trail: readonly string[]): unknown {
  const refer = (id: string): unknown => {
    const other = trail.includes(id) ? undefined : find(id)
    return other ? meaning(other, find, [...trail, definition.id]) : null
  }
  const parts = Object.entries(definition).filter(([key, value]) => !HARMLESS.has(key) && value !== undefined)
  return ordered({
    ...Object.fromEntries(parts),
    rule: resolved(definition.rule, refer),
    purposes: membershipPurposes(definition),
  })
}

function resolved(rule: Condition, refer: (id: string) => unknown): unknown {
  const { kind, condition } = kindOf(rule)
  switch (kind) {
    case 'all':
      return { all: condition.all.map((part) => resolved(part, refer)) }
    case 'any':
      return { any: condition.any.map((part) => resolved(part, refer)) }
    case 'not':
      return { not: resolved(condition.not, refer) }
    case 'segment':
      return { segment: refer(condition.segment) }
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'ratio':
    case 'touch':
    case 'sequence':
    case 'trait':
    case 'score':
    case 'percentile':
    case 'lookalike':
      return condition
    default:
      return unknownKind(kind)
  }
}

/** The same value, the keys of its objects in order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, ordered(part)]))
}

/** What decides about membership, where a list says something else of it than the one before. */
export interface RuleChanges {
  changed: readonly { definition: SegmentDefinition; rule: string }[]
  /** Numbers of segments; undefined when the list before is not known. */
  removed: readonly number[] | undefined
}

const lastChanges = new WeakMap<DefinitionList, { before: WeakRef<DefinitionList> | undefined; made: RuleChanges }>()

/**
 * The segments whose {@link ruleKey} is not what it was, in the order of the list; worked out once
 * for two lists.
 * @param before undefined when it is not known: then every segment is changed.
 */
export function ruleChanges(before: DefinitionList | undefined, after: DefinitionList): RuleChanges {
  const known = lastChanges.get(after)
  if (known && known.before?.deref() === before) return known.made
  const made = before ? compareRules(before, after) : { changed: rulesOf(after), removed: undefined }
  lastChanges.set(after, { before: before && new WeakRef(before), made })
  return made
}

function compareRules(before: DefinitionList, after: DefinitionList): RuleChanges {
  const changes = changesBetween(before, after)
  const [had, has] = [byIdOf(before), byIdOf(after)]
  const gone = changes ? changes.removed.flatMap((id) => had.get(id) ?? []) : before.filter(({ id }) => !has.has(id))
  const goneByNumber = new Map(gone.map((definition) => [definition.number, definition]))
  const touched = changes ? touchedBy(changes, after) : after
  const changed = touched.flatMap((definition) => {
    const known = had.get(definition.id) ?? goneByNumber.get(definition.number)
    // The same definition means the same, unless it refers to one that does not.
    if (known === definition && ruleKeys.has(definition)) return []
    const rule = ruleKey(definition, (id) => has.get(id))
    return known === undefined || ruleKey(known, (id) => had.get(id)) !== rule ? [{ definition, rule }] : []
  })
  const taken = new Set(touched.map(({ number }) => number))
  return { changed, removed: gone.flatMap(({ number }) => (taken.has(number) ? [] : [number])) }
}

function rulesOf(list: DefinitionList): RuleChanges['changed'] {
  const has = byIdOf(list)
  return list.map((definition) => ({ definition, rule: ruleKey(definition, (id) => has.get(id)) }))
}
