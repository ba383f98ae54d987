import type { PartitionBitmaps, SegmentDefinition } from '@weir/contracts'
import type { Put, View } from '@weir/state'
import { completeBitmaps, droppedBitmap, loadBitmaps, putBitmaps, releaseBitmaps, switchBitmaps, targetsOf } from './bitmaps.ts'
import type { Targets } from './bitmaps.ts'

/** The bitmaps of the partition that a fold owns, in memory. Every change gives what has to be committed with it. */
export interface OwnBitmaps {
  /** Where membership changes go. */
  targets(): Targets
  /** One that nobody reads any more and that is not empty yet. */
  dropping(): number | undefined
  /** @param at log time, Unix ms. */
  switch(definitions: readonly SegmentDefinition[], version: number, at: number): Put[]
  complete(): Put[]
  /** Lets go of those that no reader picks any more, going by what every partition has completed. */
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
  let targets = targetsOf(bitmaps)
  const change = (next: PartitionBitmaps): Put[] => {
    bitmaps = next
    targets = targetsOf(bitmaps)
    return putBitmaps(bitmaps)
  }
  return {
    targets: () => targets,
    dropping: () => bitmaps.dropping[0],
    switch: (definitions, version, at) => change(switchBitmaps(bitmaps, definitions, version, at)),
    complete: () => change(completeBitmaps(bitmaps)),
    async release() {
      const all = Array.from({ length: partitions }, (_, p) =>
        Promise.resolve(p === partition ? bitmaps : loadBitmaps(viewOf(p))),
      )
      return change(releaseBitmaps(await Promise.all(all), partition))
    },
    dropped: (bitmap) => change(droppedBitmap(bitmaps, bitmap)),
  }
}
