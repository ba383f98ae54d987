// Held by plan.test.ts
import type { HeldItem, HeldPerson } from './held.ts'
import { isThere } from './held.ts'
import type { GivenItem, PersonPlan } from './plan.ts'

/** What a destination made of a request. `request`: the id by which it knows it. */
export type SendOutcome =
  /** All of it is done. */
  | { kind: 'done'; request: string }
  /** Nothing is known: it may be done, in part too. */
  | { kind: 'unknown'; reason: string; request: string }
  /** Nothing of it is done, because of what it says: a smaller part may be right. */
  | { kind: 'refused'; reason: string; request: string }
  /** Nothing of it is done, nor would anything else be, for so long (ms) where that is told. */
  | { kind: 'blocked'; reason: string; request: string; forMs?: number }

/** How the items of a plan were before it was marked. */
export type Before = ReadonlyMap<string, HeldItem | undefined>

/**
 * Notes what is about to be sent, before it is: should nothing be known of it later, it may be
 * there.
 * @returns how the items were.
 */
export function markSending(held: HeldPerson, { add, remove, drop }: Omit<PersonPlan, 'wait'>, at: number): Before {
  const before = new Map<string, HeldItem | undefined>()
  let isNew = false
  const mark = ({ name, digest }: GivenItem, state: 'adding' | 'removing'): void => {
    before.set(name, held.items[name])
    isNew ||= held.items[name]?.state !== state
    held.items[name] = { state, digest, at, request: '' }
  }
  for (const name of drop) delete held.items[name]
  for (const item of add) mark(item, 'adding')
  for (const name of remove) mark({ name, digest: held.items[name]?.digest ?? '' }, 'removing')
  if (isNew) held.turns++
  return before
}

/** Notes that these items were taken. @param at when that was answered, Unix ms. */
export function confirmItems(
  held: HeldPerson,
  action: 'add' | 'remove',
  names: readonly string[],
  { at, request }: { at: number; request: string },
): void {
  for (const name of names) {
    const item = held.items[name]
    if (item) held.items[name] = { ...item, state: action === 'add' ? 'held' : 'removed', at, request }
  }
  delete held.failing
  if (action === 'remove' && names.length > 0 && !isThere(held)) {
    const { at: asked, reason } = held.asked ?? { at, reason: 'unknown' }
    held.left = { asked, at, reason, request }
  }
}

/** Notes that nothing of these items was done: they are as before. */
export function undoItems(held: HeldPerson, names: readonly string[], before: Before): void {
  for (const name of names) {
    const was = before.get(name)
    if (was) held.items[name] = was
    else delete held.items[name]
  }
}
