// Held by packages/segmentation/src/evolve/absorb.prop.test.ts

import { mergeConsent, mergeSaid, uniteEvidence } from '@weir/consent'
import { PAST_VALUES_MAX, trimTrait, uniteTrait } from '../conditions/trait.ts'
import { uniteIdentifiers } from '../profile/identifiers.ts'
import type { Person } from '../profile/person.ts'
import type { Program } from '../program/program.ts'
import { uniteWindowStates } from '../state/unite.ts'
import { emptyWindowState } from '../state/window-state.ts'
import { reconcileMerged } from './reconcile.ts'
import type { Emit } from './reconcile.ts'
import { nextInstant } from './transitions.ts'

/**
 * Makes one person of two: `into` becomes what somebody would be who had the events of both from
 * the start. Memberships of `into` stay as they are recorded; then the truth of every segment is
 * followed again as after a late event, and every difference is emitted at its instant: where
 * `into` was no member, at the instant at which the united events made it one, as far back as the
 * state knows that exactly, but never from before the last recorded change.
 *
 * Both have been brought under the definitions of `program` and advanced, each by its own
 * partition. The clock of the other partition may be ahead: then so is the result, until the clock
 * of its own catches up. `from` is not changed.
 * @param now log time of the partition of `into`, Unix ms.
 * @param cause the eid of the hit that linked them.
 */
export function absorb(program: Program, into: Person, from: Person, now: number, cause: string, emit: Emit): void {
  into.asOf = Math.max(into.asOf, from.asOf, now)
  into.firstSeen = Math.min(into.firstSeen, from.firstSeen)
  into.consent = mergeConsent(into.consent, from.consent)
  into.said = mergeSaid(into.said, from.said)
  into.evidence = uniteEvidence(into.evidence, from.evidence, into.consent)
  into.identifiers = uniteIdentifiers(into.identifiers, from.identifiers)
  into.absorbed = [...into.absorbed, { id: from.id, ordinal: from.ordinal }, ...from.absorbed]
  for (const [key, entries] of from.traits) into.traits.set(key, uniteTrait(into.traits.get(key) ?? [], entries))
  for (const [id, state] of from.windowStates)
    into.windowStates.set(id, uniteWindowStates(into.windowStates.get(id) ?? emptyWindowState(), state))
  // What was answered before the union holds no more.
  into.windowStates.retain(() => true)
  for (const segment of program.segments) reconcileMerged(into, segment, cause, emit)
  trim(program, into)
  into.due = nextInstant(program, into)
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
function trim(program: Program, { windowStates, traits, asOf }: Person): void {
  for (const [key, entries] of traits) traits.set(key, trimTrait(entries, asOf, program.traits.has(key) ? PAST_VALUES_MAX : 0))
  for (const [id, state] of windowStates) program.stateSpecs.get(id)?.trim(state, asOf)
  windowStates.retain(() => true)
  for (const state of windowStates.values()) state.stale = false
}
