import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PATH_MEASURES } from './segment.ts'
import type { Condition, PercentileCondition, PublishedCondition } from './segment.ts'

/**
 * Thresholds: what a batch run publishes for the conditions that compare a person with everybody else. One record per id on
 * `weir.config`; the ids say what it is for:
 *
 *   percentile:<16 hex digits>   one number: the measure that the best `top` of people reach. The digits are a hash of the condition.
 *   model:<model id>             the 99 percentiles of a model's scores.
 *   lookalike:<segment id>       per size, the similarity that so large a share of people reaches.
 */
export const THRESHOLD_ID = /^(percentile:[0-9a-f]{16}|model:[A-Za-z0-9][A-Za-z0-9_-]{0,63}|lookalike:[a-z0-9][a-z0-9_-]{0,63})$/

const PercentileThreshold = z.strictObject({ value: z.number() })
const ModelThreshold = z
  .strictObject({ percentiles: z.array(z.number()).length(99) })
  .refine(({ percentiles }) => percentiles.every((value, i) => i === 0 || value >= percentiles[i - 1]!), 'percentiles never fall')
const LookalikeThreshold = z
  .strictObject({
    sizes: z
      .array(z.strictObject({ size: z.number().gt(0).lt(1), value: z.number() }))
      .min(1)
      .max(100),
  })
  .refine(({ sizes }) => new Set(sizes.map(({ size }) => size)).size === sizes.length, 'give each size once')

/** What `PUT /v1/thresholds/{id}` takes: which form depends on the id. */
export const ThresholdInput = z.union([PercentileThreshold, ModelThreshold, LookalikeThreshold])
export type ThresholdInput = z.infer<typeof ThresholdInput>

const stored = { id: z.string().regex(THRESHOLD_ID), version: z.int(), published_at: z.int() }

/** A published threshold; versions count from 1 per id, `published_at` is Unix ms. */
export const StoredThreshold = z.union([
  PercentileThreshold.extend(stored),
  ModelThreshold.safeExtend(stored),
  LookalikeThreshold.safeExtend(stored),
])
export type StoredThreshold = z.infer<typeof StoredThreshold>

/** The field in which a threshold of this id has its numbers. */
export function thresholdField(id: string): 'value' | 'percentiles' | 'sizes' {
  return id.startsWith('percentile:') ? 'value' : id.startsWith('model:') ? 'percentiles' : 'sizes'
}

/** The threshold that a condition compares with; undefined where it needs none (a score's own value). */
export function thresholdIdOf(condition: PublishedCondition): string | undefined {
  if ('score' in condition) return condition.percentile ? `model:${condition.score}` : undefined
  if ('lookalike' in condition) return `lookalike:${condition.lookalike}`
  const text = canonicalText(withMeasure(condition))
  return `percentile:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
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

/** The conditions of a rule that compare with something published; those of segments it refers to are not among them. */
export function publishedIn(rule: Condition): PublishedCondition[] {
  if ('all' in rule) return rule.all.flatMap(publishedIn)
  if ('any' in rule) return rule.any.flatMap(publishedIn)
  if ('not' in rule) return publishedIn(rule.not)
  return 'score' in rule || 'percentile' in rule || 'lookalike' in rule ? [rule] : []
}

/** The ids of the thresholds that a rule itself needs, each once. */
export function thresholdIdsIn(rule: Condition): string[] {
  return [...new Set(publishedIn(rule).flatMap((condition) => thresholdIdOf(condition) ?? []))]
}

/** Traits whose keys begin so are set by Weir's own runs; senders cannot set them and rules cannot name them. */
export const RESERVED_TRAIT = '$'

/** The trait that holds a model's score of a person. */
export function scoreTrait(model: string): string {
  return `${RESERVED_TRAIT}score.${model}`
}

/** The trait that holds how similar a person is to the members of a segment. */
export function lookalikeTrait(seed: string): string {
  return `${RESERVED_TRAIT}lookalike.${seed}`
}
