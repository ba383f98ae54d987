import { allows, bitsOf, consentAsOf } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES, kindOf, unknownKind } from '@weir/contracts'
import type { LeafCondition, Purpose, SegmentDefinition } from '@weir/contracts'
import { compileAffinity, compileEvent } from '../conditions/event.ts'
import type { CompiledEventCondition } from '../conditions/condition.ts'
import { compileExposure } from '../conditions/exposure.ts'
import { compileSustainedTrait } from '../conditions/sustained-trait.ts'
import { gatesIn, expandReferences } from '../definition/expand-references.ts'
import type { Rule } from '../definition/rule.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compileSequence } from '../conditions/sequence.ts'
import { stateSpecOf } from '../state/state-spec.ts'
import type { EntrySource, StateSpec } from '../state/state-spec.ts'
import { buildReverseIndex } from '../state/reverse-index.ts'
import type { ReverseIndex } from '../state/reverse-index.ts'
import { emptyWindowState } from '../state/window-state.ts'
import type { Evaluations } from '../state/window-state.ts'
import { compileTrait, traitAt } from '../conditions/trait.ts'
import type { CompiledTraitCondition } from '../conditions/trait.ts'

/**
 * All live segments, compiled once and indexed so that an event touches only the conditions it can
 * change. Equal conditions of different segments are one condition, and conditions over the same
 * events read one window state.
 */
export interface Program {
  version: number
  segments: SegmentProgram[]
  bySegment: Map<number, SegmentProgram>
  conditions: Map<number, CompiledCondition>
  stateSpecs: Map<number, BoundStateSpec>
  index: ReverseIndex<BoundStateSpec>
  traits: Map<string, BoundCondition<CompiledTraitCondition>[]>
  /** Segments that hold for somebody of whom nothing is known but that they exist. */
  trueWhenEmpty: SegmentProgram[]
  /** Where readers write what is not kept with a window state; read before any other is asked. */
  scratch: Evaluations
}

export type CompiledCondition = CompiledEventCondition | CompiledTraitCondition

/** A condition with the segments that use it. */
export interface BoundCondition<L extends CompiledCondition> {
  condition: L
  users: readonly SegmentProgram[]
}

