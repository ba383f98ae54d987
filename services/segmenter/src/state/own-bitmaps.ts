import { BITMAPS_KEY, decodeBitmaps } from '@weir/contracts'
import type { PartitionBitmaps, SegmentDefinition } from '@weir/contracts'
import type { Put, View } from '@weir/state'
import {
  completeBitmaps,
  droppedBitmap,
  hasOlder,
  loadBitmaps,
  putBitmaps,
  releaseBitmaps,
  activateBitmaps,
  targetsOf,
} from './bitmaps.ts'
import type { Targets } from './bitmaps.ts'

/**
 * The bitmaps of the partition that a fold owns, in memory. Every change gives what has to be
 * committed with it.
 */
export interface OwnBitmaps {
  /** Where membership changes go. */
  targets(): Targets
  /** One that nobody reads any more and that is not empty yet. */
  dropping(): number | undefined
  /** @param at log time, Unix ms. */
  switch(definitions: readonly SegmentDefinition[], version: number, at: number): Put[]
  complete(): Put[]
  /**
   * Lets go of those that no reader picks any more, going by what every partition has completed.
   */
  release(): Promise<Put[]>
  dropped(bitmap: number): Put[]
}

/** @param viewOf the state of any partition, as others see it. */
export async function openBitmaps(
  viewOf: (partition: number) => View,
  partition: number,
  partitions: number,
): Promise<OwnBitmaps> {
  let bitmaps = await loadBitmaps(viewOf(partition))
  let targets: Targets | undefined
  const change = (next: PartitionBitmaps): Put[] => {
    bitmaps = next
    targets = undefined
    return putBitmaps(bitmaps)
  }
  return {
    targets: () => (targets ??= targetsOf(bitmaps)),
    dropping: () => bitmaps.dropping[0],
    switch: (definitions, version, at) => change(activateBitmaps(bitmaps, definitions, version, at)),
    complete: () => change(completeBitmaps(bitmaps)),
    async release() {
      // The others are read first: what they have may be newer than what we found when we began.
      const others = Array.from({ length: partitions }, (_, p) =>
        p === partition ? Promise.resolve([]) : viewOf(p).load([BITMAPS_KEY]),
      )
      const blobs = await Promise.all(others)
      if (!hasOlder(bitmaps)) return []
      const found = blobs.map(([blob], p) => (p === partition ? bitmaps : decodeBitmaps(blob)))
      return change(releaseBitmaps(found, partition))
    },
    dropped: (bitmap) => change(droppedBitmap(bitmaps, bitmap)),
  }
}
