import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, HitConsent, Purpose } from '@weir/contracts'

/** A person's standing on one purpose, an object of its own: {@link learnConsent} writes to it. `at`: event time of the hit that said so, Unix ms. */
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
  const next = { ...known }
  for (const purpose of PURPOSES) if (next[purpose]) next[purpose] = { ...next[purpose] }
  return learnConsent(next, marks, at) === undefined ? known : next
}

/**
 * The same, in place: for who follows one person through many events.
 * @returns the purposes that are granted now and were not, or the other way round, as bits (see {@link bitsOf}); undefined when
 * nothing changed at all.
 */
export function learnConsent(known: PersonConsent, marks: HitConsent, at: number): number | undefined {
  let changed = false
  let turned = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const purpose = PURPOSES[i]!
    const mark = marks[purpose]
    const before = known[purpose]
    if (before !== undefined && !outranks(mark, at, before)) continue
    if ((before?.granted ?? false) !== mark.granted) turned |= 1 << i
    if (before === undefined) known[purpose] = { granted: mark.granted, by: mark.by, at }
    else {
      before.granted = mark.granted
      before.by = mark.by
      before.at = at
    }
    changed = true
  }
  return changed ? turned : undefined
}

/** A signal outranks any basis; of the same kind the newer wins; at the same instant a denial wins. */
function outranks(mark: ConsentMark, at: number, before: Standing): boolean {
  if (mark.by !== before.by) return mark.by === 'signal'
  if (at !== before.at) return at > before.at
  return before.granted && !mark.granted
}

/** @returns true when every one of the purposes is granted. */
export function allows(state: PersonConsent, purposes: readonly Purpose[]): boolean {
  for (const purpose of purposes) if (state[purpose]?.granted !== true) return false
  return true
}

/** The granted purposes as bits, in the order of PURPOSES. */
export function grantsOf(state: PersonConsent): number {
  let bits = 0
  for (let i = 0; i < PURPOSES.length; i++) if (state[PURPOSES[i]!]?.granted === true) bits |= 1 << i
  return bits
}

/** Purposes as bits in the same order: `(grants & bits) === bits` is what {@link allows} says. */
export function bitsOf(purposes: readonly Purpose[]): number {
  return purposes.reduce((bits, purpose) => bits | (1 << PURPOSES.indexOf(purpose)), 0)
}
