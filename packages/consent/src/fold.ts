import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, Purpose, SaidConsent } from '@weir/contracts'

/**
 * A person's standing on one purpose, an object of its own: {@link learnConsent} writes to it.
 * `at`: event time of the hit that said so, Unix ms.
 */
export interface PurposeStatus extends ConsentMark {
  at: number
  /**
   * The newest signal of the other kind, with a key or without one, where it can still come to
   * matter.
   */
  beside?: Spoken
}

/** A signal, and when it was given. */
export interface Spoken {
  granted: boolean
  at: number
}

/** What is known of a person's consent; a purpose nobody decided yet is absent, and not allowed. */
export type PersonConsent = Partial<Record<Purpose, PurposeStatus>>

/**
 * Adds what one hit said at event time `at` (Unix ms). Hits may come in any order: the result
 * depends on the set of hits only.
 * @returns a new state, or `known` itself when nothing changed.
 */
export function foldConsent(known: PersonConsent, marks: SaidConsent, at: number): PersonConsent {
  const next = copyConsent(known)
  return learnConsent(next, marks, at) === undefined ? known : next
}

/**
 * The same, in place: for who follows one person through many events.
 * @returns the purposes that are granted now and were not, or the other way round, as bits (see
 *   {@link bitsOf}); undefined when
 * nothing changed at all.
 */
export function learnConsent(known: PersonConsent, marks: SaidConsent, at: number): number | undefined {
  let changed = false
  let turned = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const purpose = PURPOSES[i]!
    const mark = marks[purpose]
    if (mark === undefined) continue
    const before = known[purpose]
    if (before !== undefined && (mark.keyless ?? before.keyless ?? before.beside) !== undefined) {
      const after = weigh(before, mark, at)
      if (after === undefined) continue
      if (before.granted !== after.granted) turned |= 1 << i
      known[purpose] = after
      changed = true
      continue
    }
    if (before !== undefined && !outranks(mark, at, before)) continue
    if ((before?.granted ?? false) !== mark.granted) turned |= 1 << i
    if (before === undefined) known[purpose] = { ...mark, at }
    else {
      before.granted = mark.granted
      before.by = mark.by
      before.at = at
    }
    changed = true
  }
  return changed ? turned : undefined
}

/**
 * A signal outranks any basis; of the same kind the newer wins; at the same instant a denial wins.
 */
function outranks(mark: ConsentMark, at: number, before: PurposeStatus): boolean {
  return mark.by === before.by ? isNewer({ granted: mark.granted, at }, before) : mark.by === 'signal'
}

function isNewer(statement: Spoken, than: Spoken): boolean {
  return statement.at === than.at ? than.granted && !statement.granted : statement.at > than.at
}

/**
 * Where a signal came without a key: the newest one with a key stands beside the newest one
 * without. While the former denies, it decides; else the newer of the two does. Of both only what
 * can still matter is kept, so the result depends on the set alone.
 * @returns undefined when nothing changed.
 */
function weigh(before: PurposeStatus, mark: ConsentMark, at: number): PurposeStatus | undefined {
  if (mark.by === 'basis') return undefined
  if (before.by === 'basis') return { ...mark, at }
  const own = { granted: before.granted, at: before.at }
  const [keyed, keyless] = before.keyless ? [before.beside, own] : [own, before.beside]
  const said = { granted: mark.granted, at }
  const known = mark.keyless ? keyless : keyed
  if (known && !isNewer(said, known)) return undefined
  const after = mark.keyless ? standingOf(keyed, said) : standingOf(said, keyless)
  return isSame(before, after) ? undefined : after
}

function standingOf(keyed: Spoken | undefined, keyless: Spoken | undefined): PurposeStatus {
  const unkeyed = (): PurposeStatus => ({ ...keyless!, by: 'signal', keyless: true })
  if (!keyed) return unkeyed()
  if (!keyless || !isNewer(keyless, keyed)) return { ...keyed, by: 'signal' }
  return keyed.granted ? { ...unkeyed(), beside: keyed } : { ...keyed, by: 'signal', beside: keyless }
}

function isSame(a: PurposeStatus, b: PurposeStatus): boolean {
  if (a.granted !== b.granted || a.at !== b.at || a.keyless !== b.keyless) return false
  return a.beside?.granted === b.beside?.granted && a.beside?.at === b.beside?.at
}

/** Returns a consent of its own, which {@link learnConsent} may write to. */
export function copyConsent(known: PersonConsent): PersonConsent {
  const copy: PersonConsent = {}
  for (const purpose of PURPOSES) if (known[purpose]) copy[purpose] = { ...known[purpose] }
  return copy
}

/**
 * Unites what two persons' hits add up to: the same as if one person had all of them.
 */
export function mergeConsent(a: PersonConsent, b: PersonConsent): PersonConsent {
  const merged = copyConsent(a)
  for (const purpose of PURPOSES) {
    const known = b[purpose]
    if (!known) continue
    const { at, beside, ...mark } = known
    learnConsent(merged, { [purpose]: mark }, at)
    if (beside) learnConsent(merged, { [purpose]: besideMark(known, beside) }, beside.at)
  }
  return merged
}

/** A signal beside one with a key came without one, and the other way round. */
export function besideMark({ keyless }: PurposeStatus, { granted }: Spoken): ConsentMark {
  return keyless ? { granted, by: 'signal' } : { granted, by: 'signal', keyless: true }
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
