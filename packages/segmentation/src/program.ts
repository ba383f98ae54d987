import { allows } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES } from '@weir/contracts'
import type { LeafCondition, Purpose, SegmentDefinition } from '@weir/contracts'
import { compileAffinityLeaf, compileEventLeaf } from './event-leaf.ts'
import type { EventLeaf } from './event-leaf.ts'
import { compileExposureLeaf } from './exposure-leaf.ts'
import { gatesIn, inline } from './inline.ts'
import type { Rule } from './inline.ts'
import { emptyLeaf } from './leaf.ts'
import type { Person } from './person.ts'
import { compileSequenceLeaf } from './sequence-leaf.ts'
import { compileTraitLeaf, traitAt } from './trait-leaf.ts'
import type { TraitLeaf } from './trait-leaf.ts'

/**
 * All live segments, compiled once and indexed so that an event touches only the conditions it can change. Equal
 * conditions of different segments are one leaf with one state.
 */
export interface Program {
  version: number
  segments: SegmentProgram[]
  bySegment: Map<number, SegmentProgram>
  leaves: Map<number, Leaf>
  /** Event leaves by canonical event name, and those that ask for a prefix. */
  byName: Map<string, EventLeaf[]>
  byPrefix: EventLeaf[]
  byTrait: Map<string, TraitLeaf[]>
  /** The segments that use a leaf. */
  users: Map<number, SegmentProgram[]>
  /** Segments that hold for somebody of whom nothing is known but that they exist. */
  trueWhenEmpty: SegmentProgram[]
}

export type Leaf = EventLeaf | TraitLeaf

export interface SegmentProgram {
  definition: SegmentDefinition
  number: number
  purposes: readonly Purpose[]
  /** The consent gates it passes: its own, and those of segments it refers to. */
  gates: readonly (readonly Purpose[])[]
  leaves: Leaf[]
  /** The rule at T, without the consent gate. */
  holds(person: Person, at: number): boolean
}

/**
 * @param events leaves to feed besides those of the segments (a segment that is still being filled from history).
 * @throws RangeError when a rule makes no sense; the message is for its author.
 */
export function compile(version: number, definitions: readonly SegmentDefinition[], events: readonly EventLeaf[] = []): Program {
  const leaves = new Map<number, Leaf>()
  const segments = definitions.map((definition) => compileSegment(definition, definitions, leaves))
  for (const leaf of events) if (!leaves.has(leaf.id)) leaves.set(leaf.id, leaf)
  const program: Program = {
    version,
    segments,
    bySegment: new Map(segments.map((s) => [s.number, s])),
    leaves,
    byName: new Map(),
    byPrefix: [],
    byTrait: new Map(),
    users: new Map(),
    trueWhenEmpty: [],
  }
  for (const leaf of leaves.values()) index(program, leaf)
  for (const segment of segments) for (const leaf of segment.leaves) push(program.users, leaf.id, segment)
  // Where consent decides inside the rule, anything may hold at birth.
  program.trueWhenEmpty = segments.filter((s) => s.gates.length > 1 || s.holds(NOBODY, 0))
  return program
}

const NOBODY = { leaves: new Map(), traits: new Map(), consent: {} } as unknown as Person

function index(program: Program, leaf: Leaf): void {
  if (leaf.kind === 'trait') push(program.byTrait, leaf.trait, leaf)
  else if (leaf.names) for (const name of new Set(leaf.names)) push(program.byName, name, leaf)
  else program.byPrefix.push(leaf)
}

function compileSegment(
  definition: SegmentDefinition,
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
  return {
    definition,
    number: definition.number,
    purposes,
    gates: [purposes, ...gatesIn(rule)],
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
  if ('consented' in condition) return (person) => allows(person.consent, condition.consented)
  const leaf = leafOf(compileLeaf(condition))
  return (person, at) => leafTruth(leaf, person, at)
}

/** One condition by itself. @throws RangeError as {@link compile}. */
export function compileLeaf(condition: LeafCondition): Leaf {
  if ('event' in condition) return compileEventLeaf(condition)
  if ('exposure' in condition) return compileExposureLeaf(condition)
  if ('affinity' in condition) return compileAffinityLeaf(condition)
  if ('sequence' in condition) return compileSequenceLeaf(condition)
  return compileTraitLeaf(condition)
}

const EMPTY = emptyLeaf()

/** The truth of one leaf for a person at T. */
export function leafTruth(leaf: Leaf, person: Person, at: number): boolean {
  if (leaf.kind === 'trait') return leaf.holds(traitAt(person.traits.get(leaf.trait), at), at)
  return leaf.truthAt(person.leaves.get(leaf.id) ?? EMPTY, at)
}

/** The leaves that an event of this name can touch. */
export function leavesFor(program: Program, name: string): EventLeaf[] {
  const named = program.byName.get(name) ?? []
  if (program.byPrefix.length === 0) return named
  return [...named, ...program.byPrefix.filter((leaf) => name.startsWith(leaf.prefix as string))]
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
