import { createHash } from 'node:crypto'
import { kindOf, unknownKind } from './rules/kind-of.ts'
import { leavesOf } from './rules/leaves.ts'
import { PATH_MEASURES } from './rules/measures.ts'
import { RESERVED_TRAIT } from './reserved-traits.ts'
import type { Condition, PercentileCondition, PublishedCondition } from './segment.ts'

/**
 * The threshold that a condition compares with; undefined where it needs none (a score's own
 * value).
 */
export function thresholdIdOf(published: PublishedCondition): string | undefined {
  const { kind, condition } = kindOf(published)
  switch (kind) {
    case 'score':
      return condition.percentile ? `model:${condition.score}` : undefined
    case 'lookalike':
      return `lookalike:${condition.lookalike}`
    case 'percentile': {
      const text = canonicalText(withMeasure(condition))
      return `percentile:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
    }
    default:
      return unknownKind(kind)
  }
}

/** Conditions that mean the same by form have the same threshold: what is not said is counting. */
function withMeasure({ percentile: { of, within }, top }: PercentileCondition): unknown {
  const measured = of.active_days ?? PATH_MEASURES.some((measure) => of[measure])
  return { of: measured ? of : { ...of, count: true }, within, top }
}

function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}

/**
 * The conditions of a rule that compare with something published; those of segments it refers to
 * are not among them.
 */
export function publishedIn(rule: Condition): PublishedCondition[] {
  return leavesOf(rule).flatMap(({ kind, condition }) =>
    kind === 'score' || kind === 'percentile' || kind === 'lookalike' ? [condition] : [],
  )
}

const thresholdIds = new WeakMap<Condition, readonly string[]>()

/** The ids of the thresholds that a rule itself needs, each once; worked out once for a rule. */
export function thresholdIdsIn(rule: Condition): readonly string[] {
  const known = thresholdIds.get(rule)
  if (known) return known
  const ids = [...new Set(publishedIn(rule).flatMap((condition) => thresholdIdOf(condition) ?? []))]
  thresholdIds.set(rule, ids)
  return ids
}

/** The name of the events that carry scores. */
export const SCORED_EVENT = `${RESERVED_TRAIT}Scored`

/** The trait that holds a model's score of a person. */
export function scoreTrait(model: string): string {
  return `${RESERVED_TRAIT}score.${model}`
}

/** The trait that holds how similar a person is to the members of a segment. */
export function lookalikeTrait(seed: string): string {
  return `${RESERVED_TRAIT}lookalike.${seed}`
}
