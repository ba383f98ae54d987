// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { grantsOf, hear, learnConsent } from '@weir/consent'
import type { ChangeReason, EventHit, PersonEvent } from '@weir/contracts'
import { evaluateReaders, evaluationsAt } from './transitions.ts'
import { learnIdentifiers } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import type { Program, BoundStateSpec } from '../program/program.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import { isNamed } from '../definition/selectors.ts'
import type { EventFields } from '../definition/selectors.ts'
import type { StateSpec } from '../state/state-spec.ts'
import { emptyWindowState, insertEntries, removeEvent } from '../state/window-state.ts'
import { plainEntryOf } from '../state/entry.ts'
import type { Entry } from '../state/entry.ts'
import { insertTrait, nextTraitTransition, PAST_VALUES_MAX, trimTrait } from '../conditions/trait.ts'

/** The segments whose truth an event may have changed, with the reason to give. */
export type Touched = Map<SegmentProgram, ChangeReason>

/**
 * Adds the event to the window states that select it, and the affected segments to `touched`.
 * @param late whether the event is older than what has been evaluated. Then every user of a changed
 *   window state may have changed in the past; otherwise only the users of conditions whose truth
 *   at `at` is now different.
 * @returns the changed window states.
 */
export function applyEntries(
  program: Program,
  person: Person,
  event: PersonEvent,
  at: number,
  late: boolean,
  touched: Touched,
): BoundStateSpec[] {
  const { hit, eid, rev } = event
  const changed: BoundStateSpec[] = []
  const plain = plainEntryOf(hit.event_time, eid)
  for (const spec of program.index.specsFor(hit)) addTo(spec, spec.entriesOf(hit, plain))
  // An enriched copy may no longer be selected where its first version was, and the index, which
  // looks at what it says now, does not find that.
  if (rev > 0) for (const spec of program.specs) if (isNamed(spec, hit.name)) addTo(spec, [])
  return changed

  function addTo(spec: BoundStateSpec, entries: readonly Entry[]): void {
    if (changed.includes(spec)) return
    const known = person.windowStates.get(spec.id)
    if (entries.length === 0 && !(known && rev > 0)) return
    const state = known ?? emptyWindowState()
    // Evaluated before and after: only segments with a condition that changed have to be
    // reconciled.
    if (!late) evaluationsAt(program, spec, state, at, person.windowStates.untilOf(spec.id))
    const replaced = rev > 0 && removeEvent(state, eid)
    if (!insertEntries(state, entries) && !replaced) return
    if (!known) person.windowStates.set(spec.id, state)
    changed.push(spec)
    const until = evaluateReaders(program, spec, state, at, late ? undefined : touch)
    person.windowStates.holdsUntil(spec.id, until)
    if (until < person.due) person.due = until
    if (late) for (const { users } of spec.readers) touch(users)
  }

  function touch(users: readonly SegmentProgram[]): void {
    for (const segment of users) touched.set(segment, 'event')
  }
}

/**
 * Applies what the event says about the person: that they exist, their traits, identifiers and
 * consent.
 */
export function applyProfile(program: Program, person: Person, event: PersonEvent, at: number, touched: Touched): void {
  const { hit } = event
  const newborn = person.firstSeen === Infinity
  if (hit.event_time < person.firstSeen) {
    person.firstSeen = hit.event_time
    for (const segment of program.trueWhenEmpty) touched.set(segment, 'event')
    if (person.firstSeen > at) person.due = Math.min(person.due, person.firstSeen)
  }
  if (hit.body.traits) applyTraits(program, person, event, hit.body.traits, at, touched)
  learnIdentifiers(person, hit.ids, hit.event_time, event.eid)
  // All gates of a new person open at once, and the segments that they can enter are touched
  // already.
  applyConsent(program, person, event, newborn ? undefined : touched)
}

/**
 * Applies what the event says about the person's consent.
 * @param touched receives the segments whose gate opens or closes.
 */
export function applyConsent(program: Program, person: Person, { hit }: PersonEvent, touched: Touched | undefined): void {
  const heard = hear(person.said, hit.consent, consentFrom(hit))
  const turned = learnConsent(person.consent, hit.consent, consentFrom(hit)) ?? 0
  if (!touched || (turned | heard) === 0) return
  const after = grantsOf(person.consent)
  const before = after ^ turned
  for (const segment of program.segments) {
    const changed = segment.gateBits.some(
      (bits) => (bits & heard) !== 0 || ((before & bits) === bits) !== ((after & bits) === bits),
    )
    if (changed) touched.set(segment, 'consent')
  }
}

/**
 * Returns when the consent of a hit takes effect: at its receipt at the latest, since a fast clock
 * must not delay a withdrawal.
 */
export function consentFrom({ event_time, received_at }: EventHit): number {
  return Math.min(event_time, received_at)
}

function applyTraits(
  program: Program,
  person: Person,
  { hit, eid }: PersonEvent,
  traits: Record<string, unknown>,
  at: number,
  touched: Touched,
): void {
  for (const [key, value] of Object.entries(traits)) {
    const entries = person.traits.get(key) ?? []
    if (!insertTrait(entries, { t: hit.event_time, eid, value })) continue
    const readers = program.traits.get(key)
    for (const { condition, users } of readers ?? []) {
      person.due = Math.min(person.due, nextTraitTransition(condition, entries, at))
      for (const segment of users) touched.set(segment, 'event')
    }
    person.traits.set(key, trimTrait(entries, Math.max(at, person.asOf), readers ? PAST_VALUES_MAX : 0))
  }
}

/** An event of the past, as far as window states read it. */
export interface ReplayedEvent {
  eid: string
  rev: number
  hit: EventFields
}

/**
 * Adds an event of the past to window states that are being backfilled, without evaluating
 * anything.
 */
export function fillWindowStates(specs: readonly StateSpec[], person: Person, event: ReplayedEvent): void {
  const plain = plainEntryOf(event.hit.event_time, event.eid)
  for (const spec of specs) {
    if (!isNamed(spec, event.hit.name)) continue
    const entries = spec.entriesOf(event.hit, plain)
    if (event.rev === 0 && entries.length === 0) continue
    const state = person.windowStates.get(spec.id) ?? emptyWindowState()
    if (event.rev > 0) removeEvent(state, event.eid)
    insertEntries(state, entries)
    spec.trim(state, person.asOf)
    if (state.entries.length > 0 || state.exactFrom > -Infinity) person.windowStates.set(spec.id, state)
  }
}
