import { allows } from '@weir/consent'
import type { PersonConsent } from '@weir/consent'
import { isWithdrawal, kindOf, membershipPurposes, unknownKind } from '@weir/contracts'
import type { LeafCondition, PersonEvent, Purpose, SegmentDefinition } from '@weir/contracts'
import { nextTransitionOfAny } from '../evolve/transitions.ts'
import { expandReferences } from '../definition/expand-references.ts'
import type { Rule } from '../definition/rule.ts'
import { consentAt, latestRevisions } from '../oracle/oracle.ts'
import { newPerson } from '../profile/person.ts'
import type { Person } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { compileCondition, conditionTruth } from '../program/compile-segment.ts'
import type { CompiledCondition, SegmentProgram } from '../program/compile-segment.ts'
import type { Program } from '../program/program.ts'
import { plainEntryOf } from '../state/entry.ts'
import { emptyWindowState, insertEntries } from '../state/window-state.ts'
import { insertTrait, traitAt } from '../conditions/trait.ts'

/** Why a person is a member at T, or not. Instants are Unix ms. */
export interface Explanation {
  member: boolean
  /** Whether there was any event by then: a rule ranges over known people only. */
  known: boolean
  rule: Reason
  consent: { purpose: Purpose; granted: boolean; by?: 'signal' | 'basis'; at?: number }[]
  /** When the membership changes if nothing else happens; Infinity: never. */
  nextChange: number
}

/** One node of the rule, with what it says at T. */
export type Reason = { holds: boolean } & (
  | { kind: 'all' | 'any'; parts: Reason[] }
  | { kind: 'not'; part: Reason }
  /** The consent gate of a segment that the rule refers to. */
  | { kind: 'consented'; purposes: readonly Purpose[] }
  | { kind: 'condition'; condition: LeafCondition; value?: unknown; events: PersonEvent[]; nextTransition: number }
)

/**
 * Explains a membership from the full history. Nothing is dropped here, unlike in the stream, so
 * the evidence is complete at any instant of the past.
 */
export function explain(
  segment: SegmentDefinition,
  history: readonly PersonEvent[],
  at: number,
  others: readonly SegmentDefinition[] = [],
): Explanation {
  const events = latestRevisions(history).filter((event) => event.hit.event_time <= at && !isWithdrawal(event))
  const all = [...others.filter(({ id }) => id !== segment.id), segment]
  const program = compile(1, all)
  const person = remember(program, events)
  const consent = consentAt(latestRevisions(history), at)
  person.consent = consent
  const purposes = membershipPurposes(segment)
  const rule = reasonOf(expandReferences(segment, all), { program, person, events, at })
  const allowed = allows(consent, purposes)
  return {
    member: events.length > 0 && allowed && rule.holds,
    known: events.length > 0,
    rule,
    consent: purposes.map((purpose) => standing(purpose, consent)),
    nextChange: events.length > 0 && allowed ? nextChange(program.bySegment.get(segment.number)!, person, at) : Infinity,
  }
}

function standing(purpose: Purpose, consent: PersonConsent): Explanation['consent'][number] {
  const known = consent[purpose]
  return known ? { purpose, granted: known.granted, by: known.by, at: known.at } : { purpose, granted: false }
}

/** Builds a person with everything that the events say. */
export function remember(program: Program, events: readonly PersonEvent[]): Person {
  const person = newPerson('', 0, 1)
  for (const spec of program.specs) {
    const state = emptyWindowState()
    for (const { hit, eid } of events) insertEntries(state, spec.entriesOf(hit, plainEntryOf(hit.event_time, eid)))
    person.windowStates.set(spec.id, state)
  }
  for (const { hit, eid } of events) {
    for (const [key, value] of Object.entries(hit.body.traits ?? {})) {
      const entries = person.traits.get(key) ?? []
      insertTrait(entries, { t: hit.event_time, eid, value })
      person.traits.set(key, entries)
    }
  }
  return person
}

/** What a rule is explained for. */
interface Case {
  program: Program
  person: Person
  events: readonly PersonEvent[]
  at: number
}

function reasonOf(rule: Rule, given: Case): Reason {
  const reasons = (rules: readonly Rule[]): Reason[] => rules.map((part) => reasonOf(part, given))
  const { kind, condition } = kindOf(rule)
  switch (kind) {
    case 'all': {
      const parts = reasons(condition.all)
      return { holds: parts.every(({ holds }) => holds), kind, parts }
    }
    case 'any': {
      const parts = reasons(condition.any)
      return { holds: parts.some(({ holds }) => holds), kind, parts }
    }
    case 'not': {
      const part = reasonOf(condition.not, given)
      return { holds: !part.holds, kind, part }
    }
    case 'consented':
      return { holds: allows(given.person.consent, condition.consented), kind, purposes: condition.consented }
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'ratio':
    case 'touch':
    case 'sequence':
    case 'trait':
      return leafReason(condition, given)
    default:
      return unknownKind(kind)
  }
}

function leafReason(condition: LeafCondition, { program, person, events, at }: Case): Reason {
  const compiled = program.conditions.get(compileCondition(condition).id)!
  const { eids, value } = evidenceOf(compiled, person, at)
  return {
    holds: conditionTruth(compiled, person, at),
    kind: 'condition',
    condition,
    ...(value === undefined ? {} : { value }),
    events: events.filter(({ eid }) => eids.has(eid)),
    nextTransition: nextTransitionOfAny(person, [compiled], at),
  }
}

function evidenceOf(compiled: CompiledCondition, person: Person, at: number): { eids: Set<string>; value: unknown } {
  if (compiled.kind === 'trait') {
    const entries = person.traits.get(compiled.trait) ?? []
    const inForce = entries.findLast(({ t }) => t <= at)
    return { eids: new Set(inForce ? [inForce.eid] : []), value: traitAt(entries, at) }
  }
  const { entries, value } = compiled.evidence(person.windowStates.get(compiled.stateId) ?? emptyWindowState(), at)
  return { eids: new Set(entries.map(({ eid }) => eid)), value }
}

function nextChange(program: SegmentProgram, person: Person, at: number): number {
  const member = program.holds(person, at)
  let instant = at
  do instant = nextTransitionOfAny(person, program.conditions, instant)
  while (instant < Infinity && program.holds(person, instant) === member)
  return instant
}
