import { z } from 'zod'

/**
 * Thresholds: what a batch run publishes for the conditions that compare a person with everybody
 * else. One record per id on `weir.config`; the ids say what it is for:
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
