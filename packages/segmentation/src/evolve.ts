import { allows, foldConsent } from '@weir/consent'
import { PURPOSES } from '@weir/contracts'
import type { ChangeReason, PersonEvent } from '@weir/contracts'
import type { EventLeaf } from './event-leaf.ts'
import { emptyLeaf, insertEntries, removeEvent } from './leaf.ts'
import { isMember, lastChange, learnIdentifiers, segmentsAt, segmentsBefore } from './person.ts'
import type { Person } from './person.ts'
import { leavesFor } from './program.ts'
import type { Leaf, Program, SegmentProgram } from './program.ts'
import { insertTrait, nextTraitFlip, trimTrait } from './trait-leaf.ts'

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
 * Lets time pass for a person: every change that falls due up to `now` is emitted with the instant at which it falls due.
 * Each step goes to the earliest instant at which any leaf flips, and evaluates the segments that use those leaves.
 */
export function advance(program: Program, person: Person, now: number, emit: Emit): void {
  while (person.due <= now) {
    const { instant, leaves, born } = nextInstant(program, person)
    person.due = instant
    if (instant > now) break
    const segments = born ? new Set(program.segments) : usersOf(program, leaves)
    for (const segment of segments) settle(person, segment, instant, 'window', '', emit)
    person.asOf = instant
  }
  if (now > person.asOf) person.asOf = now
}

/**
 * Takes in one event at log time `now`.
 * @returns the segments the person was a member of immediately before it.
 */
export function applyEvent(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): number[] {
  const { hit, eid } = event
  const at = Math.min(hit.event_time, now)
  const late = at < person.asOf
  if (!late) advance(program, person, at, emit)
  // An enriched version comes after the first one has had its effect: that began or ended at this very instant.
  const before = event.rev === 0 ? segmentsAt(person, at) : segmentsBefore(person, at)

  const touched: Touched = new Map()
  const leaves = takeInEntries(program, person, event, at, touched)
  takeInProfile(program, person, event, at, touched)
  for (const [segment, reason] of touched) {
    if (late) settleLate(person, segment, at, reason, eid, emit)
    else if (person.firstSeen <= at) settle(person, segment, at, reason, eid, emit)
  }
  advance(program, person, now, emit)
  // Only now: what happened between the event and `now` needed the entries that are dropped here.
  for (const leaf of leaves) leaf.trim(person.leaves.get(leaf.id)!, person.asOf)
  return before
}

/**
 * Brings a person under a new set of definitions at the instant `at`: segments that are gone end, new and changed ones
 * are evaluated. The caller has let time pass up to `at` under the old definitions.
 */
export function redefine(program: Program, person: Person, at: number, emit: Emit): void {
  if (person.definitions === program.version) return
  const instant = Math.max(at, person.asOf)
  for (const number of person.memberships.keys()) {
    if (program.bySegment.has(number)) continue
    if (isMember(person, number))
      emit({ segment: { number, definition: undefined }, member: false, at: instant, reason: 'definition', cause: '' })
    person.memberships.delete(number)
  }
  for (const id of person.leaves.keys()) if (!program.leaves.has(id)) person.leaves.delete(id)
  person.asOf = instant
  if (person.firstSeen <= instant)
    for (const segment of program.segments) settle(person, segment, instant, 'definition', '', emit)
  person.definitions = program.version
  person.due = nextInstant(program, person).instant
}

/** Feeds an event of the past to leaves that are being filled from history; nothing is evaluated. */
export function fillLeaves(leaves: readonly Leaf[], person: Person, event: PersonEvent): void {
  for (const leaf of leaves) {
    if (leaf.kind !== 'event' || !namedBy(leaf, event.hit.name)) continue
    const entries = leaf.entriesOf(event.hit, event.eid)
    if (event.rev === 0 && entries.length === 0) continue
    const state = person.leaves.get(leaf.id) ?? emptyLeaf()
    if (event.rev > 0) removeEvent(state, event.eid)
    insertEntries(state, entries)
    leaf.trim(state, person.asOf)
    if (state.entries.length > 0 || state.exactFrom > -Infinity) person.leaves.set(leaf.id, state)
  }
}

function namedBy(leaf: Leaf, name: string): boolean {
  return leaf.kind === 'event' && (leaf.names ? leaf.names.includes(name) : name.startsWith(leaf.prefix as string))
}

/** The segments whose truth an event may have changed, with the reason to give. */
type Touched = Map<SegmentProgram, ChangeReason>

/** Adds the event to the leaves that select it. @returns those leaves. */
function takeInEntries(program: Program, person: Person, event: PersonEvent, at: number, touched: Touched): EventLeaf[] {
  const { hit, eid, rev } = event
  const changed: EventLeaf[] = []
  for (const leaf of leavesFor(program, hit.name)) {
    const entries = leaf.entriesOf(hit, eid)
    const known = person.leaves.get(leaf.id)
    if (entries.length === 0 && !(known && rev > 0)) continue
    const state = known ?? emptyLeaf()
    const replaced = rev > 0 && removeEvent(state, eid)
    if (!insertEntries(state, entries) && !replaced) continue
    person.leaves.set(leaf.id, state)
    person.due = Math.min(person.due, leaf.nextFlip(state, at))
    changed.push(leaf)
    for (const segment of program.users.get(leaf.id) ?? []) touched.set(segment, 'event')
  }
  return changed
}

