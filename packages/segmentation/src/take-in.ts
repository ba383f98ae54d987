import { grantsOf, hear, learnConsent } from '@weir/consent'
import type { ChangeReason, EventHit, PersonEvent } from '@weir/contracts'
import { lookAt, looksAt } from './flips.ts'
import { learnIdentifiers } from './person.ts'
import type { Person } from './person.ts'
import type { Program, ReadTrack, SegmentProgram } from './program.ts'
import { isNamed } from './selectors.ts'
import type { Track } from './sources.ts'
import { emptyTrack, insertEntries, removeEvent } from './track.ts'
import type { Entry } from './track.ts'
import { insertTrait, nextTraitFlip, PAST_VALUES_MAX, trimTrait } from './trait-leaf.ts'

/** The segments whose truth an event may have changed, with the reason to give. */
export type Touched = Map<SegmentProgram, ChangeReason>

/**
 * Adds the event to the tracks that select it.
 * @param late whether it is older than what has been evaluated: then any user of a changed track may have changed in the past;
 *   else only those of conditions whose truth is another one now, at `at`.
 * @returns those tracks.
 */
export function takeInEntries(
  program: Program,
  person: Person,
  event: PersonEvent,
  at: number,
  late: boolean,
  touched: Touched,
): ReadTrack[] {
  const { hit, eid, rev } = event
  const changed: ReadTrack[] = []
  for (const track of program.index.tracksFor(hit)) addTo(track, track.entriesOf(hit, eid))
  // An enriched copy may no longer be selected where its first version was; an index by what it says now does not find that.
  if (rev > 0) for (const track of program.tracks.values()) if (isNamed(track, hit.name)) addTo(track, [])
  return changed

  function addTo(track: ReadTrack, entries: readonly Entry[]): void {
    if (changed.includes(track)) return
    const known = person.tracks.get(track.id)
    if (entries.length === 0 && !(known && rev > 0)) return
    const state = known ?? emptyTrack()
    // Asked before and after: only who uses a condition that says something else now has to be settled.
    if (!late) looksAt(track, state, at, person.tracks.untilOf(track.id))
    const replaced = rev > 0 && removeEvent(state, eid)
    if (!insertEntries(state, entries) && !replaced) return
    if (!known) person.tracks.set(track.id, state)
    changed.push(track)
    const until = lookAt(track, state, at, late ? undefined : touch)
    person.tracks.holdsUntil(track.id, until)
    if (until < person.due) person.due = until
    if (late) for (const { users } of track.readers) touch(users)
  }

  function touch(users: readonly SegmentProgram[]): void {
    for (const segment of users) touched.set(segment, 'event')
  }
}

/** What the event says of the person: that they exist, their traits, identifiers and consent. */
export function takeInProfile(program: Program, person: Person, event: PersonEvent, at: number, touched: Touched): void {
  const { hit } = event
  const newborn = person.firstSeen === Infinity
  if (hit.event_time < person.firstSeen) {
    person.firstSeen = hit.event_time
    for (const segment of program.trueWhenEmpty) touched.set(segment, 'event')
    if (person.firstSeen > at) person.due = Math.min(person.due, person.firstSeen)
  }
  if (hit.body.traits) takeInTraits(program, person, event, hit.body.traits, at, touched)
  learnIdentifiers(person, hit.ids)
  // A newborn's gates all open at once; what it can be a member of is touched already.
  takeInConsent(program, person, event, newborn ? undefined : touched)
}

/** What the event says of the person's consent. @param touched is told of the segments whose gate opens or closes. */
export function takeInConsent(program: Program, person: Person, { hit }: PersonEvent, touched: Touched | undefined): void {
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

/** A sender whose clock is fast must not delay a withdrawal: consent counts from receipt at the latest. */
export function consentFrom({ event_time, received_at }: EventHit): number {
  return Math.min(event_time, received_at)
}

function takeInTraits(
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
    for (const { leaf, users } of readers ?? []) {
      person.due = Math.min(person.due, nextTraitFlip(leaf, entries, at))
      for (const segment of users) touched.set(segment, 'event')
    }
    person.traits.set(key, trimTrait(entries, Math.max(at, person.asOf), readers ? PAST_VALUES_MAX : 0))
  }
}

/** Feeds an event of the past to tracks that are being filled from history; nothing is evaluated. */
export function fillTracks(tracks: readonly Track[], person: Person, event: PersonEvent): void {
  for (const track of tracks) {
    if (!isNamed(track, event.hit.name)) continue
    const entries = track.entriesOf(event.hit, event.eid)
    if (event.rev === 0 && entries.length === 0) continue
    const state = person.tracks.get(track.id) ?? emptyTrack()
    if (event.rev > 0) removeEvent(state, event.eid)
    insertEntries(state, entries)
    track.trim(state, person.asOf)
    if (state.entries.length > 0 || state.exactFrom > -Infinity) person.tracks.set(track.id, state)
  }
}
