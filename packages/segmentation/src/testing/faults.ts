import { durationMs, kindOf } from '@weir/contracts'
import type { Condition, Op, SegmentDefinition, StoredThreshold, Where } from '@weir/contracts'

/**
 * Returns the definition with a fault that every comparison must notice: thresholds, or the span
 * for which a trait has to hold, that are off by a little; an average instead of a median; a test
 * of an event with its edge on the other side; nobody cools down.
 */
export function withFault(segment: SegmentDefinition): SegmentDefinition {
  const { rule, thresholds = [] } = segment
  return { ...segment, rule: mistaken(rule), thresholds: thresholds.map(moved) }
}

function mistaken(rule: Condition): Condition {
  const { kind, condition } = kindOf(rule)
  if (kind === 'trait' && condition.for !== undefined) return { ...condition, for: `${durationMs(condition.for) + 1}ms` }
  if (kind === 'ratio') return { ...condition, ratio: [condition.ratio[1], condition.ratio[0]] }
  if (kind === 'exposure' && condition.cool_down !== undefined) {
    const { cool_down: _, ...counted } = condition
    return counted
  }
  if (kind === 'touch') return { ...condition, touch: condition.touch === 'first' ? 'last' : 'first' }
  if (kind !== 'event') return rule
  if (condition.since) {
    const { since: _, ...whenever } = condition
    return whenever
  }
  if (condition.per !== undefined) {
    const { per: _, ...together } = condition
    return together
  }
  if (condition.median) {
    const { median, ...others } = condition
    return { ...others, avg: median }
  }
  return { ...condition, event: { ...condition.event, where: (condition.event.where ?? []).map(edgeMoved) } }
}

const NEIGHBOURS: Readonly<Partial<Record<Op, Op>>> = { gte: 'gt', gt: 'gte', lt: 'lte', lte: 'lt', eq: 'ne', ne: 'eq' }

/** The test of the same values, with the edge on the other side. */
function edgeMoved(where: Where): Where {
  return { ...where, op: NEIGHBOURS[where.op] ?? where.op }
}

function moved(threshold: StoredThreshold): StoredThreshold {
  if ('value' in threshold) return { ...threshold, value: threshold.value + 0.5 }
  if ('sizes' in threshold) return { ...threshold, sizes: threshold.sizes.map((size) => ({ ...size, value: size.value + 0.2 })) }
  return { ...threshold, percentiles: threshold.percentiles.map((score) => score + 0.2) }
}
