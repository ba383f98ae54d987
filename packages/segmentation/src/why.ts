import { allows } from '@weir/consent'
import type { PersonConsent } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES } from '@weir/contracts'
import type { Condition, LeafCondition, PersonEvent, Purpose, SegmentDefinition } from '@weir/contracts'
import { nextOf } from './evolve.ts'
import { emptyLeaf, insertEntries } from './leaf.ts'
import { consentAt, latestRevisions } from './oracle.ts'
import { newPerson } from './person.ts'
import type { Person } from './person.ts'
import { compile, compileLeaf, leafTruth } from './program.ts'
import type { Leaf } from './program.ts'
import { insertTrait, traitAt } from './trait-leaf.ts'

/** Why somebody is a member at T, or not. Instants are Unix ms. */
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
  | { all: Reason[] }
  | { any: Reason[] }
  | { not: Reason }
  | { condition: LeafCondition; value?: unknown; events: PersonEvent[]; nextFlip: number }
)

/**
 * Explains a membership from the full history: nothing is forgotten here that the stream may forget, so the evidence is
 * complete at any instant of the past.
 */
export function explain(segment: SegmentDefinition, history: readonly PersonEvent[], at: number): Explanation {
  const events = latestRevisions(history).filter(({ hit }) => hit.event_time <= at)
  const person = remember(segment, events)
  const consent = consentAt(latestRevisions(history), at)
  const purposes = segment.purposes ?? DEFAULT_SEGMENT_PURPOSES
  const rule = reasonOf(segment.rule, person, events, at)
  const allowed = allows(consent, purposes)
  return {
    member: events.length > 0 && allowed && rule.holds,
    known: events.length > 0,
    rule,
    consent: purposes.map((purpose) => standing(purpose, consent)),
    nextChange: events.length > 0 && allowed ? nextChange(segment, person, at) : Infinity,
  }
}

function standing(purpose: Purpose, consent: PersonConsent): Explanation['consent'][number] {
  const known = consent[purpose]
  return known ? { purpose, granted: known.granted, by: known.by, at: known.at } : { purpose, granted: false }
}

/** A person with everything that the events say, nothing dropped. */
function remember(segment: SegmentDefinition, events: readonly PersonEvent[]): Person {
  const person = newPerson('', 0, 1)
  for (const leaf of compile(1, [segment]).leaves.values()) {
    if (leaf.kind === 'trait') continue
    const state = emptyLeaf()
    for (const { hit, eid } of events) insertEntries(state, leaf.entriesOf(hit, eid))
    person.leaves.set(leaf.id, state)
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

function reasonOf(condition: Condition, person: Person, events: readonly PersonEvent[], at: number): Reason {
  const part = (c: Condition): Reason => reasonOf(c, person, events, at)
  if ('all' in condition) {
    const all = condition.all.map(part)
    return { holds: all.every(({ holds }) => holds), all }
  }
  if ('any' in condition) {
    const any = condition.any.map(part)
    return { holds: any.some(({ holds }) => holds), any }
  }
  if ('not' in condition) {
    const not = part(condition.not)
    return { holds: !not.holds, not }
  }
  const leaf = compileLeaf(condition)
  const { eids, value } = evidenceOf(leaf, person, at)
  return {
    holds: leafTruth(leaf, person, at),
    condition,
    ...(value === undefined ? {} : { value }),
    events: events.filter(({ eid }) => eids.has(eid)),
    nextFlip: nextOf(person, [leaf], at),
  }
}

function evidenceOf(leaf: Leaf, person: Person, at: number): { eids: Set<string>; value: unknown } {
  if (leaf.kind === 'trait') {
    const entries = person.traits.get(leaf.trait) ?? []
    const inForce = entries.findLast(({ t }) => t <= at)
    return { eids: new Set(inForce ? [inForce.eid] : []), value: traitAt(entries, at) }
  }
  const { entries, value } = leaf.evidence(person.leaves.get(leaf.id) ?? emptyLeaf(), at)
  return { eids: new Set(entries.map(({ eid }) => eid)), value }
}

function nextChange(segment: SegmentDefinition, person: Person, at: number): number {
  const program = compile(1, [segment]).segments[0]!
  const member = program.holds(person, at)
  let instant = at
  do instant = nextOf(person, program.leaves, instant)
  while (instant < Infinity && program.holds(person, instant) === member)
  return instant
}
