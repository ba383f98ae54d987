// Held by tests/simulation/a-reader-never-sees-a-mix.sim.test.ts

import { bitmapsReader, encodeBitmaps, versionsOf } from '@weir/contracts'
import type { DefinitionList, PartitionBitmaps } from '@weir/contracts'
import type { Put, View } from '@weir/state'
import { completeBitmaps, droppedBitmap, hasOlder, isOutdated, releaseBitmaps, activateBitmaps, targetsOf } from './bitmaps.ts'
import type { Targets } from './bitmaps.ts'

/**
 * The bitmaps of the partition that a fold owns, in memory. Every change gives what has to be
 * committed with it.
 */
export interface OwnBitmaps {
  /** Where membership changes go. */
  targets(): Targets
  /** All bitmaps that are kept of a segment, by its number. */
  of(segmentNumber: number): number[]
  /** Whether an earlier Weir filled them, to whom these definitions meant another thing. */
  areOutdated(definitions: DefinitionList): boolean
  /** One that nobody reads any more and that is not empty yet. */
  dropping(): number | undefined
  /** @param at log time, Unix ms. */
  activate(definitions: DefinitionList, version: number, at: number): Put[]
  complete(): Put[]
  /**
   * Lets go of those that no reader picks any more, going by what every partition has completed.
   */
  release(): Promise<Put[]>
  dropped(bitmap: number): Put[]
  /** @returns what brings them back to what they are now, in memory. */
  checkpoint(): () => void
}

/** @param viewOf the state of any partition, as others see it. */
export async function openBitmaps(
  viewOf: (partition: number) => View,
  partition: number,
  partitions: number,
): Promise<OwnBitmaps> {
  const readers = Array.from({ length: partitions }, (_, p) => bitmapsReader((keys) => viewOf(p).load(keys)))
  const own = readers[partition]!
  let bitmaps = await own.read()
  let stored = own.stored()
  let targets: Targets | undefined
  /** The definitions that they follow; unknown until a switch. */
  let inForce: DefinitionList | undefined
  const change = (next: PartitionBitmaps): Put[] => {
    bitmaps = next
    targets = undefined
    const encoded = encodeBitmaps(bitmaps, stored)
    stored = encoded.stored
    return encoded.puts
  }
  return {
    targets: () => (targets ??= targetsOf(bitmaps)),
    of: (number) => versionsOf(bitmaps.segments, number).map(({ bitmap }) => bitmap),
    areOutdated: (definitions) => definitions !== inForce && isOutdated(bitmaps, definitions),
    dropping: () => bitmaps.dropping[0],
    activate(definitions, version, at) {
      const next = activateBitmaps(bitmaps, definitions, version, at, inForce)
      inForce = definitions
      return change(next)
    },
    complete: () => change(completeBitmaps(bitmaps)),
    async release() {
      // The others are read first: what they have may be newer than what we found when we began.
      const all = await Promise.all(readers.map((reader, p) => (p === partition ? Promise.resolve(bitmaps) : reader.read())))
      if (!hasOlder(bitmaps)) return []
      return change(releaseBitmaps(all, partition))
    },
    dropped: (bitmap) => change(droppedBitmap(bitmaps, bitmap)),
    checkpoint() {
      const before = { bitmaps, stored, inForce }
      return () => {
        ;({ bitmaps, stored, inForce } = before)
        targets = undefined
      }
    },
  }
}
