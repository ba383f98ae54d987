import { leavesOf, pathFaults, rangeFaults, ruleKey, segmentNumber, WeirError } from '@weir/contracts'
import type { Condition, SegmentDefinition, SegmentInput } from '@weir/contracts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { mustCompile } from './definitions.ts'

/**
 * A definition that is tried beside the stored ones that it refers to, in the place of the one with
 * its id if there is one. Paths that lead nowhere, and ranges that hold nothing, are refused here
 * and not where a stored rule is read: those that were saved when they were taken still stand.
 * @throws WeirError invalid_field when it cannot stand there.
 */
export function mustStand(
  config: ReportingDeps['config'],
  id: string,
  input: Pick<SegmentInput, 'rule' | 'purposes'>,
): SegmentDefinition {
  const faults = [...pathFaults(input.rule), ...rangeFaults(input.rule)]
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  const candidate = config.withThresholds({ ...input, id, number: segmentNumber(id), version: 1, name: id })
  mustCompile([...referredTo(config, candidate), candidate])
  return candidate
}

/**
 * The number of people below which a rule that is not stored says nothing either: the largest
 * `min_size` of the segments that it refers to, and of those that mean the same. Undefined when
 * none of them has one.
 */
export function leastShown(config: ReportingDeps['config'], candidate: SegmentDefinition): number | undefined {
  const find = (id: string): SegmentDefinition | undefined => config.segment(id)
  const key = ruleKey(candidate, find)
  const twins = config.segments().filter((segment) => segment.min_size !== undefined && ruleKey(segment, find) === key)
  const sizes = [...referredTo(config, candidate), ...twins].flatMap(({ min_size }) => min_size ?? [])
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}

/** What a rule refers to, through others as well; the candidate itself is not among them. */
function referredTo(config: ReportingDeps['config'], candidate: SegmentDefinition): SegmentDefinition[] {
  const found = new Map<string, SegmentDefinition>()
  const waiting = segmentsIn(candidate.rule)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const other = id === candidate.id || found.has(id) ? undefined : config.segment(id)
    if (!other) continue
    found.set(id, other)
    waiting.push(...segmentsIn(other.rule))
  }
  return [...found.values()]
}

function segmentsIn(rule: Condition): string[] {
  return leavesOf(rule).flatMap(({ kind, condition }) => (kind === 'segment' ? [condition.segment] : []))
}
