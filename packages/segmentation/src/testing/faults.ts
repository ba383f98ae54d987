import { durationMs, kindOf } from '@weir/contracts'
import type { SegmentDefinition, StoredThreshold } from '@weir/contracts'

/**
 * The same definition with thresholds, or a span for which a trait has to hold, that are off by a
 * little: who compares must notice.
 */
export function withFault(segment: SegmentDefinition): SegmentDefinition {
  const { rule, thresholds = [] } = segment
  const { kind, condition } = kindOf(rule)
  const longer =
    kind === 'trait' && condition.for !== undefined ? { ...condition, for: `${durationMs(condition.for) + 1}ms` } : rule
  return { ...segment, rule: longer, thresholds: thresholds.map(moved) }
}

function moved(threshold: StoredThreshold): StoredThreshold {
  if ('value' in threshold) return { ...threshold, value: threshold.value + 0.5 }
  if ('sizes' in threshold) return { ...threshold, sizes: threshold.sizes.map((size) => ({ ...size, value: size.value + 0.2 })) }
  return { ...threshold, percentiles: threshold.percentiles.map((score) => score + 0.2) }
}
