// Held by packages/segmentation/src/program/program.test.ts

import { allows, bitsOf, consentAsOf } from '@weir/consent'
import { kindOf, membershipPurposes, unknownKind } from '@weir/contracts'
import type { LeafCondition, Purpose, SegmentDefinition } from '@weir/contracts'
import { compileAffinity, compileEvent } from '../conditions/event.ts'
import type { CompiledEventCondition } from '../conditions/condition.ts'
import { compileExposure } from '../conditions/exposure.ts'
import { compileRatio } from '../conditions/ratio.ts'
import { compileSince } from '../conditions/since.ts'
import { compileSequence } from '../conditions/sequence.ts'
import { compileSustainedTrait } from '../conditions/sustained-trait.ts'
import { compileTouch } from '../conditions/touch.ts'
import { compileTrait, traitAt } from '../conditions/trait.ts'
import type { CompiledTraitCondition } from '../conditions/trait.ts'
import { expandRule, gatesIn } from '../definition/expand-references.ts'
import type { Rule } from '../definition/rule.ts'
import type { Person } from '../profile/person.ts'
import { emptyWindowState } from '../state/window-state.ts'

export type CompiledCondition = CompiledEventCondition | CompiledTraitCondition

export interface SegmentProgram {
  definition: SegmentDefinition
  number: number
  /** Ascends in the order of the list: changes of one instant are made in it. */
  place: number
  /** Ids of the segments that its rule refers to, directly or through others. */
  refersTo: ReadonlySet<string>
  purposes: readonly Purpose[]
  /** The consent gates it passes: its own, and those of segments it refers to. */
  gates: readonly (readonly Purpose[])[]
  /** The same as bits, see {@link bitsOf}. */
  gateBits: readonly number[]
  conditions: CompiledCondition[]
  /** The rule at T, without the consent gate. */
  holds(person: Person, at: number): boolean
}

/** Conditions by their number. */
export interface KnownConditions {
  get(id: number): CompiledCondition | undefined
  set(id: number, condition: CompiledCondition): void
}

/**
 * One segment of a list, its conditions shared with those that are known already.
 * @param known conditions by their number; new ones are added.
 * @throws RangeError when the rule makes no sense.
 */
export function compileSegment(
  definition: SegmentDefinition,
  place: number,
  all: readonly SegmentDefinition[],
  known: KnownConditions,
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
  const { rule, refersTo } = expandRule(definition, all)
  const holds = compileRule(rule, conditionOf)
  const purposes = membershipPurposes(definition)
  const gates = [purposes, ...gatesIn(rule)]
  return {
    definition,
    number: definition.number,
    place,
    refersTo,
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
    case 'ratio':
    case 'touch':
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

/** One condition by itself. @throws RangeError when it makes no sense. */
export function compileCondition(leaf: LeafCondition): CompiledCondition {
  const { kind, condition } = kindOf(leaf)
  switch (kind) {
    case 'event':
      return condition.since ? compileSince({ ...condition, since: condition.since }) : compileEvent(condition)
    case 'exposure':
      return compileExposure(condition)
    case 'touch':
      return compileTouch(condition)
    case 'ratio':
      return compileRatio(condition)
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
