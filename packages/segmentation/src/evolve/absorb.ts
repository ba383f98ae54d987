// Held by packages/segmentation/src/evolve/absorb.prop.test.ts

import { grantsOf, mergeConsent, mergeSaid, turnedBy, uniteEvidence } from '@weir/consent'
import { PAST_VALUES_MAX, trimTrait, uniteTrait } from '../conditions/trait.ts'
import { uniteIdentifiers } from '../profile/identifiers.ts'
import type { Person } from '../profile/person.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import type { Program } from '../program/program.ts'
import { uniteWindowStates } from '../state/unite.ts'
import { emptyWindowState } from '../state/window-state.ts'
import { reconcileMerged } from './reconcile.ts'
import type { Emit } from './reconcile.ts'
import { nextInstant } from './transitions.ts'

/**
 * Makes one person of two: `into` becomes what somebody would be who had the events of both from
 * the start. Memberships of `into` stay as they are recorded; then the truth of every segment that
 * what `from` brings can change is followed again as after a late event, and every difference is
 * emitted at its instant: where `into` was no member, at the instant at which the united events
 * made it one, as far back as the state knows that exactly, but never from before the last recorded
 * change.
 *
 * Both have been brought under the definitions of `program` and advanced, each by its own
 * partition. The clock of the other partition may be ahead: then so is the result, until the clock
 * of its own catches up. `from` is not changed.
 * @param now log time of the partition of `into`, Unix ms.
 * @param cause the eid of the hit that linked them.
 */
export function absorb(program: Program, into: Person, from: Person, now: number, cause: string, emit: Emit): void {
  const asOf = Math.max(into.asOf, from.asOf, now)
  // Who exists for longer, or is carried past an instant at which something changes by itself, may
  // be a member of anything by that.
  const isWhole = from.firstSeen < into.firstSeen || into.due <= asOf
  into.asOf = asOf
  into.firstSeen = Math.min(into.firstSeen, from.firstSeen)
  const turned = uniteConsent(into, from)
  into.identifiers = uniteIdentifiers(into.identifiers, from.identifiers)
  into.absorbed = [...into.absorbed, { id: from.id, ordinal: from.ordinal }, ...from.absorbed]
  for (const [key, entries] of from.traits) into.traits.set(key, uniteTrait(into.traits.get(key) ?? [], entries))
  for (const [id, state] of from.windowStates)
    into.windowStates.set(id, uniteWindowStates(into.windowStates.get(id) ?? emptyWindowState(), state))
  for (const segment of isWhole ? program.segments : segmentsOf(program, from, turned))
    reconcileMerged(into, segment, cause, emit)
  trim(program, into, from)
  into.due = nextInstant(program, into)
}

/** @returns the purposes (as bits) for which something else stood at some instant. */
function uniteConsent(into: Person, { consent, said, evidence }: Person): number {
  const before = { said: into.said, grants: grantsOf(into.consent) }
  into.consent = mergeConsent(into.consent, consent)
  into.said = mergeSaid(into.said, said)
  into.evidence = uniteEvidence(into.evidence, evidence, into.consent)
  return turnedBy(before.said, into.said) | (before.grants ^ grantsOf(into.consent))
}

/** Those whose conditions read what this person has, or that are gated by these purposes. */
function segmentsOf(program: Program, { windowStates, traits }: Person, turned: number): readonly SegmentProgram[] {
  const found = new Set<SegmentProgram>()
  const take = (readers: Iterable<{ users: readonly SegmentProgram[] }> | undefined): void => {
    for (const { users } of readers ?? []) for (const segment of users) found.add(segment)
  }
  for (const id of windowStates.keys()) take(program.stateSpecs.get(id)?.readers)
  for (const key of traits.keys()) take(program.traits.get(key))
  if (turned !== 0)
    for (const segment of program.segments) if (segment.gateBits.some((bits) => (bits & turned) !== 0)) found.add(segment)
  return [...found].sort((a, b) => a.place - b.place)
}

/**
 * Ends the memberships of somebody who is found to be another person, or two: each at the instant
 * at which it began, so only the memberships of those then tell what was true.
 * @param why `cause`: the eid of the hit that linked two persons.
 */
export function voidMemberships(
  program: Program,
  person: Person,
  { reason, cause }: { reason: 'merge' | 'split'; cause: string },
  emit: Emit,
): void {
  for (const [number, { from, to }] of person.memberships) {
    if (to !== Infinity) continue
    person.memberships.end(number, from)
    const segment = program.bySegment.get(number) ?? { number, definition: undefined }
    emit({ segment, member: false, at: from, reason, cause })
  }
}

/** Trimming comes last: the changes of the past needed what it drops. */
function trim(program: Program, { windowStates, traits, asOf }: Person, from: Person): void {
  for (const key of from.traits.keys())
    traits.set(key, trimTrait(traits.get(key) ?? [], asOf, program.traits.has(key) ? PAST_VALUES_MAX : 0))
  for (const id of from.windowStates.keys()) {
    const state = windowStates.get(id)!
    program.stateSpecs.get(id)?.trim(state, asOf)
    if (!state.stale) continue
    state.stale = false
    windowStates.holdsUntil(id, -Infinity)
  }
}
