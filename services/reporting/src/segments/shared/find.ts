import { SEGMENT_ID, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'

export const SegmentParams = z.strictObject({
  id: z
    .string()
    .regex(SEGMENT_ID, 'an id has a-z, 0-9, "_" and "-", at most 64; or it is journey.JOURNEY.STEP or exposure.POLICY'),
})

/** @throws WeirError not_found. */
export function mustFindSegment(config: ReportingDeps['config'], id: string): StoredSegment {
  const segment = config.segment(id)
  if (!segment) throw new WeirError('not_found', 'there is no segment with this id')
  return segment
}
