// Held by packages/runtime/src/config-view.test.ts and services/reporting/src/segments/versions
import { z } from 'zod'
import { Purpose } from './consent.ts'

/** How many versions of a segment are kept: the newest. */
export const SEGMENT_VERSIONS_KEPT = 1_000

const By = z.string().nullable()

/**
 * One definition that a segment has, or had. The rule is kept as it was taken in its day, and is
 * not held to today's schema; whoever defines it anew is. Instants are Unix ms; who did something
 * is the id of a key, and null where that is not known.
 */
export const StoredSegmentVersion = z.object({
  id: z.string(),
  version: z.int(),
  /** Since when it is a version; null of those that there were before versions were kept. */
  from: z.int().nullable(),
  by: By,
  name: z.string(),
  description: z.string().exactOptional(),
  rule: z.record(z.string(), z.unknown()),
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().exactOptional(),
  /** When what makes no new version (a name) was saved last, and by whom. */
  saved_at: z.int(),
  saved_by: By,
  /** With this version the segment was deleted. */
  deleted: z.object({ at: z.int(), by: By }).exactOptional(),
})
export type StoredSegmentVersion = z.infer<typeof StoredSegmentVersion>

/** The key of its record. Numbers are never used twice for an id, so neither are keys. */
export function segmentVersionKey(id: string, version: number): string {
  return `segment-version:${id}/${version}`
}
