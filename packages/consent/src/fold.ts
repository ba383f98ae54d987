import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, HitConsent, Purpose } from '@weir/contracts'

/** A person's standing on one purpose. `at`: event time of the hit that said so, Unix ms. */
export interface Standing extends ConsentMark {
  at: number
}

/** What is known of a person's consent; a purpose nobody decided yet is absent, and not allowed. */
export type PersonConsent = Partial<Record<Purpose, Standing>>

/**
 * Adds what one hit said at event time `at` (Unix ms). Hits may come in any order: the result depends on the set of hits only.
 * @returns a new state, or `known` itself when nothing changed.
 */
export function foldConsent(known: PersonConsent, marks: HitConsent, at: number): PersonConsent {
  let next = known
  for (const purpose of PURPOSES) {
    const mark = marks[purpose]
    const before = known[purpose]
    if (before !== undefined && !outranks(mark, at, before)) continue
    if (next === known) next = { ...known }
    next[purpose] = { granted: mark.granted, by: mark.by, at }
  }
  return next
}

/** A signal outranks any basis; of the same kind the newer wins; at the same instant a denial wins. */
function outranks(mark: ConsentMark, at: number, before: Standing): boolean {
  if (mark.by !== before.by) return mark.by === 'signal'
  if (at !== before.at) return at > before.at
  return before.granted && !mark.granted
}

/** @returns true when every one of the purposes is granted. */
export function allows(state: PersonConsent, purposes: readonly Purpose[]): boolean {
  return purposes.every((purpose) => state[purpose]?.granted === true)
}
