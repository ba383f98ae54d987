// Held by tests/simulation/people-are-one.sim.test.ts

import { isLink, isSplit, isToIdentifier, partitionOf } from '@weir/contracts'
import type { EventRecord, LinkRecord, PersonRecord, PersonSplit } from '@weir/contracts'
import { ownerOf } from '@weir/identity'
import type { Person } from '@weir/segmentation'
import type { People } from '../state/people.ts'
import { linksOf } from './links.ts'
import type { OwnerEntries, OwnerStore } from './owners.ts'

/** Everybody of this partition whom a step may have to do with, and whose the identifiers are. */
export interface MentionedPeople {
  people: Map<string, Person | undefined>
  owners: OwnerEntries
}

/**
 * Loads those whom the records name, and whom these lead to: the owners of identifiers, and who
 * absorbed whom. Per step, not per record: one round trip for the owners that are not in memory,
 * one for the people, and one more for each step that these lead further.
 * @param more persons beside those that the records name.
 */
export async function loadMentioned(
  records: readonly (EventRecord | undefined)[],
  more: Iterable<string>,
  from: { people: Pick<People, 'load'>; owners: Pick<OwnerStore, 'load'>; partition: number; partitions: number },
): Promise<MentionedPeople> {
  const isHere = (id: string): boolean => partitionOf(id, from.partitions) === from.partition
  const identifiers = new Set<string>()
  let wanted = new Set(more)
  for (const record of records) mentionedIn(record, identifiers, wanted)
  const owners = await from.owners.load(identifiers)
  for (const [digest, entry] of owners) wanted.add(ownerOf(digest, entry))
  const people = new Map<string, Person | undefined>()
  while (wanted.size > 0) {
    const found = await from.people.load([...wanted].filter((id) => isHere(id) && !people.has(id)))
    wanted = new Set()
    for (const [id, person] of found) {
      people.set(id, person)
      if (person) leadsTo(person, wanted)
    }
  }
  return { people, owners }
}

function mentionedIn(record: EventRecord | undefined, identifiers: Set<string>, people: Set<string>): void {
  if (record?.kind === 'event') {
    if (record.person === '' || record.hit.bot !== undefined) return
    if (record.via === undefined) identifiers.add(record.person)
    people.add(record.person)
  } else if (record && isLink(record)) mentionedInLink(record, identifiers, people)
  else if (record && isSplit(record)) {
    people.add(record.to)
    if (record.kind === 'split' && !record.isForPerson) identifiers.add(record.to)
  }
}

function mentionedInLink(record: LinkRecord, identifiers: Set<string>, people: Set<string>): void {
  if (isToIdentifier(record)) identifiers.add(record.to)
  people.add(record.to)
  if ('other' in record) people.add(record.other.person)
  if ('person' in record) people.add(record.person)
}

/** Those whom a person may lead to within a step: who absorbed them, or may do so now. */
function leadsTo(person: Person, people: Set<string>): void {
  if (person.movedTo !== '') people.add(person.movedTo)
  else if (person.linking !== undefined) for (const waiting of linksOf(person).deferred) leadsToOther(waiting, people)
}

function leadsToOther(record: PersonRecord | PersonSplit, people: Set<string>): void {
  if ('other' in record) people.add(record.other.person)
}