/** What the event says of the person: that they exist, their traits, identifiers and consent. */
function takeInProfile(program: Program, person: Person, event: PersonEvent, at: number, touched: Touched): void {
  const { hit, eid } = event
  const newborn = person.firstSeen === Infinity
  if (hit.event_time < person.firstSeen) {
    person.firstSeen = hit.event_time
    for (const segment of program.trueWhenEmpty) touched.set(segment, 'event')
    if (person.firstSeen > at) person.due = Math.min(person.due, person.firstSeen)
  }
  for (const [key, value] of Object.entries(hit.body.traits ?? {})) {
    const entries = person.traits.get(key) ?? []
    if (!insertTrait(entries, { t: hit.event_time, eid, value })) continue
    for (const leaf of program.byTrait.get(key) ?? []) {
      person.due = Math.min(person.due, nextTraitFlip(leaf, entries, at))
      for (const segment of program.users.get(leaf.id) ?? []) touched.set(segment, 'event')
    }
    person.traits.set(key, trimTrait(entries, Math.max(at, person.asOf)))
  }
  learnIdentifiers(person, hit.ids)
  const known = person.consent
  // A sender whose clock is fast must not delay a withdrawal: consent counts from receipt at the latest.
  person.consent = foldConsent(known, hit.consent, Math.min(hit.event_time, hit.received_at))
  // A newborn's gates all open at once; what it can be a member of is touched already.
  if (newborn || PURPOSES.every((p) => (known[p]?.granted ?? false) === (person.consent[p]?.granted ?? false))) return
  for (const segment of program.segments) {
    const changed = segment.gates.some((gate) => allows(known, gate) !== allows(person.consent, gate))
    if (changed) touched.set(segment, 'consent')
  }
}

/** The rule and the consent gate at T. */
function truth(person: Person, segment: SegmentProgram, at: number): boolean {
  return allows(person.consent, segment.purposes) && segment.holds(person, at)
}

/** Compares a segment's truth at an instant with the recorded membership, and records and emits the difference. */
function settle(person: Person, segment: SegmentProgram, at: number, reason: ChangeReason, cause: string, emit: Emit): void {
  const member = truth(person, segment, at)
  if (member === isMember(person, segment.number)) return
  const known = person.memberships.get(segment.number)
  if (member) person.memberships.set(segment.number, { from: at, to: Infinity })
  else if (known) known.to = at
  emit({ segment, member, at, reason, cause })
}

/**
 * An event from before `asOf`: the segment's truth is followed again from as early as the state can tell it exactly, and
 * not before the last recorded change, so that nothing already written down is contradicted.
 */
function settleLate(person: Person, segment: SegmentProgram, at: number, reason: ChangeReason, cause: string, emit: Emit): void {
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
  for (const leaf of segment.leaves) from = Math.max(from, person.leaves.get(leaf.id)?.exactFrom ?? -Infinity)
  return from
}

/** When a member leaves the segment if nothing else happens: an instant (Unix ms), or Infinity. */
export function memberUntil(person: Person, segment: SegmentProgram): number {
  let instant = person.asOf
  do instant = nextOf(person, segment.leaves, instant)
  while (instant < Infinity && segment.holds(person, instant))
  return instant
}

function flipOf(leaf: Leaf, person: Person, after: number): number {
  if (leaf.kind === 'trait') return nextTraitFlip(leaf, person.traits.get(leaf.trait), after)
  const state = person.leaves.get(leaf.id)
  return state ? leaf.nextFlip(state, after) : Infinity
}

/** The first instant after `after` at which any of the leaves flips by itself. */
export function nextOf(person: Person, leaves: Iterable<Leaf>, after: number): number {
  let next = Infinity
  for (const leaf of leaves) next = Math.min(next, flipOf(leaf, person, after))
  return next
}

/** The earliest instant after `asOf` at which a leaf of this person flips, with those leaves; `born` when the person begins then. */
function nextInstant(program: Program, person: Person): { instant: number; leaves: Leaf[]; born: boolean } {
  let instant = person.firstSeen > person.asOf ? person.firstSeen : Infinity
  const born = instant < Infinity
  let leaves: Leaf[] = []
  const consider = (leaf: Leaf): void => {
    const flip = flipOf(leaf, person, person.asOf)
    if (flip < instant) leaves = []
    if (flip <= instant && flip < Infinity) {
      instant = flip
      leaves.push(leaf)
    }
  }
  for (const id of person.leaves.keys()) {
    const leaf = program.leaves.get(id)
    if (leaf) consider(leaf)
  }
  for (const key of person.traits.keys()) for (const leaf of program.byTrait.get(key) ?? []) consider(leaf)
  return { instant, leaves, born: born && instant === person.firstSeen }
}

function usersOf(program: Program, leaves: readonly Leaf[]): Set<SegmentProgram> {
  return new Set(leaves.flatMap((leaf) => program.users.get(leaf.id) ?? []))
}
