import type { Person } from './person.ts'
import type { Leaf, Program, ReadTrack, SegmentProgram } from './program.ts'
import type { Looks, TrackState } from './track.ts'
import { nextTraitFlip } from './trait-leaf.ts'

/** The first instant after `after` at which a condition flips by itself; Infinity when it never does. */
export function flipOf(leaf: Leaf, person: Person, after: number): number {
  if (leaf.kind === 'trait') return nextTraitFlip(leaf, person.traits.get(leaf.trait), after)
  const state = person.tracks.get(leaf.trackId)
  return state ? leaf.nextFlip(state, after) : Infinity
}

/** The first instant after `after` at which any of the conditions flips by itself. */
export function nextOf(person: Person, leaves: Iterable<Leaf>, after: number): number {
  let next = Infinity
  for (const leaf of leaves) next = Math.min(next, flipOf(leaf, person, after))
  return next
}

/** Where the answers of those go that are not kept. */
const scratch: Looks = []

/**
 * Asks all that read a track what they say at an instant.
 * @param changed is told of those who say something else than they last said.
 * @returns until when nothing flips.
 */
export function lookAt(
  { readers, remembers }: ReadTrack,
  state: TrackState,
  at: number,
  changed?: (users: readonly SegmentProgram[]) => void,
): number {
  const looks = remembers ? (state.looks ??= []) : scratch
  state.guesses = false
  let until = Infinity
  for (let i = 0; i < readers.length; i++) {
    const { leaf, users } = readers[i]!
    const before = looks[2 * i]
    leaf.look(state, at, looks, i)
    if (changed !== undefined && looks[2 * i] !== before) changed(users)
    if (looks[2 * i + 1]! < until) until = looks[2 * i + 1]!
  }
  return until
}

/** What all that read a track say at an instant; `until` when nothing flips, if that is known. To be looked at before anybody else is asked. */
export function looksAt(track: ReadTrack, state: TrackState, at: number, until: number): Looks {
  if (!(state.looks && until > at)) lookAt(track, state, at)
  return state.looks ?? scratch
}

/** The earliest instant after `asOf` at which any condition of this person flips, or at which the person begins. */
export function nextInstant(program: Program, person: Person): number {
  const { asOf, firstSeen, traits } = person
  let instant = person.tracks.leastUntil(asOf, (id, state) => {
    const track = program.tracks.get(id)
    return track ? lookAt(track, state, asOf) : Infinity
  })
  if (firstSeen > asOf && firstSeen < instant) instant = firstSeen
  if (traits.size > 0 && program.traits.size > 0)
    for (const key of traits.keys())
      for (const { leaf } of program.traits.get(key) ?? []) instant = Math.min(instant, flipOf(leaf, person, asOf))
  return instant
}

/** Goes to the next instant, as {@link nextInstant} found it. @returns the segments that may change at it, in their order. */
export function flip(program: Program, person: Person, instant: number): readonly SegmentProgram[] {
  const born = person.firstSeen === instant && person.firstSeen > person.asOf
  const segments: SegmentProgram[] = []
  const { asOf } = person
  person.tracks.flipAt(instant, (id, state) => flipTrack(program.tracks.get(id)!, state, { asOf, instant }, segments))
  if (person.traits.size > 0 && program.traits.size > 0)
    for (const key of person.traits.keys())
      for (const { leaf, users } of program.traits.get(key) ?? [])
        if (flipOf(leaf, person, person.asOf) === instant) segments.push(...users)
  if (born) return program.segments
  return segments.length < 2 ? segments : [...new Set(segments)].sort((a, b) => a.place - b.place)
}

/** Only the conditions that flip are asked anew: what the others said stands. */
function flipTrack(
  track: ReadTrack,
  state: TrackState,
  { asOf, instant }: { asOf: number; instant: number },
  segments: SegmentProgram[],
): number {
  const looks = looksAt(track, state, asOf, instant)
  let until = Infinity
  for (let i = 0; i < track.readers.length; i++) {
    if (looks[2 * i + 1] === instant) {
      const { leaf, users } = track.readers[i]!
      for (const segment of users) segments.push(segment)
      leaf.look(state, instant, looks, i)
    }
    if (looks[2 * i + 1]! < until) until = looks[2 * i + 1]!
  }
  return until
}
