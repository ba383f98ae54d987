import {
  BITMAPS_MARK_KEY,
  WeirError,
  bitmapsReader,
  membershipPurposes,
  noBitmaps,
  readableVersion,
  versionsOf,
} from '@weir/contracts'
import type { KeptVersion, PartitionBitmaps, Purpose } from '@weir/contracts'
import type { StateStore, View } from '@weir/state'

/** The version of a segment that is read: one and the same in every partition. */
export interface SegmentVersion {
  /** What decides about membership, see ruleKey. */
  rule: string
  /** What a person must have granted to be given out as a member. */
  purposes: readonly Purpose[]
  /** By partition: the bitmap, and how it was kept when this was chosen. */
  kept: readonly KeptVersion[]
}

/** Which versions of segments the fold's state has to read, at one moment. */
export interface Versions {
  /**
   * The newest version that is complete in all partitions (or the one of this rule); undefined when
   * there is none.
   */
  readable(segmentNumber: number, rule?: string): SegmentVersion | undefined
  /**
   * How a partition keeps a bitmap; undefined when it was let go and may be half empty. Asked
   * *after* reading from the bitmap it says what was read.
   */
  standing(partition: number, segmentNumber: number, bitmap: number): KeptVersion | undefined
}

/** One follower per state: what is known of a partition is read again only when it changed. */
const followers = new WeakMap<StateStore, () => Promise<Versions>>()

/** The versions as they are now. */
export function versionsNow(fold: StateStore): Promise<Versions> {
  const follow = followers.get(fold) ?? followVersions(fold)
  followers.set(fold, follow)
  return follow()
}

function followVersions(fold: StateStore): () => Promise<Versions> {
  const partitions = Array.from({ length: fold.partitions }, (_, p) => followBitmaps(fold.view(p)))
  let last: { all: readonly PartitionBitmaps[]; versions: Versions } | undefined
  return async () => {
    const all = await Promise.all(partitions.map((bitmaps) => bitmaps()))
    const versions = last?.all.every((bitmaps, p) => bitmaps === all[p]) ? last.versions : versionsIn(all)
    last = { all, versions }
    return versions
  }
}

/** What was worked out for one segment stands until a partition changes. */
function versionsIn(all: readonly PartitionBitmaps[]): Versions {
  const newest = new Map<number, SegmentVersion | undefined>()
  const find = (segmentNumber: number, rule?: string): SegmentVersion | undefined => {
    const versions = all.map(({ segments }) => versionsOf(segments, segmentNumber))
    const kept = readableVersion(versions, rule)
    // A version that an earlier Weir has filled may not name storage.
    return kept?.[0] && { rule: kept[0].rule, purposes: membershipPurposes(kept[0]), kept }
  }
  return {
    readable(segmentNumber, rule) {
      if (rule !== undefined) return find(segmentNumber, rule)
      if (!newest.has(segmentNumber)) newest.set(segmentNumber, find(segmentNumber))
      return newest.get(segmentNumber)
    },
    standing(partition, segmentNumber, bitmap) {
      const kept = all[partition]
      return kept && versionsOf(kept.segments, segmentNumber).find((version) => version.bitmap === bitmap)
    },
  }
}

/** What a partition has, parsed again only when its mark says that it changed. */
function followBitmaps(view: View): () => Promise<PartitionBitmaps> {
  const reader = bitmapsReader((keys) => view.load(keys))
  let bitmaps = noBitmaps()
  return async () => {
    const [mark] = await view.load([BITMAPS_MARK_KEY])
    if (text(mark) !== (bitmaps.mark === 0 ? '' : String(bitmaps.mark))) bitmaps = await reader.read()
    return bitmaps
  }
}

function text(blob: Uint8Array | undefined): string {
  return blob ? Buffer.from(blob).toString() : ''
}

/**
 * The version that was being read was let go: the segment was deleted, or changed twice meanwhile.
 */
export class VersionGone extends WeirError {
  constructor() {
    super('conflict', 'the segment was changed meanwhile, and who was in it before is not kept: begin anew')
  }
}

const TRIES = 3

/**
 * Does a reading that has not been handed out yet over again when its version was let go.
 * @throws VersionGone if that happens every time.
 */
export async function untilWhole<T>(work: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof VersionGone) || left === 1) throw error
    }
  }
}

/**
 * Reads from the bitmaps of some segments, and again when one of them was let go meanwhile.
 * @param work gets the versions in the order of the numbers; undefined where none is complete yet.
 */
export function whileKept<T>(
  fold: StateStore,
  segmentNumbers: readonly number[],
  work: (versions: (SegmentVersion | undefined)[]) => Promise<T>,
): Promise<T> {
  return untilWhole(async () => {
    const before = await versionsNow(fold)
    const versions = segmentNumbers.map((number) => before.readable(number))
    const result = await work(versions)
    const after = await versionsNow(fold)
    for (const [i, version] of versions.entries()) {
      for (const [partition, { bitmap }] of version?.kept.entries() ?? [])
        if (!after.standing(partition, segmentNumbers[i]!, bitmap)) throw new VersionGone()
    }
    return result
  })
}
