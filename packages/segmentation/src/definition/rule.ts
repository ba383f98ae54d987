// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { LeafCondition, Purpose } from '@weir/contracts'

/**
 * A rule with references to other segments, and comparisons with published values, expanded into
 * what they mean.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  /** The consent gate of a segment that was referred to. */
  | { consented: readonly Purpose[] }
  | LeafCondition
