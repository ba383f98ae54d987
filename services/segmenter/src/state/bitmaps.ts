import { BITMAPS_KEY, decodeBitmaps, encodeBitmaps, membershipPurposes, readableVersion, ruleKey } from '@weir/contracts'
import type { KeptVersion, PartitionBitmaps, SegmentDefinition } from '@weir/contracts'
import type { Put, View } from '@weir/state'

/**
 * Which bitmap a partition fills and keeps for each segment: steps from one state to the next. All
 * are pure but the first.
 */

export async function loadBitmaps(view: Pick<View, 'load'>): Promise<PartitionBitmaps> {
  const [blob] = await view.load([BITMAPS_KEY])
  return decodeBitmaps(blob)
}

export function putBitmaps(bitmaps: PartitionBitmaps): Put[] {
  return encodeBitmaps(bitmaps)
}

/**
 * New definitions take effect: a segment whose meaning changed, or that is new, gets a bitmap of
 * its own, to be filled; the one it had stays as it is for those who read it. A segment that is
 * gone has nothing left to read.
 * @param at log time, Unix ms.
 */
export function activateBitmaps(
  before: PartitionBitmaps,
  definitions: readonly SegmentDefinition[],
  version: number,
  at: number,
): PartitionBitmaps {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]))
  let { last } = before
  const segments: PartitionBitmaps['segments'] = {}
  for (const definition of definitions) {
    const kept = before.segments[definition.number] ?? []
    const rule = ruleKey(definition, (id) => byId.get(id))
    const [newest, ...older] = kept
    if (newest?.rule === rule) segments[definition.number] = kept
    else {
      const next: KeptVersion = {
        rule,
        since: version,
        bitmap: ++last,
        purposes: membershipPurposes(definition),
        filling: true,
      }
      segments[definition.number] = newest ? [next, { ...newest, frozenAt: at }, ...older] : [next]
    }
  }
  return without(before, { ...before, last, segments })
}

/** Everybody follows the newest definitions. */
export function completeBitmaps(before: PartitionBitmaps): PartitionBitmaps {
  const complete = (version: KeptVersion): KeptVersion => (version.filling ? { ...version, filling: false } : version)
  const segments = mapped(before.segments, (versions) =>
    versions.some(({ filling }) => filling) ? versions.map(complete) : versions,
  )
  return { ...changed(before), segments }
}

/**
 * Lets go of the versions that no reader picks any more: those older than what is complete
 * everywhere.
 * @param all of every partition, this one's at `partition`.
 */
export function releaseBitmaps(all: readonly PartitionBitmaps[], partition: number): PartitionBitmaps {
  const before = all[partition]!
  const segments = mapped(before.segments, (versions, number) => {
    const read = readableVersion(all.map((other) => other.segments[number] ?? []))?.[partition]
    const kept = read ? versions.indexOf(read) + 1 : versions.length
    return kept === versions.length ? versions : versions.slice(0, kept)
  })
  return without(before, { ...before, segments })
}

/** Whether there is anything that could be let go of. */
export function hasOlder({ segments }: PartitionBitmaps): boolean {
  return Object.values(segments).some(({ length }) => length > 1)
}

/** A bitmap is empty now. */
export function droppedBitmap(before: PartitionBitmaps, bitmap: number): PartitionBitmaps {
  return { ...changed(before), dropping: before.dropping.filter((other) => other !== bitmap) }
}

/** Where membership changes go. */
export interface Targets {
  /** By segment number: the bitmap of the definition in force. */
  current: ReadonlyMap<number, number>
  /** Those of them that are still being filled. */
  filling: ReadonlyMap<number, number>
}

export function targetsOf({ segments }: PartitionBitmaps): Targets {
  const newest = Object.entries(segments).flatMap(([number, [version]]) => (version ? [[Number(number), version] as const] : []))
  const bitmaps = (of: typeof newest): ReadonlyMap<number, number> => new Map(of.map(([number, { bitmap }]) => [number, bitmap]))
  return { current: bitmaps(newest), filling: bitmaps(newest.filter(([, { filling }]) => filling)) }
}

/** What is kept no more is to be emptied. A bitmap never goes from one segment to another. */
function without(before: PartitionBitmaps, after: PartitionBitmaps): PartitionBitmaps {
  const gone = Object.entries(before.segments).flatMap(([number, versions]) => {
    const kept = after.segments[number]
    if (kept === versions) return []
    return versions.flatMap(({ bitmap }) => (kept?.some((other) => other.bitmap === bitmap) ? [] : [bitmap]))
  })
  return { ...changed(after), dropping: [...before.dropping, ...gone] }
}

function changed(bitmaps: PartitionBitmaps): PartitionBitmaps {
  return { ...bitmaps, mark: bitmaps.mark + 1 }
}

/** What does not change stays the same list: its text is known. */
function mapped(
  segments: PartitionBitmaps['segments'],
  change: (versions: KeptVersion[], number: string) => KeptVersion[],
): PartitionBitmaps['segments'] {
  const next = { ...segments }
  for (const [number, versions] of Object.entries(segments)) {
    const after = change(versions, number)
    if (after !== versions) next[number] = after
  }
  return next
}
