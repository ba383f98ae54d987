import { allVersions, finder, membershipPurposes, readableVersion, ruleChanges, versionsOf, withVersions } from '@weir/contracts'
import type { DefinitionList, KeptVersion, PartitionBitmaps, VersionTable } from '@weir/contracts'

/**
 * Which bitmap a partition fills and keeps for each segment: pure steps from one state to the next.
 * Each looks only at the segments that it changes, of however many.
 */

type Change = readonly [number, readonly KeptVersion[]]

/**
 * New definitions take effect: a segment whose meaning changed, or that is new, gets a bitmap of
 * its own, to be filled; the one it had stays as it is for those who read it. A segment that is
 * gone has nothing left to read.
 * @param at log time, Unix ms.
 * @param inForce the definitions that the bitmaps follow, where that is known: then only what
 *   changed since is looked at.
 */
export function activateBitmaps(
  before: PartitionBitmaps,
  definitions: DefinitionList,
  version: number,
  at: number,
  inForce?: DefinitionList,
): PartitionBitmaps {
  let { last } = before
  const { changed, removed } = ruleChanges(inForce, definitions)
  const changes: Change[] = changed.flatMap(({ definition, rule }) => {
    const { number } = definition
    const [newest, ...older] = versionsOf(before.segments, number)
    if (newest?.rule === rule) return []
    const next: KeptVersion = { rule, since: version, bitmap: ++last, purposes: membershipPurposes(definition), filling: true }
    return [[number, newest ? [next, { ...newest, frozenAt: at }, ...older] : [next]]]
  })
  const gone = removed ?? absentFrom(definitions, before.segments)
  return changedBy({ ...before, last }, [...changes, ...gone.map((number): Change => [number, []])])
}

/** The numbers of segments that have bitmaps, and no definition. */
function absentFrom(definitions: DefinitionList, segments: VersionTable): number[] {
  const defined = new Set(definitions.map(({ number }) => number))
  return allVersions(segments).flatMap(([number]) => (defined.has(number) ? [] : [number]))
}

const fillingIn = finder((versions) => versions.some(({ filling }) => filling))
const olderIn = finder(({ length }) => length > 1)

/**
 * Whether a bitmap was filled by what a definition meant to an earlier version of Weir, as its rule
 * is named otherwise now: those in it are to be found anew.
 */
export function isOutdated({ segments }: PartitionBitmaps, definitions: DefinitionList): boolean {
  return ruleChanges(undefined, definitions).changed.some(({ definition, rule }) => {
    const [newest] = versionsOf(segments, definition.number)
    return newest !== undefined && newest.rule !== rule
  })
}

/** Everybody follows the newest definitions. */
export function completeBitmaps(before: PartitionBitmaps): PartitionBitmaps {
  const complete = (version: KeptVersion): KeptVersion => (version.filling ? { ...version, filling: false } : version)
  const filling = fillingIn(before.segments)
  return changedBy(
    before,
    filling.map((number) => [number, versionsOf(before.segments, number).map(complete)]),
  )
}

/**
 * Lets go of the versions that no reader picks any more: those older than what is complete
 * everywhere.
 * @param all of every partition, this one's at `partition`.
 */
export function releaseBitmaps(all: readonly PartitionBitmaps[], partition: number): PartitionBitmaps {
  const before = all[partition]!
  const changes = olderIn(before.segments).flatMap((number): Change[] => {
    const versions = versionsOf(before.segments, number)
    const read = readableVersion(all.map(({ segments }) => versionsOf(segments, number)))?.[partition]
    const kept = read ? versions.indexOf(read) + 1 : versions.length
    return kept === versions.length ? [] : [[number, versions.slice(0, kept)]]
  })
  return changedBy(before, changes)
}

/** Whether there is anything that could be let go of. */
export function hasOlder({ segments }: PartitionBitmaps): boolean {
  return olderIn(segments).length > 0
}

/** A bitmap is empty now. */
export function droppedBitmap(before: PartitionBitmaps, bitmap: number): PartitionBitmaps {
  return { ...changedBy(before, []), dropping: before.dropping.filter((other) => other !== bitmap) }
}

/** Where membership changes go. */
export interface Targets {
  /** The bitmap of the definition in force; undefined for a segment that is not known. */
  current(segmentNumber: number): number | undefined
  /** Segments whose bitmap is still being filled, each with the bitmap. */
  filling: readonly (readonly [segmentNumber: number, bitmap: number])[]
}

export function targetsOf({ segments }: PartitionBitmaps): Targets {
  return {
    current: (number) => versionsOf(segments, number)[0]?.bitmap,
    filling: fillingIn(segments).flatMap((number) => {
      const [newest] = versionsOf(segments, number)
      return newest?.filling ? [[number, newest.bitmap] as const] : []
    }),
  }
}

/** What is kept no more is to be emptied. A bitmap never goes from one segment to another. */
function changedBy(before: PartitionBitmaps, changes: readonly Change[]): PartitionBitmaps {
  const gone = changes.flatMap(([number, kept]) =>
    versionsOf(before.segments, number).flatMap(({ bitmap }) => (kept.some((other) => other.bitmap === bitmap) ? [] : [bitmap])),
  )
  return {
    ...before,
    mark: before.mark + 1,
    segments: withVersions(before.segments, changes),
    dropping: [...before.dropping, ...gone],
  }
}
