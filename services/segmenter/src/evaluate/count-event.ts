// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { denialsOf } from '@weir/consent'
import { identifierDigest, isWithdrawal, TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { claimIdentifiers, idsBeyond, recountsOf } from '@weir/identity'
import { applyEvent, applyWithdrawal } from '@weir/segmentation'
import type { Change, Emit, Person, Program } from '@weir/segmentation'
import { withdrawal } from '../dedup/withdrawals.ts'
import { linkable, linksOf, sizeOf, storeLinks } from '../linking/links.ts'
import { optOutOfKnown } from '../opt-outs/known.ts'
import { consentRecord } from './consent-record.ts'
import { tellIdentifiers } from './identifier-changes.ts'
import { factLine } from './rows.ts'
import type { FoldContext, StepWriter } from './step-writer.ts'

/** How an event is counted. */
export interface Counting {
  /** The digest by which it came. */
  address: string
  /** Log time, Unix ms. */
  now: number
  /** Whether it is history that is counted anew: what it changes by itself is not told. */
  isAnew?: true
}

/** Counts an event for a person: their state, its fact, and what else follows of it. */
export function countEvent(context: FoldContext, space: StepWriter, person: Person, told: PersonEvent, how: Counting): void {
  const { program, meta } = context
  const { address, now, isAnew = false } = how
  const known = [...person.identifiers]
  const accepted = claimed(space, person, withoutBeyond(space, person, told), address)
  const changed: Change[] = []
  const segments = apply(program, person, accepted, now, (change) => changed.push(change))
  const fact = { ...accepted, person: person.id }
  const recounts = recountsOf(linksOf(person).fences)
  space.output(TOPICS.facts, person.id, factLine(fact, person.ordinal, segments, space.identity(), recounts))
  if (!isAnew) {
    changed.forEach(space.emitFor(person))
    const entered = new Set(changed.flatMap(({ segment, member }) => (member ? [segment.number] : [])))
    tellIdentifiers(space, person, known, { now: meta.now, entered })
  }
  const record = consentRecord(meta, person, fact, space.identity())
  if (record) space.output(TOPICS.memberships, person.id, JSON.stringify(record))
  const optOut = optOutOfKnown(person, { before: known, former: linksOf(person).former }, accepted.hit)
  if (optOut) space.output(TOPICS.optOuts, '', JSON.stringify(optOut), 0)
}

/**
 * The event without the identifiers of those from whom a split keeps the person apart. What it
 * denies concerns them as well: the hit had both.
 */
function withoutBeyond(space: StepWriter, person: Person, event: PersonEvent): PersonEvent {
  const { hit } = event
  const beyond = idsBeyond(linksOf(person).fences, hit)
  if (beyond.length === 0) return event
  const denials = denialsOf(hit.consent)
  if (denials)
    for (const { id, other } of beyond) {
      const via = identifierDigest(id)
      space.send({ ...withdrawal(hit, denials, via), person: other, via })
    }
  const gone = new Set(beyond.map(({ id }) => id))
  return { ...event, hit: { ...hit, ids: hit.ids.filter((id) => !gone.has(id)) } }
}

/**
 * Claims the identifiers of the event for the person.
 * @returns the event without those that are somebody else's.
 */
function claimed(space: StepWriter, person: Person, event: PersonEvent, address: string): PersonEvent {
  const { hit, eid } = event
  if (hit.ids.length === 0) return event
  const links = linksOf(person)
  const before = sizeOf(links)
  const ids = claimIdentifiers(linkable(person), hit, eid, address, space)
  // Most hits say nothing new of links, and encoding them would cost as much as the event.
  if (sizeOf(links) !== before) storeLinks(person)
  return ids === hit.ids ? event : { ...event, hit: { ...hit, ids: [...ids] } }
}

/**
 * @returns the segments the person was a member of immediately before the event; a withdrawal is
 *   none.
 */
function apply(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): number[] {
  if (!isWithdrawal(event)) return applyEvent(program, person, event, now, emit)
  applyWithdrawal(program, person, event, now, emit)
  return []
}
