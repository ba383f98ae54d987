import {
  loadBitmaps,
  membershipPurposes,
  noBitmaps,
  readableVersion,
  ruleKey,
  segmentNumber,
  versionTable,
  versionsOf,
} from '@weir/contracts'
import type { KeptVersion, PartitionBitmaps, SegmentDefinition } from '@weir/contracts'
import type { Member, StateStore } from '@weir/state'

/** What the fold's state says about members, without anything that decides who may be shown. */

/**
 * The version of a segment that may be read, as each partition keeps it; undefined when none is
 * complete everywhere.
 */
export async function versionOf(
  fold: Pick<StateStore, 'partitions' | 'view'>,
  segment: string,
): Promise<KeptVersion[] | undefined> {
  const kept: (readonly KeptVersion[])[] = []
  for (let p = 0; p < fold.partitions; p++) {
    const view = fold.view(p)
    const { segments } = await loadBitmaps((keys) => view.load(keys))
    kept.push(versionsOf(segments, segmentNumber(segment)))
  }
  return readableVersion(kept)
}

export async function membersIn(fold: Pick<StateStore, 'partitions' | 'view'>, segment: string): Promise<Member[]> {
  const members: Member[] = []
  for (const [p, { bitmap }] of (await versionOf(fold, segment))?.entries() ?? [])
    members.push(...(await fold.view(p).members(bitmap, 0, Number.MAX_SAFE_INTEGER)))
  return members
}

export async function countIn(fold: Pick<StateStore, 'partitions' | 'view'>, segment: string): Promise<number> {
  let count = 0
  for (const [p, { bitmap }] of (await versionOf(fold, segment))?.entries() ?? []) count += await fold.view(p).count(bitmap)
  return count
}

/**
 * What a partition says when everybody follows these definitions; the number of a segment is that
 * of its bitmap.
 */
export function bitmapsFor(definitions: readonly SegmentDefinition[]): PartitionBitmaps {
  const find = (id: string): SegmentDefinition | undefined => definitions.find((definition) => definition.id === id)
  const versions = definitions.map((definition): [number, KeptVersion[]] => {
    const { number } = definition
    return [number, [{ rule: ruleKey(definition, find), since: 1, bitmap: number, purposes: membershipPurposes(definition) }]]
  })
  return { ...noBitmaps(), mark: 1, segments: versionTable(versions) }
}
