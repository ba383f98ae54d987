import { allows } from '@weir/consent'
import type { ChangeReason } from '@weir/contracts'
import { nextOf } from './flips.ts'
import { isMember, lastChange } from './person.ts'
import type { Person } from './person.ts'
import type { SegmentProgram } from './program.ts'

/** A membership changed: `at` is the exact instant (Unix ms). */
export interface Change {
  segment: SegmentProgram | { number: number; definition: undefined }
  member: boolean
  at: number
  reason: ChangeReason
  /** The eid of the event behind it; '' when time or a definition did it. */
  cause: string
}

export type Emit = (change: Change) => void

/** Compares a segment's truth at an instant with the recorded membership, and records and emits the difference. */
export function settle(
  person: Person,
  segment: SegmentProgram,
  at: number,
  reason: ChangeReason,
  cause: string,
  emit: Emit,
): void {
  const member = allows(person.consent, segment.purposes) && segment.holds(person, at)
  if (member === isMember(person, segment.number)) return
  if (member) person.memberships.begin(segment.number, at)
  else person.memberships.end(segment.number, at)
  emit({ segment, member, at, reason, cause })
}

/**
 * An event from before `asOf`: the segment's truth is followed again from as early as the state can tell it exactly, and
 * not before the last recorded change, so that nothing already written down is contradicted.
 */
export function settleLate(
  person: Person,
  segment: SegmentProgram,
  at: number,
  reason: ChangeReason,
  cause: string,
  emit: Emit,
): void {
  let instant = Math.max(at, person.firstSeen, lastChange(person, segment.number), exactFrom(person, segment))
  if (instant > person.asOf) instant = person.asOf
  let why: [ChangeReason, string] = [reason, cause]
  for (;;) {
    settle(person, segment, instant, why[0], why[1], emit)
    instant = nextOf(person, segment.leaves, instant)
    if (instant > person.asOf) return
    why = ['window', '']
  }
}

function exactFrom(person: Person, segment: SegmentProgram): number {
  let from = -Infinity
  for (const leaf of segment.leaves)
    if (leaf.kind === 'event') from = Math.max(from, person.tracks.get(leaf.trackId)?.exactFrom ?? -Infinity)
  return from
}

/** Ends memberships of segments that are no more, in the order of their numbers. */
export function endGone(person: Person, live: ReadonlyMap<number, SegmentProgram>, at: number, emit: Emit): void {
  const gone = [...person.memberships.keys()].filter((number) => !live.has(number))
  for (const number of gone) {
    if (isMember(person, number))
      emit({ segment: { number, definition: undefined }, member: false, at, reason: 'definition', cause: '' })
    person.memberships.delete(number)
  }
}
