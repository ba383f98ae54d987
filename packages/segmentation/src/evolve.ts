import type { PersonEvent } from '@weir/contracts'
import { flip, nextInstant, nextOf } from './flips.ts'
import type { Person } from './person.ts'
import type { Program, SegmentProgram } from './program.ts'
import { endGone, settle, settleLate } from './settle.ts'
import type { Emit } from './settle.ts'
import { consentFrom, takeInConsent, takeInEntries, takeInProfile } from './take-in.ts'
import type { Touched } from './take-in.ts'

/**
 * Lets time pass for a person: every change that falls due up to `now` is emitted with the instant at which it falls due.
 * Each step goes to the earliest instant at which any condition flips, and evaluates the segments that use it.
 */
export function advance(program: Program, person: Person, now: number, emit: Emit): void {
  while (person.due <= now) {
    const instant = nextInstant(program, person)
    person.due = instant
    if (instant > now) break
    for (const segment of flip(program, person, instant)) settle(person, segment, instant, 'window', '', emit)
    person.asOf = instant
  }
  if (now > person.asOf) person.asOf = now
}

/**
 * Takes in one event at log time `now`.
 * @returns the segments the person was a member of immediately before it, ascending.
 */
export function applyEvent(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): number[] {
  const at = Math.min(event.hit.event_time, now)
  const late = at < person.asOf
  if (!late) advance(program, person, at, emit)
  // An enriched version comes after the first one has had its effect: that began or ended at this very instant.
  const before = event.rev === 0 ? person.memberships.at(at) : person.memberships.before(at)

  const touched: Touched = new Map()
  const tracks = takeInEntries(program, person, event, at, late, touched)
  takeInProfile(program, person, event, at, touched)
  settleTouched(person, event, touched, at, emit)
  advance(program, person, now, emit)
  // Only now: what happened between the event and `now` needed the entries that are dropped here.
  for (const track of tracks) {
    const state = person.tracks.get(track.id)!
    track.trim(state, person.asOf)
    if (!state.stale) continue
    state.stale = false
    person.tracks.holdsUntil(track.id, -Infinity)
  }
  return before
}

/** Takes in a withdrawal at log time `now`: their consent is all that changes of the person. */
export function applyWithdrawal(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): void {
  const at = Math.min(event.hit.event_time, now)
  if (at >= person.asOf) advance(program, person, at, emit)
  const touched: Touched = new Map()
  takeInConsent(program, person, event, touched)
  settleTouched(person, event, touched, at, emit)
  advance(program, person, now, emit)
}

function settleTouched(person: Person, { hit, eid }: PersonEvent, touched: Touched, at: number, emit: Emit): void {
  for (const [segment, reason] of touched) {
    const from = reason === 'consent' ? Math.min(at, consentFrom(hit)) : at
    if (from < person.asOf) settleLate(person, segment, { from, at, reason, cause: eid }, emit)
    else if (person.firstSeen <= at) settle(person, segment, at, reason, eid, emit)
  }
}

/**
 * Brings a person under a new set of definitions at the instant `at`: segments that are gone end, new and changed ones
 * are evaluated. The caller has let time pass up to `at` under the old definitions.
 */
export function redefine(program: Program, person: Person, at: number, emit: Emit): void {
  if (person.definitions === program.version) return
  const instant = Math.max(at, person.asOf)
  endGone(person, program.bySegment, instant, emit)
  // Other conditions may read the tracks that stay.
  person.tracks.retain((id) => program.tracks.has(id))
  person.asOf = instant
  if (person.firstSeen <= instant)
    for (const segment of program.segments) settle(person, segment, instant, 'definition', '', emit)
  person.definitions = program.version
  person.due = nextInstant(program, person)
}

/** When a member leaves the segment if nothing else happens: an instant (Unix ms), or Infinity. */
export function memberUntil(person: Person, segment: SegmentProgram): number {
  let instant = person.asOf
  do instant = nextOf(person, segment.leaves, instant)
  while (instant < Infinity && segment.holds(person, instant))
  return instant
}
