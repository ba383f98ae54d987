import type { Condition } from '../segment.ts'
import { kindOf, unknownKind } from './kind-of.ts'
import type { Kinded } from './kind-of.ts'

type Group = 'all' | 'any' | 'not'

/** A condition that has no others inside it, its kind, and its place in the rule (dotted). */
export type Leaf = Exclude<Kinded<Condition>, { kind: Group }> & { at: string }

/** The leaves of a rule, from left to right. @param at the place of the rule itself. */
export function leavesOf(rule: Condition, at = 'rule'): Leaf[] {
  const found = kindOf(rule)
  const { kind, condition } = found
  switch (kind) {
    case 'all':
      return condition.all.flatMap((part, i) => leavesOf(part, `${at}.all.${i}`))
    case 'any':
      return condition.any.flatMap((part, i) => leavesOf(part, `${at}.any.${i}`))
    case 'not':
      return leavesOf(condition.not, `${at}.not`)
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
    case 'segment':
      return [{ ...found, at }]
    default:
      return unknownKind(kind)
  }
}
