import type { SegmentDefinition } from '@weir/contracts'
import { unresolvedIn } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'

/** Part of every answer about a rule: why it has no members. */
export const UnresolvedAnswer = z
  .array(z.string())
  .exactOptional()
  .describe('Thresholds that the rule compares with and that are not published: until they are, it has no members')

/** Absent when nothing is missing. */
export function toUnresolved(config: ReportingDeps['config'], definition: SegmentDefinition): { unresolved?: string[] } {
  const unresolved = unresolvedIn(definition, config.segments())
  return unresolved.length > 0 ? { unresolved } : {}
}
