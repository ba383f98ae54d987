import { versionTable } from './version-table.ts'
import type { KeptVersion, VersionTable } from './version-table.ts'

/**
 * Which bitmap of a partition has the members of which segment. While a changed definition is
 * applied, person by person, the bitmap of the old one stays as it was and a new one is filled
 * beside it; who reads members picks, per segment, a version that is complete in every partition,
 * so nobody ever sees some people by the old rule and some by the new one.
 *
 * The fold writes this as a blob of each partition, in the same commit as what it speaks of.
 */
export interface PartitionBitmaps {
  /**
   * Rises with every change; stored by itself, too, so that a reader sees cheaply whether anything
   * changed.
   */
  mark: number
  /** The bitmap number given out last: none is ever used again. */
  last: number
  /** The versions that are kept of each segment. */
  segments: VersionTable
  /** Bitmaps that nobody may read any more and that are being emptied. */
  dropping: number[]
}

/** Keys of the blobs. */
export const BITMAPS_KEY = '@bitmaps'
export const BITMAPS_MARK_KEY = '@bitmaps:mark'

export function noBitmaps(): PartitionBitmaps {
  return { mark: 0, last: 0, segments: versionTable([]), dropping: [] }
}

/**
 * The version of a segment to read, as each partition keeps it: the newest that is complete in all
 * of them; undefined when there is none, as for a segment that is being filled for the first time.
 * A version is as new as the partition that took it up first.
 * @param partitions the versions that each partition keeps of the segment, the newest first.
 * @param rule asks for this version and no other.
 */
export function readableVersion(partitions: readonly (readonly KeptVersion[])[], rule?: string): KeptVersion[] | undefined {
  let best: KeptVersion[] | undefined
  for (const candidate of partitions[0] ?? []) {
    if (rule !== undefined && candidate.rule !== rule) continue
    const kept = partitions.flatMap((versions) => versions.find((v) => v.rule === candidate.rule && !v.filling) ?? [])
    if (kept.length === partitions.length && (!best || age(kept) > age(best))) best = kept
  }
  return best
}

function age(kept: readonly KeptVersion[]): number {
  return Math.min(...kept.map(({ since }) => since))
}
