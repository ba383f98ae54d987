// Held by tests/simulation/whole-pipeline.sim.test.ts

import { denialsOf } from '@weir/consent'
import { consentCode, eventKey, PURPOSES, UNSAID_LETTER, WITHDRAWAL } from '@weir/contracts'
import type { Hit, PersonEvent, SaidConsent } from '@weir/contracts'
import type { DedupDecision } from './dedup.ts'

/** A hit as it was judged. */
export interface Classified {
  /** The event of both copies, told as by the first; else the hit itself. */
  merged: Hit
  verdict: DedupDecision
  /** Whose event it is; '' for nobody. */
  person: string
  /** Whom the hit itself names; '' for nobody. */
  named: string
}

/**
 * The denials of a hit that no event of its own carries to the person it means: storage is denied,
 * so that it counts for nobody, or a machine sent it, or it is a copy of an event that counts for
 * somebody else or was counted before. One event per person who may be meant; those who are not
 * known stay unknown.
 */
export function withdrawalsOf(classified: Classified): PersonEvent[] {
  const { merged } = classified
  const denials = denialsOf(merged.consent)
  if (!denials) return []
  const people = merged.consent.storage.granted ? peopleBeside(classified) : peopleOf(classified)
  return people.map((person) => withdrawal(merged, denials, person))
}

/**
 * Who is already known under what must not be kept: whose each identifier is, which its home knows;
 * and the person whom the other channel's copy was counted for.
 */
function peopleOf({ merged: { id_digests = [] }, verdict, person }: Classified): string[] {
  const counted = verdict === 'merge' ? person : ''
  const people = new Set([counted, ...id_digests])
  people.delete('')
  return [...people]
}

/** Of a hit that may be stored: whom it means, where no event of theirs tells them. */
function peopleBeside({ merged, verdict, person, named }: Classified): string[] {
  if (named === '') return []
  // A machine acts for nobody, but what it refuses may be somebody's word.
  if (merged.bot !== undefined) return [named]
  if (verdict === 'new') return []
  return verdict === 'merge' && named === person ? [] : [named]
}

/**
 * What a hit denies as an event of its own, for somebody whom the hit is about. What is said, and
 * when, belongs to the key: copies that deny different things are different withdrawals.
 */
export function withdrawal(hit: Omit<Hit, 'consent'>, denials: SaidConsent, person: string): PersonEvent {
  const { source, channel, event_id, id_from, received_at } = hit
  // Of a sender whose clock is fast it counts from the receipt.
  const event_time = Math.min(hit.event_time, received_at)
  const codes = PURPOSES.map((purpose) => consentCode(denials[purpose])).join('')
  const eid = eventKey(source, WITHDRAWAL, `${event_id}\0${person}\0${codes}`, event_time)
  const statement = hit.statement && { ...hit.statement, by: byOnly(denials, hit.statement.by) }
  const what = { name: WITHDRAWAL, ids: [], consent: denials, ...(statement ? { statement } : {}), body: {} }
  return { kind: 'event', person, eid, rev: 0, hit: { source, channel, event_id, id_from, event_time, received_at, ...what } }
}

/** The letters of the signals of these purposes alone. */
function byOnly(denials: SaidConsent, by: string): string {
  return PURPOSES.map((purpose, i) => (denials[purpose] ? by[i] : UNSAID_LETTER)).join('')
}
