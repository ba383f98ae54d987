import { identifierDigest, ownerEntryKey, partitionOf } from '@weir/contracts'
import type { KnownIdentifier, SegmentDefinition } from '@weir/contracts'
import { decodeLinks, encodeLinks, encodeOwner, noteFormer } from '@weir/identity'
import type { OwnerEntry } from '@weir/identity'
import { absorb, compile, decodePerson, encodePerson, movedPerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Commit, StateStore } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import type { Somebody } from './world.ts'
import { NOW, addPeople } from './world.ts'

/** What the fold's state says of persons and identifiers once some of them were linked. */

/** Has one person absorb another, each in the partition of their own, as the fold does it. */
export async function unite(
  fold: StateStore,
  definitions: readonly SegmentDefinition[],
  intoId: string,
  fromId: string,
): Promise<void> {
  const [into, from] = [await personOf(fold, intoId), await personOf(fold, fromId)]
  const program = compile(1, definitions)
  const numbers = program.segments.map(({ number }) => number)
  absorb(program, into, from, NOW, 'e'.repeat(16), () => undefined)
  await commit(fold, fromId, {
    puts: [{ key: fromId, value: encodePerson(movedPerson(from, intoId)) }],
    members: numbers.map((segment) => ({ segment, ordinal: from.ordinal, member: false })),
  })
  await commit(fold, intoId, {
    puts: [{ key: intoId, value: encodePerson(into) }],
    members: numbers.map((segment) => ({ segment, ordinal: into.ordinal, member: into.memberships.lasts(segment) })),
  })
}

/** Writes whose an identifier is. */
export async function own(fold: StateStore, digest: string, entry: OwnerEntry): Promise<void> {
  await commit(fold, digest, { puts: [{ key: ownerEntryKey(digest), value: encodeOwner(entry) }] })
}

/** Puts a copy of somebody under an id and an ordinal of its own. */
export async function addPersonAs(fold: StateStore, somebody: Somebody, id: string, ordinal: number): Promise<void> {
  const scratch = createMemoryState({ partitions: 1 })
  const [named] = await addPeople(scratch, [somebody])
  const person = await personOf(scratch, named!)
  await commit(fold, id, { puts: [{ key: id, value: encodePerson({ ...person, id, ordinal }) }], names: [{ id, ordinal }] })
  await scratch.close()
}

/** Changes how the identifiers of a person were linked, and which are kept. */
export async function relink(
  fold: StateStore,
  id: string,
  how: Partial<Pick<KnownIdentifier, 'linkedAt' | 'eid' | 'seenAt'>>,
  isKept: (known: KnownIdentifier) => boolean = () => true,
): Promise<void> {
  const person = await personOf(fold, id)
  const identifiers = person.identifiers.filter(isKept).map((known) => ({ ...known, ...how }))
  await commit(fold, id, { puts: [{ key: id, value: encodePerson({ ...person, identifiers }) }] })
}

/** Somebody else was seen with an identifier of the person later, and has it now. */
export async function lose(fold: StateStore, id: string, digest: string): Promise<void> {
  const person = await personOf(fold, id)
  const identifiers = person.identifiers.filter((known) => identifierDigest(known) !== digest)
  const links = decodeLinks(person.linking)
  noteFormer(links, [digest])
  await commit(fold, id, { puts: [{ key: id, value: encodePerson({ ...person, identifiers, linking: encodeLinks(links) }) }] })
}

async function personOf(fold: StateStore, id: string): Promise<Person> {
  const [blob] = await fold.view(partitionOf(id, fold.partitions)).load([id])
  return decodePerson(blob!)
}

async function commit(fold: StateStore, at: string, change: Omit<Commit, 'expect' | 'position'>): Promise<void> {
  const lease = await fold.acquire(partitionOf(at, fold.partitions))
  const position = await lease.position()
  await lease.commit({ expect: position, position: position + 1, ...change })
}
