import { segmentNumber } from '@weir/contracts'
import type { SegmentDefinition, SegmentInput } from '@weir/contracts'
import type { ReportingDeps } from '../deps.ts'
import { mustCompile } from './definitions.ts'

/**
 * A definition that is tried beside the stored ones, in the place of the one with its id if there is one.
 * @throws WeirError invalid_field when it cannot stand there.
 */
export function mustStand(
  config: ReportingDeps['config'],
  id: string,
  input: Pick<SegmentInput, 'rule' | 'purposes'>,
): SegmentDefinition {
  const candidate = config.withThresholds({ ...input, id, number: segmentNumber(id), version: 1, name: id })
  mustCompile([...config.segments().filter((segment) => segment.id !== id), candidate])
  return candidate
}
