// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { byIdOf, kindOf, membershipPurposes, unknownKind } from '@weir/contracts'
import type { Condition, Purpose, SegmentDefinition, SegmentInput } from '@weir/contracts'
import type { Rule } from './rule.ts'
import { NEVER, resolvePublished } from './thresholds.ts'

/** A segment as other segments refer to it. */
export type Referable = Pick<SegmentInput, 'rule' | 'purposes'> & Pick<SegmentDefinition, 'thresholds'> & { id: string }

/** The limit of parts in an expanded rule: references multiply what they refer to. */
const PARTS_MAX = 2_000

/**
 * Replaces every `{ segment: id }` with the rule and the consent gate of that segment, which is
 * what membership in it means. Replaces conditions on percentiles, scores and lookalikes with
 * ordinary ones under the thresholds that came with the definitions. If a threshold is not
 * published, the whole rule holds for no person (the condition alone would be false, and an
 * exclusion would then admit all), but it still has to make sense.
 * @throws RangeError when the result is too large, for an unknown segment, and for segments that
 *   refer to each other in a circle (it names them in order).
 */
export function expandReferences(definition: Referable, others: readonly Referable[]): Rule {
  return expandRule(definition, others).rule
}

/**
 * The same, with the ids of the segments that the rule refers to, directly or through others.
 * @throws RangeError as {@link expandReferences}.
 */
export function expandRule(definition: Referable, others: readonly Referable[]): { rule: Rule; refersTo: ReadonlySet<string> } {
  const { rule, unresolved, refersTo } = walkRule(definition, others)
  return { rule: unresolved.length > 0 ? { all: [NEVER, rule] } : rule, refersTo }
}

/**
 * Returns the ids of the thresholds that a rule waits for, in its own conditions or in those of
 * segments that it refers to.
 * @throws RangeError as {@link expandReferences}.
 */
export function unresolvedIn(definition: Referable, others: readonly Referable[]): string[] {
  return [...new Set(walkRule(definition, others).unresolved)]
}

function walkRule(
  definition: Referable,
  others: readonly Referable[],
): { rule: Rule; unresolved: string[]; refersTo: ReadonlySet<string> } {
  const unresolved: string[] = []
  const refersTo = new Set<string>()
  let parts = 0
  const walk = (given: Condition, owner: Referable, trail: readonly string[]): Rule => {
    if (++parts > PARTS_MAX) throw new RangeError(`with the segments it refers to, the rule has more than ${PARTS_MAX} parts`)
    const { kind, condition } = kindOf(given)
    switch (kind) {
      case 'all':
        return { all: condition.all.map((c) => walk(c, owner, trail)) }
      case 'any':
        return { any: condition.any.map((c) => walk(c, owner, trail)) }
      case 'not':
        return { not: walk(condition.not, owner, trail) }
      case 'score':
      case 'percentile':
      case 'lookalike': {
        const { rule, missing } = resolvePublished(condition, owner.thresholds)
        if (missing !== undefined) unresolved.push(missing)
        return rule
      }
      case 'segment':
        return refer(condition.segment, trail)
      case 'event':
      case 'exposure':
      case 'affinity':
      case 'ratio':
      case 'touch':
      case 'sequence':
      case 'trait':
        return condition
      default:
        return unknownKind(kind)
    }
  }
  const refer = (id: string, trail: readonly string[]): Rule => {
    if (trail.includes(id)) throw new RangeError(`segments refer to each other in a circle: ${[...trail, id].join(' -> ')}`)
    const other = byIdOf(others).get(id)
    refersTo.add(id)
    if (!other) throw new RangeError(`there is no segment "${id}" to refer to`)
    return { all: [{ consented: membershipPurposes(other) }, walk(other.rule, other, [...trail, id])] }
  }
  return { rule: walk(definition.rule, definition, [definition.id]), unresolved, refersTo }
}

/** Returns the consent gates inside a rule. */
export function gatesIn(rule: Rule): (readonly Purpose[])[] {
  const { kind, condition } = kindOf(rule)
  switch (kind) {
    case 'all':
      return condition.all.flatMap(gatesIn)
    case 'any':
      return condition.any.flatMap(gatesIn)
    case 'not':
      return gatesIn(condition.not)
    case 'consented':
      return [condition.consented]
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'ratio':
    case 'touch':
    case 'sequence':
    case 'trait':
      return []
    default:
      return unknownKind(kind)
  }
}
