import type { Condition } from '@weir/contracts'

/** Where a condition stands: places in groups, from the outside; `[]` is the rule itself. */
export type RulePlace = readonly number[]

/** The conditions directly inside one. */
export function partsOf(rule: Condition): readonly Condition[] {
  if ('all' in rule) return rule.all
  if ('any' in rule) return rule.any
  if ('not' in rule) return [rule.not]
  return []
}

function withParts(rule: Condition, parts: readonly Condition[]): Condition | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  if ('all' in rule) return { all: [...parts] }
  if ('any' in rule) return { any: [...parts] }
  return { not: first }
}

/** The condition at a place; undefined where there is none. */
export function conditionAt(rule: Condition, [first, ...rest]: RulePlace): Condition | undefined {
  if (first === undefined) return rule
  const part = partsOf(rule)[first]
  return part && conditionAt(part, rest)
}

/**
 * The rule with another condition at a place, or without the one there. A group that loses its last
 * condition goes, too.
 * @returns undefined when nothing is left.
 */
export function replaceAt(rule: Condition, [first, ...rest]: RulePlace, next: Condition | undefined): Condition | undefined {
  if (first === undefined) return next
  const parts = [...partsOf(rule)]
  const inner = parts[first]
  if (inner === undefined) return rule
  const changed = replaceAt(inner, rest, next)
  parts.splice(first, 1, ...(changed === undefined ? [] : [changed]))
  return withParts(rule, parts)
}

/** The rule with a condition more in the group at a place; what is no group becomes one of both. */
export function addTo(rule: Condition, place: RulePlace, added: Condition): Condition {
  const group = conditionAt(rule, place)
  if (group === undefined) return rule
  const grown: Condition =
    'all' in group ? { all: [...group.all, added] } : 'any' in group ? { any: [...group.any, added] } : { all: [group, added] }
  return replaceAt(rule, place, grown) ?? rule
}

/** The rule with the condition at a place inside a group of its own. */
export function wrapAt(rule: Condition, place: RulePlace, kind: 'all' | 'any' | 'not'): Condition {
  const inner = conditionAt(rule, place)
  if (inner === undefined) return rule
  const wrapped: Condition = kind === 'not' ? { not: inner } : kind === 'all' ? { all: [inner] } : { any: [inner] }
  return replaceAt(rule, place, wrapped) ?? rule
}

/** The same conditions in a group of another kind; of `not` there is one only. */
export function regroupAt(rule: Condition, place: RulePlace, kind: 'all' | 'any' | 'not'): Condition {
  const group = conditionAt(rule, place)
  if (group === undefined) return rule
  const parts = [...partsOf(group)]
  const [first] = parts
  if (first === undefined) return rule
  const next: Condition =
    kind === 'all' ? { all: parts } : kind === 'any' ? { any: parts } : { not: parts.length === 1 ? first : { any: parts } }
  return replaceAt(rule, place, next) ?? rule
}
