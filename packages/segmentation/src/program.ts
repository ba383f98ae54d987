import { allows, bitsOf, consentAsOf } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES } from '@weir/contracts'
import type { LeafCondition, Purpose, SegmentDefinition } from '@weir/contracts'
import { compileAffinityLeaf, compileEventLeaf } from './event-leaf.ts'
import type { EventLeaf } from './event-leaf.ts'
import { compileExposureLeaf } from './exposure-leaf.ts'
import { compileHeldLeaf } from './held-leaf.ts'
import { gatesIn, inline } from './inline.ts'
import type { Rule } from './inline.ts'
import { newPerson } from './person.ts'
import type { Person } from './person.ts'
import { compileSequenceLeaf } from './sequence-leaf.ts'
import { trackOf } from './sources.ts'
import type { Source, Track } from './sources.ts'
import { indexTracks } from './track-index.ts'
import type { TrackIndex } from './track-index.ts'
import { emptyTrack } from './track.ts'
import { compileTraitLeaf, traitAt } from './trait-leaf.ts'
import type { TraitLeaf } from './trait-leaf.ts'

/**
 * All live segments, compiled once and indexed so that an event touches only the conditions it can change. Equal
 * conditions of different segments are one leaf, and conditions over the same events read one track.
 */
export interface Program {
  version: number
  segments: SegmentProgram[]
  bySegment: Map<number, SegmentProgram>
  leaves: Map<number, Leaf>
  tracks: Map<number, ReadTrack>
  index: TrackIndex<ReadTrack>
  traits: Map<string, Reader<TraitLeaf>[]>
  /** Segments that hold for somebody of whom nothing is known but that they exist. */
  trueWhenEmpty: SegmentProgram[]
}

export type Leaf = EventLeaf | TraitLeaf

/** A condition with the segments that use it. */
export interface Reader<L extends Leaf> {
  leaf: L
  users: readonly SegmentProgram[]
}

/** A track with the conditions that read it; none while it is being filled from history. */
export interface ReadTrack extends Track {
  readers: readonly Reader<EventLeaf>[]
  /** Whether what they say is kept with the state: not where asking them again is less work. */
  remembers: boolean
}

export interface SegmentProgram {
  definition: SegmentDefinition
  number: number
  /** Its place among all segments: changes of one instant are made in this order. */
  place: number
  purposes: readonly Purpose[]
  /** The consent gates it passes: its own, and those of segments it refers to. */
  gates: readonly (readonly Purpose[])[]
  /** The same as bits, see {@link bitsOf}. */
  gateBits: readonly number[]
  leaves: Leaf[]
  /** The rule at T, without the consent gate. */
  holds(person: Person, at: number): boolean
}

/** @throws RangeError when a rule makes no sense; the message is for its author. */
export function compile(version: number, definitions: readonly SegmentDefinition[]): Program {
  const known = programs.get(definitions)
  const program = known?.of.every((definition, i) => definition === definitions[i]) ? known.program : undefined
  if (program && program.segments.length === definitions.length) return { ...program, version }
  const made = compileAll(version, definitions)
  programs.set(definitions, { of: [...definitions], program: made })
  return made
}

/**
 * @param filling tracks to feed besides those of the segments: of coming definitions, while they are filled
 *   from history.
 */
export function withFilling(program: Program, filling: readonly Track[]): Program {
  const tracks = new Map(program.tracks)
  for (const track of filling) if (!tracks.has(track.id)) tracks.set(track.id, { ...track, readers: [], remembers: false })
  return { ...program, tracks, index: indexTracks(tracks.values()) }
}

/** The same list is compiled when it is checked, while it waits and when it comes into force: once is enough. */
const programs = new WeakMap<readonly SegmentDefinition[], { of: readonly SegmentDefinition[]; program: Program }>()

function compileAll(version: number, definitions: readonly SegmentDefinition[]): Program {
  const leaves = new Map<number, Leaf>()
  const segments = definitions.map((definition, place) => compileSegment(definition, place, definitions, leaves))
  const users = usersOf(segments)
  const tracks = bindTracks(
    [...leaves.values()].filter((leaf) => leaf.kind === 'event'),
    users,
  )
  const traits = new Map<string, Reader<TraitLeaf>[]>()
  for (const leaf of leaves.values())
    if (leaf.kind === 'trait') push(traits, leaf.trait, { leaf, users: users.get(leaf.id) ?? [] })
  return {
    version,
    segments,
    bySegment: new Map(segments.map((s) => [s.number, s])),
    leaves,
    tracks,
    index: indexTracks(tracks.values()),
    traits,
    // Where consent decides inside the rule, anything may hold at birth.
    trueWhenEmpty: segments.filter((s) => s.gates.length > 1 || s.holds(NOBODY, 0)),
  }
}

