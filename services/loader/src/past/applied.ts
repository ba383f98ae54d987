import { foldStatus } from '@weir/contracts'
import type { StateStore } from '@weir/state'

/** The fold as it is read from outside. */
export type FoldReader = Pick<StateStore, 'partitions' | 'view'>

/**
 * The version of the definitions that every membership follows in all partitions (-1 while new ones
 * are being applied in one), and the newest log time, Unix ms.
 */
export async function definitionsApplied(fold: FoldReader): Promise<{ version: number; now: number }> {
  const partitions = Array.from({ length: fold.partitions }, (_, partition) => fold.view(partition).meta())
  const all = (await Promise.all(partitions)).map(foldStatus)
  return {
    version: Math.min(...all.map(({ appliedVersion }) => appliedVersion)),
    now: Math.max(...all.map(({ now }) => now)),
  }
}
