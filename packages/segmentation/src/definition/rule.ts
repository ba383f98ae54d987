// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { LeafCondition, Purpose } from '@weir/contracts'

/**
 * A rule in which references to other segments, and comparisons with what is published, are
 * replaced by what they mean.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  /** The consent gate of a segment that was referred to. */
  | { consented: readonly Purpose[] }
  | LeafCondition