function usersOf(segments: readonly SegmentProgram[]): Map<number, SegmentProgram[]> {
  const users = new Map<number, SegmentProgram[]>()
  for (const segment of segments) for (const leaf of segment.leaves) push(users, leaf.id, segment)
  return users
}

/** Gives every leaf its track: one for all whose sources have the same key. */
function bindTracks(leaves: readonly EventLeaf[], users: ReadonlyMap<number, SegmentProgram[]>): Map<number, ReadTrack> {
  const bySource = new Map<string, EventLeaf[]>()
  for (const leaf of leaves) push(bySource, leaf.source.key, leaf)
  const tracks = new Map<number, ReadTrack>()
  for (const group of bySource.values()) {
    const track = trackOf(group.map(({ source }) => source) as [Source, ...Source[]])
    const clash = tracks.get(track.id)
    if (clash) throw new RangeError('two conditions have the same number; change one of them slightly')
    for (const leaf of group) leaf.trackId = track.id
    const readers = group.map((leaf) => ({ leaf, users: users.get(leaf.id) ?? [] }))
    tracks.set(track.id, { ...track, readers, remembers: group.some(({ isBrief }) => !isBrief) })
  }
  return tracks
}

const NOBODY = newPerson('', 0, 0)

function compileSegment(
  definition: SegmentDefinition,
  place: number,
  all: readonly SegmentDefinition[],
  known: Map<number, Leaf>,
): SegmentProgram {
  const own = new Map<number, Leaf>()
  const leafOf = (leaf: Leaf): Leaf => {
    const shared = known.get(leaf.id)
    if (shared && shared.key !== leaf.key)
      throw new RangeError('two conditions have the same number; change one of them slightly')
    if (!shared) known.set(leaf.id, leaf)
    own.set(leaf.id, shared ?? leaf)
    return shared ?? leaf
  }
  const rule = inline(definition, all)
  const holds = compileRule(rule, leafOf)
  const purposes = definition.purposes ?? DEFAULT_SEGMENT_PURPOSES
  const gates = [purposes, ...gatesIn(rule)]
  return {
    definition,
    number: definition.number,
    place,
    purposes,
    gates,
    gateBits: gates.map(bitsOf),
    leaves: [...own.values()],
    holds,
  }
}

function compileRule(condition: Rule, leafOf: (leaf: Leaf) => Leaf): SegmentProgram['holds'] {
  if ('all' in condition) {
    const parts = condition.all.map((c) => compileRule(c, leafOf))
    return (person, at) => parts.every((part) => part(person, at))
  }
  if ('any' in condition) {
    const parts = condition.any.map((c) => compileRule(c, leafOf))
    return (person, at) => parts.some((part) => part(person, at))
  }
  if ('not' in condition) {
    const part = compileRule(condition.not, leafOf)
    return (person, at) => !part(person, at)
  }
  if ('consented' in condition) return (person, at) => allows(consentAsOf(person.said, person.consent, at), condition.consented)
  const leaf = leafOf(leafFor(condition))
  return (person, at) => leafTruth(leaf, person, at)
}

const LEAVES_MAX = 20_000
const byText = new Map<string, Leaf>()
const byCondition = new WeakMap<LeafCondition, Leaf>()

/**
 * Definitions are compiled again whenever one of them changes: what a condition comes to is kept, by the
 * condition itself where it stayed the same object, else by what it says.
 */
function leafFor(condition: LeafCondition): Leaf {
  const known = byCondition.get(condition) ?? leafByText(condition)
  byCondition.set(condition, known)
  // Which track it reads is up to the program.
  return { ...known }
}

function leafByText(condition: LeafCondition): Leaf {
  const text = JSON.stringify(condition)
  const known = byText.get(text)
  if (known) return known
  const leaf = compileLeaf(condition)
  if (byText.size >= LEAVES_MAX) byText.clear()
  byText.set(text, leaf)
  return leaf
}

/** One condition by itself. @throws RangeError as {@link compile}. */
export function compileLeaf(condition: LeafCondition): Leaf {
  if ('event' in condition) return compileEventLeaf(condition)
  if ('exposure' in condition) return compileExposureLeaf(condition)
  if ('affinity' in condition) return compileAffinityLeaf(condition)
  if ('sequence' in condition) return compileSequenceLeaf(condition)
  if (condition.for !== undefined) return compileHeldLeaf({ ...condition, for: condition.for })
  return compileTraitLeaf(condition)
}

const EMPTY = emptyTrack()

/** The truth of one leaf for a person at T. */
export function leafTruth(leaf: Leaf, person: Person, at: number): boolean {
  if (leaf.kind === 'trait') return leaf.holds(traitAt(person.traits.get(leaf.trait), at), at)
  return leaf.truthAt(person.tracks.get(leaf.trackId) ?? EMPTY, at)
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
