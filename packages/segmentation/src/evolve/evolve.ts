import type { PersonEvent } from '@weir/contracts'
import { transition, nextInstant, nextTransitionOfAny } from './transitions.ts'
import type { Person } from '../profile/person.ts'
import type { Program } from '../program/program.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import { endGone, reconcile, reconcileLate } from './reconcile.ts'
import type { Emit } from './reconcile.ts'
import { consentFrom, applyConsent, applyEntries, applyProfile } from './apply-event.ts'
import type { Touched } from './apply-event.ts'

/**
 * Advances a person to `now` and emits every change that falls due, at its exact instant. Each step
 * goes to the earliest instant at which a condition changes, and evaluates the segments that use
 * it.
 */
export function advance(program: Program, person: Person, now: number, emit: Emit): void {
  while (person.due <= now) {
    const instant = nextInstant(program, person)
    person.due = instant
    if (instant > now) break
    for (const segment of transition(program, person, instant)) reconcile(person, segment, instant, 'window', '', emit)
    person.asOf = instant
  }
  if (now > person.asOf) person.asOf = now
}

/**
 * Applies one event at log time `now`.
 * @returns the segments that the person was a member of immediately before it, ascending.
 */
export function applyEvent(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): number[] {
  const at = Math.min(event.hit.event_time, now)
  const late = at < person.asOf
  if (!late) advance(program, person, at, emit)
  // An enriched version comes after the first one had its effect, which began or ended at this very
  // instant.
  const before = event.rev === 0 ? person.memberships.at(at) : person.memberships.before(at)

  const touched: Touched = new Map()
  const specs = applyEntries(program, person, event, at, late, touched)
  applyProfile(program, person, event, at, touched)
  reconcileTouched(person, event, touched, at, emit)
  advance(program, person, now, emit)
  // Trimming comes last: changes between the event and `now` needed the entries that it drops.
  for (const spec of specs) {
    const state = person.windowStates.get(spec.id)!
    spec.trim(state, person.asOf)
    if (!state.stale) continue
    state.stale = false
    person.windowStates.holdsUntil(spec.id, -Infinity)
  }
  return before
}

/**
 * Applies a withdrawal at log time `now`. It changes the consent of the person and nothing else.
 */
export function applyWithdrawal(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): void {
  const at = Math.min(event.hit.event_time, now)
  if (at >= person.asOf) advance(program, person, at, emit)
  const touched: Touched = new Map()
  applyConsent(program, person, event, touched)
  reconcileTouched(person, event, touched, at, emit)
  advance(program, person, now, emit)
}

function reconcileTouched(person: Person, { hit, eid }: PersonEvent, touched: Touched, at: number, emit: Emit): void {
  for (const [segment, reason] of touched) {
    const from = reason === 'consent' ? Math.min(at, consentFrom(hit)) : at
    if (from < person.asOf) reconcileLate(person, segment, { from, at, reason, cause: eid }, emit)
    else if (person.firstSeen <= at) reconcile(person, segment, at, reason, eid, emit)
  }
}

/**
 * Moves a person to a new set of definitions at the instant `at`: ends memberships of segments that
 * are gone and evaluates the changed ones (all of them unless told). The caller has advanced the
 * person to `at` under the old definitions.
 */
export function applyDefinitions(
  program: Program,
  person: Person,
  at: number,
  emit: Emit,
  changed: readonly SegmentProgram[] = program.segments,
): void {
  if (person.definitions === program.version) return
  const instant = Math.max(at, person.asOf)
  endGone(person, program.bySegment, instant, emit)
  // Other conditions may read the states that stay.
  person.windowStates.retain((id) => program.stateSpecs.has(id))
  person.asOf = instant
  if (person.firstSeen <= instant) for (const segment of changed) reconcile(person, segment, instant, 'definition', '', emit)
  person.definitions = program.version
  person.due = nextInstant(program, person)
}

/**
 * Returns when a member leaves the segment if nothing else happens: an instant (Unix ms), or
 * Infinity.
 */
export function memberUntil(person: Person, segment: SegmentProgram): number {
  let instant = person.asOf
  do instant = nextTransitionOfAny(person, segment.conditions, instant)
  while (instant < Infinity && segment.holds(person, instant))
  return instant
}
