// Held by packages/segmentation/src/evolve/since.prop.test.ts

import { allows, consentAsOf, nextStatement } from '@weir/consent'
import type { ChangeReason } from '@weir/contracts'
import { nextTransitionOfAny } from './transitions.ts'
import { isMember, lastChange } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import type { Program } from '../program/program.ts'
import { traitExactFrom } from '../conditions/trait.ts'

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

/**
 * Compares the truth of a segment at an instant with the recorded membership; records and emits the
 * difference.
 */
export function reconcile(
  person: Person,
  segment: SegmentProgram,
  at: number,
  reason: ChangeReason,
  cause: string,
  emit: Emit,
): void {
  const member = allows(consentAsOf(person.said, person.consent, at), segment.purposes) && segment.holds(person, at)
  if (member === isMember(person, segment.number)) return
  if (member) person.memberships.begin(segment.number, at)
  else person.memberships.end(segment.number, at)
  emit({ segment, member, at, reason, cause })
}

/**
 * A late event: from when it may have changed anything, when it happened, and the reason to give.
 */
export interface Late {
  from: number
  at: number
  reason: ChangeReason
  cause: string
}

/**
 * Reconciles a segment after an event from before `asOf`. The truth is followed again from the
 * earliest instant that the state knows exactly, but not from before the last recorded change, so
 * that nothing recorded is contradicted.
 */
export function reconcileLate(person: Person, segment: SegmentProgram, late: Late, emit: Emit): void {
  const { from, at, reason, cause } = late
  const whyThen = (instant: number, said: number): Why =>
    instant === at ? ['event', cause] : instant === said ? ['consent', ''] : ['window', '']
  follow(person, segment, { from, why: [reason, cause], whyThen }, emit)
}

/**
 * Reconciles a segment after the person turned out to be another one, too, from as early on as
 * after a late event.
 */
export function reconcileMerged(person: Person, segment: SegmentProgram, cause: string, emit: Emit): void {
  const why: Why = ['merge', cause]
  follow(person, segment, { from: -Infinity, why, whyThen: () => why }, emit)
}

type Why = readonly [reason: ChangeReason, cause: string]

/**
 * What to follow: from when on, why there is a change there, and why at a later instant (`said`:
 * when the next statement of consent was made).
 */
interface Following {
  from: number
  why: Why
  whyThen: (instant: number, said: number) => Why
}

function follow(person: Person, segment: SegmentProgram, { from, why, whyThen }: Following, emit: Emit): void {
  // A person whose first event is still to come is a member of nothing.
  if (person.firstSeen > person.asOf) return
  let instant = Math.max(from, person.firstSeen, lastChange(person, segment.number), exactFrom(person, segment))
  if (instant > person.asOf) instant = person.asOf
  for (let [reason, cause] = why; ;) {
    reconcile(person, segment, instant, reason, cause, emit)
    const said = nextStatement(person.said, instant)
    instant = Math.min(nextTransitionOfAny(person, segment.conditions, instant), said)
    if (instant > person.asOf) return
    ;[reason, cause] = whyThen(instant, said)
  }
}

/**
 * Returns the instant from which the state tells exactly whether a segment holds, its gates
 * included.
 */
export function exactFrom(person: Person, segment: SegmentProgram): number {
  let from = segment.gateBits.some((bits) => bits !== 0) ? person.said.exactFrom : -Infinity
  for (const condition of segment.conditions) {
    const known =
      condition.kind === 'event'
        ? person.windowStates.get(condition.stateId)?.exactFrom
        : traitExactFrom(person.traits.get(condition.trait))
    if (known !== undefined && known > from) from = known
  }
  return from
}

/** Ends memberships of segments that no longer exist, in the order of their numbers. */
export function endGone(person: Person, live: Pick<Program['bySegment'], 'has'>, at: number, emit: Emit): void {
  const gone = [...person.memberships.keys()].filter((number) => !live.has(number))
  for (const number of gone) {
    if (isMember(person, number))
      emit({ segment: { number, definition: undefined }, member: false, at, reason: 'definition', cause: '' })
    person.memberships.delete(number)
  }
}
