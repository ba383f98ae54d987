// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { nothingSaid } from '@weir/consent'
import type { PersonConsent, Said } from '@weir/consent'
import type { Identifier } from '@weir/contracts'
import { Memberships } from './memberships.ts'
import { WindowStates } from '../state/window-states.ts'
import type { TraitEntry } from '../conditions/trait.ts'

/** Everything the fold keeps about one person. All instants are Unix ms. */
export interface Person {
  id: string
  /** Dense number within the deployment: the person's bit in the membership bitmaps. */
  ordinal: number
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
  /** Known identifiers, newest last. */
  identifiers: Identifier[]
  traits: Map<string, TraitEntry[]>
  windowStates: WindowStates
  memberships: Memberships
}

/** Makes a person of whom nothing is known yet. The first event sets `firstSeen`. */
export function newPerson(id: string, ordinal: number, definitions: number): Person {
  return {
    id,
    ordinal,
    firstSeen: Infinity,
    asOf: -Infinity,
    due: Infinity,
    definitions,
    consent: {},
    said: nothingSaid(),
    identifiers: [],
    traits: new Map(),
    windowStates: new WindowStates(),
    memberships: new Memberships(),
  }
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

/** The most identifiers of one type that are kept; beyond it the oldest go. */
const IDENTIFIERS_PER_TYPE_MAX = 20

/**
 * Adds identifiers in place, each once, the newest last.
 * @returns whether anything changed.
 */
export function learnIdentifiers(person: Person, ids: readonly Identifier[]): boolean {
  let changed = false
  for (const id of ids) {
    if (knows(person.identifiers, id)) continue
    const sameType = person.identifiers.filter((known) => known.type === id.type)
    if (sameType.length >= IDENTIFIERS_PER_TYPE_MAX) person.identifiers.splice(person.identifiers.indexOf(sameType[0]!), 1)
    person.identifiers.push(id)
    changed = true
  }
  return changed
}

function knows(identifiers: readonly Identifier[], { type, value }: Identifier): boolean {
  for (const known of identifiers) if (known.type === type && known.value === value) return true
  return false
}