/** A window state with the conditions that read it; none while it is being filled from history. */
export interface BoundStateSpec extends StateSpec {
  readers: readonly BoundCondition<CompiledEventCondition>[]
  /** Whether what they say is kept with the state: not where asking them again is less work. */
  keepsEvaluations: boolean
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
  conditions: CompiledCondition[]
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
 * @param filling window states to feed besides those of the segments: of coming definitions, while
 *   they are filled from history.
 */
export function withFilling(program: Program, filling: readonly StateSpec[]): Program {
  const specs = new Map(program.stateSpecs)
  for (const spec of filling) if (!specs.has(spec.id)) specs.set(spec.id, { ...spec, readers: [], keepsEvaluations: false })
  return { ...program, stateSpecs: specs, index: buildReverseIndex(specs.values()) }
}

/**
 * The same list is compiled when it is checked, while it waits and when it comes into force: once
 * is enough.
 */
const programs = new WeakMap<readonly SegmentDefinition[], { of: readonly SegmentDefinition[]; program: Program }>()

function compileAll(version: number, definitions: readonly SegmentDefinition[]): Program {
  const compiledConditions = new Map<number, CompiledCondition>()
  const segments = definitions.map((definition, place) => compileSegment(definition, place, definitions, compiledConditions))
  const users = usersOf(segments)
  const specs = bindStateSpecs(
    [...compiledConditions.values()].filter((compiled) => compiled.kind === 'event'),
    users,
  )
  const traits = new Map<string, BoundCondition<CompiledTraitCondition>[]>()
  for (const compiled of compiledConditions.values())
    if (compiled.kind === 'trait') push(traits, compiled.trait, { condition: compiled, users: users.get(compiled.id) ?? [] })
  return {
    version,
    segments,
    bySegment: new Map(segments.map((s) => [s.number, s])),
    conditions: compiledConditions,
    stateSpecs: specs,
    index: buildReverseIndex(specs.values()),
    traits,
    // Where consent decides inside the rule, anything may hold at birth.
    trueWhenEmpty: segments.filter((s) => s.gates.length > 1 || s.holds(NOBODY, 0)),
    scratch: [],
  }
}

function usersOf(segments: readonly SegmentProgram[]): Map<number, SegmentProgram[]> {
  const users = new Map<number, SegmentProgram[]>()
  for (const segment of segments) for (const compiled of segment.conditions) push(users, compiled.id, segment)
  return users
}

/** Gives every condition its window state: one for all whose sources have the same key. */
function bindStateSpecs(
  compiledConditions: readonly CompiledEventCondition[],
  users: ReadonlyMap<number, SegmentProgram[]>,
): Map<number, BoundStateSpec> {
  const bySource = new Map<string, CompiledEventCondition[]>()
  for (const compiled of compiledConditions) push(bySource, compiled.source.key, compiled)
  const specs = new Map<number, BoundStateSpec>()
  for (const group of bySource.values()) {
    const spec = stateSpecOf(group.map(({ source }) => source) as [EntrySource, ...EntrySource[]])
    const clash = specs.get(spec.id)
    if (clash) throw new RangeError('two conditions have the same number; change one of them slightly')
    for (const compiled of group) compiled.stateId = spec.id
    const readers = group.map((compiled) => ({ condition: compiled, users: users.get(compiled.id) ?? [] }))
    specs.set(spec.id, { ...spec, readers, keepsEvaluations: group.some(({ isCheap }) => !isCheap) })
  }
  return specs
}

const NOBODY = newPerson('', 0, 0)

function compileSegment(
  definition: SegmentDefinition,
  place: number,
  all: readonly SegmentDefinition[],
  known: Map<number, CompiledCondition>,
): SegmentProgram {
  const own = new Map<number, CompiledCondition>()
  const conditionOf = (compiled: CompiledCondition): CompiledCondition => {
    const shared = known.get(compiled.id)
    if (shared && shared.key !== compiled.key)
      throw new RangeError('two conditions have the same number; change one of them slightly')
    if (!shared) known.set(compiled.id, compiled)
    own.set(compiled.id, shared ?? compiled)
    return shared ?? compiled
  }
  const rule = expandReferences(definition, all)
  const holds = compileRule(rule, conditionOf)
  const purposes = definition.purposes ?? DEFAULT_SEGMENT_PURPOSES
  const gates = [purposes, ...gatesIn(rule)]
  return {
    definition,
    number: definition.number,
    place,
    purposes,
    gates,
    gateBits: gates.map(bitsOf),
    conditions: [...own.values()],
    holds,
  }
}

function compileRule(rule: Rule, conditionOf: (compiled: CompiledCondition) => CompiledCondition): SegmentProgram['holds'] {
  const { kind, condition } = kindOf(rule)
  switch (kind) {
    case 'all': {
      const parts = condition.all.map((c) => compileRule(c, conditionOf))
      return (person, at) => parts.every((part) => part(person, at))
    }
    case 'any': {
      const parts = condition.any.map((c) => compileRule(c, conditionOf))
      return (person, at) => parts.some((part) => part(person, at))
    }
    case 'not': {
      const part = compileRule(condition.not, conditionOf)
      return (person, at) => !part(person, at)
    }
    case 'consented':
      return (person, at) => allows(consentAsOf(person.said, person.consent, at), condition.consented)
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'sequence':
    case 'trait': {
      const compiled = conditionOf(compiledCondition(condition))
      return (person, at) => conditionTruth(compiled, person, at)
    }
    default:
      return unknownKind(kind)
  }
}

const CONDITIONS_MAX = 20_000
const byText = new Map<string, CompiledCondition>()
const byCondition = new WeakMap<LeafCondition, CompiledCondition>()

/**
 * Definitions are compiled again whenever one of them changes: what a condition comes to is kept,
 * by the condition itself where it stayed the same object, else by what it says.
 */
function compiledCondition(condition: LeafCondition): CompiledCondition {
  const known = byCondition.get(condition) ?? leafByText(condition)
  byCondition.set(condition, known)
  // Which window state it reads is up to the program.
  return { ...known }
}

function leafByText(condition: LeafCondition): CompiledCondition {
  const text = JSON.stringify(condition)
  const known = byText.get(text)
  if (known) return known
  const compiled = compileCondition(condition)
  if (byText.size >= CONDITIONS_MAX) byText.clear()
  byText.set(text, compiled)
  return compiled
}

/** One condition by itself. @throws RangeError as {@link compile}. */
export function compileCondition(leaf: LeafCondition): CompiledCondition {
  const { kind, condition } = kindOf(leaf)
  switch (kind) {
    case 'event':
      return compileEvent(condition)
    case 'exposure':
      return compileExposure(condition)
    case 'affinity':
      return compileAffinity(condition)
    case 'sequence':
      return compileSequence(condition)
    case 'trait':
      return condition.for === undefined ? compileTrait(condition) : compileSustainedTrait({ ...condition, for: condition.for })
    default:
      return unknownKind(kind)
  }
}

const EMPTY = emptyWindowState()

/** The truth of one condition for a person at T. */
export function conditionTruth(compiled: CompiledCondition, person: Person, at: number): boolean {
  if (compiled.kind === 'trait') return compiled.holds(traitAt(person.traits.get(compiled.trait), at), at)
  return compiled.truthAt(person.windowStates.get(compiled.stateId) ?? EMPTY, at)
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
