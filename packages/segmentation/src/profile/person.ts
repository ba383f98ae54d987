// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { nothingSaid } from '@weir/consent'
import type { Evidence, PersonConsent, Said } from '@weir/consent'
import type { Identifier, KnownIdentifier } from '@weir/contracts'
import { learnInto } from './identifiers.ts'
import { Memberships } from './memberships.ts'
import { WindowStates } from '../state/window-states.ts'
import type { TraitEntry } from '../conditions/trait.ts'

/** Everything the fold keeps about one person. All instants are Unix ms. */
export interface Person {
  id: string
  /** Dense number within the deployment: the person's bit in the membership bitmaps. */
  ordinal: number
  /** Receipt of the hit that made the person known. It never changes; 0 in blobs of before. */
  born: number
  /** The id of the person who absorbed this one; '' for a living person. */
  movedTo: string
  /** Everybody ever absorbed, also through others, oldest first. */
  absorbed: Absorbed[]
  /** Earliest event time. The person is a member of nothing before it. */
  firstSeen: number
  /** Everything up to here has been evaluated. */
  asOf: number
  /**
   * No membership changes by itself before this instant (it may be too early, never too late);
   * Infinity if none will.
   */
  due: number
  /** The definitions version the memberships were evaluated under. */
  definitions: number
  consent: PersonConsent
  /** The statements that led to this consent. */
  said: Said
  /** Where the consent log has these statements. */
  evidence: Evidence[]
  /** Known identifiers, newest last. */
  identifiers: KnownIdentifier[]
  /** What links persons while it is under way; this package does not read it. */
  linking: Uint8Array | undefined
  traits: Map<string, TraitEntry[]>
  windowStates: WindowStates
  memberships: Memberships
}

/** Somebody who was found to be another person. */
export interface Absorbed {
  id: string
  ordinal: number
}

/**
 * Makes a person of whom nothing is known yet. The first event sets `firstSeen`.
 * @param born receipt of the hit that makes the person known, Unix ms.
 */
export function newPerson(id: string, ordinal: number, definitions: number, born = 0): Person {
  return {
    id,
    ordinal,
    born,
    movedTo: '',
    absorbed: [],
    firstSeen: Infinity,
    asOf: -Infinity,
    due: Infinity,
    definitions,
    consent: {},
    said: nothingSaid(),
    evidence: [],
    identifiers: [],
    linking: undefined,
    traits: new Map(),
    windowStates: new WindowStates(),
    memberships: new Memberships(),
  }
}

/**
 * Makes what is left of somebody whom another person absorbed: who that is, and nothing else. It is
 * small as a blob and never due.
 * @param into the id of that person.
 */
export function movedPerson({ id, ordinal, definitions }: Person, into: string): Person {
  const moved = newPerson(id, ordinal, definitions)
  moved.movedTo = into
  return moved
}

export function isMember(person: Person, segment: number): boolean {
  return person.memberships.lasts(segment)
}

/** Returns the instant of the last recorded change of a membership; -Infinity if there was none. */
export function lastChange(person: Person, segment: number): number {
  const membership = person.memberships.get(segment)
  if (!membership) return -Infinity
  return membership.to === Infinity ? membership.from : membership.to
}

/**
 * Adds the identifiers of one hit in place: see {@link learnInto}.
 * @param at the event time of the hit, Unix ms.
 * @returns those that were not known.
 */
export function learnIdentifiers(
  person: Person,
  ids: readonly Identifier[],
  at: number,
  eid: string,
): readonly KnownIdentifier[] {
  return learnInto(person.identifiers, ids, at, eid)
}
