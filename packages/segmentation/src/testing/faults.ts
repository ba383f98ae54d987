import { durationMs, kindOf } from '@weir/contracts'
import type { Condition, SegmentDefinition, StoredThreshold } from '@weir/contracts'

/**
 * Returns the definition with a fault that every comparison must notice: thresholds, or the span
 * for which a trait has to hold, that are off by a little; an average instead of a median.
 */
export function withFault(segment: SegmentDefinition): SegmentDefinition {
  const { rule, thresholds = [] } = segment
  return { ...segment, rule: mistaken(rule), thresholds: thresholds.map(moved) }
}

function mistaken(rule: Condition): Condition {
  const { kind, condition } = kindOf(rule)
  if (kind === 'trait' && condition.for !== undefined) return { ...condition, for: `${durationMs(condition.for) + 1}ms` }
  if (kind !== 'event' || !condition.median) return rule
  const { median, ...others } = condition
  return { ...others, avg: median }
}

function moved(threshold: StoredThreshold): StoredThreshold {
  if ('value' in threshold) return { ...threshold, value: threshold.value + 0.5 }
  if ('sizes' in threshold) return { ...threshold, sizes: threshold.sizes.map((size) => ({ ...size, value: size.value + 0.2 })) }
  return { ...threshold, percentiles: threshold.percentiles.map((score) => score + 0.2) }
}
