import { pathFaults, segmentNumber, WeirError } from '@weir/contracts'
import type { SegmentDefinition, SegmentInput } from '@weir/contracts'
import type { ReportingDeps } from '../deps.ts'
import { mustCompile } from './definitions.ts'

/**
 * A definition that is tried beside the stored ones, in the place of the one with its id if there is one. Paths that lead nowhere are
 * refused here and not where a stored rule is read: those that were saved when they were taken still stand.
 * @throws WeirError invalid_field when it cannot stand there.
 */
export function mustStand(
  config: ReportingDeps['config'],
  id: string,
  input: Pick<SegmentInput, 'rule' | 'purposes'>,
): SegmentDefinition {
  const faults = pathFaults(input.rule)
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  const candidate = config.withThresholds({ ...input, id, number: segmentNumber(id), version: 1, name: id })
  mustCompile([...config.segments().filter((segment) => segment.id !== id), candidate])
  return candidate
}
