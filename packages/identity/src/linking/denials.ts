// Held by tests/e2e/refusals-at-once.e2e.test.ts

import type { PersonEvent } from '@weir/contracts'
import type { OwnerEntry } from './owner.ts'

/** So many refusals are kept of an identifier that is nobody's, the newest ones. */
const DENIALS_MAX = 8

/** When a hit was told: its times of receipt and of the event, Unix ms. */
interface Told {
  received_at: number
  event_time: number
}

/**
 * Keeps a refusal about an identifier that is nobody's yet: the hit that makes it somebody's may
 * have been told before, and still be on its way. It names nobody, and has no body.
 */
export function noteDenial(entry: OwnerEntry, denial: PersonEvent): void {
  const known = (entry.denials ?? []).filter(({ eid }) => eid !== denial.eid)
  entry.denials = [...known, denial].slice(-DENIALS_MAX)
}

/**
 * Takes the refusals out that were told after a hit which makes the identifier somebody's. Of two
 * that were received at one instant the event times decide, and of equal ones the refusal wins.
 */
export function takeDenials(entry: OwnerEntry | undefined, hit: Told): PersonEvent[] {
  if (!entry?.denials) return []
  const due = entry.denials.filter((denial) => isBefore(hit, denial.hit))
  const left = entry.denials.filter((denial) => !due.includes(denial))
  entry.denials = left.length > 0 ? left : undefined
  return due
}

function isBefore(hit: Told, denial: Told): boolean {
  if (hit.received_at !== denial.received_at) return hit.received_at < denial.received_at
  return hit.event_time <= denial.event_time
}
