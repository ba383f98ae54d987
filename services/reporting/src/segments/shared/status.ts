import { ruleKey } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import type { SegmentVersion, Versions } from './versions.ts'
import { versionsNow } from './versions.ts'

/**
 * `live`: what is shown follows the stored definition. `backfilling`: it follows the one before, or
 * nothing is shown yet.
 */
export type SegmentStatus = 'live' | 'backfilling'

/** Read from the fold's own state, so every process says the same, also after a restart. */
export async function segmentStatus(
  { fold, config }: { fold: StateStore; config: ConfigView },
  segment: StoredSegment,
): Promise<SegmentStatus> {
  return statusIn(await versionsNow(fold), config, segment)
}

export function statusIn(versions: Versions, config: ConfigView, segment: StoredSegment): SegmentStatus {
  const version = versions.readable(segment.number)
  return version && isCurrent(config, segment, version) ? 'live' : 'backfilling'
}

/** Whether a version follows the definition as it is stored now. */
export function isCurrent(config: ConfigView, segment: StoredSegment, { rule }: SegmentVersion): boolean {
  return ruleKey(segment, (id) => config.segment(id)) === rule
}
