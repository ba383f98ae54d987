import { recordOf } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import { MATCH_TYPES, hasValue } from '../../shared/id-types.ts'

/** How many members an ad platform could recognise, per identifier type. */
export interface Matchable {
  counts: Record<(typeof MATCH_TYPES)[number], number>
  /** How many members are in no list or file, see docs/semantics.md, "Withheld is". */
  withheld: number
  /**
   * Half the width of the 95 % interval of a count, as a share of the segment's size; 0 when all
   * members were looked at.
   */
  errorMargin: number
}

/** Counts people by the kinds of identifier they have. */
export interface IdentifierTally {
  add(identifiers: readonly Identifier[]): void
  /** So many more members are left out of lists and files. */
  addWithheld(count: number): void
  seen(): number
  /** The counts for this many people, of whom those seen are an even sample. */
  scaled(size: number): Matchable
}

export function createTally(): IdentifierTally {
  const hits = MATCH_TYPES.map(() => 0)
  let seen = 0
  let withheld = 0
  return {
    add(identifiers) {
      seen++
      MATCH_TYPES.forEach((type, i) => {
        if (hasValue(identifiers, type)) hits[i] = (hits[i] ?? 0) + 1
      })
    },
    addWithheld(count) {
      seen += count
      withheld += count
    },
    seen: () => seen,
    scaled(size) {
      const factor = seen === 0 ? 0 : size / seen
      const counts = recordOf(MATCH_TYPES, (_, i) => Math.round((hits[i] ?? 0) * factor))
      // The widest interval that a share can have (at one half), whatever the type.
      const errorMargin = seen === 0 || factor === 1 ? 0 : 0.98 / Math.sqrt(seen)
      return { counts, withheld: Math.round(withheld * factor), errorMargin }
    },
  }
}
