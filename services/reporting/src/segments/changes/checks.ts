import { identifierDigest } from '@weir/contracts'
import type { PersonView } from '../../shared/person.ts'
import { versionsNow } from '../shared/versions.ts'
import type { PageDeps } from './named.ts'

/**
 * How far a round of checks is: it looks at every member in turn, for whoever is given out or not
 * by something that no change and no opt-out tells of. A grant may lift what somebody else has
 * denied, an edit may change the purposes.
 */
export interface CheckPlace {
  /** When the round began, Unix ms. */
  since: number
  /** The next partition and ordinal to look at; the number of partitions where it is over. */
  partition: number
  ordinal: number
}

/** A round begins so long after the one before, ms. */
const EVERY_MS = 24 * 3_600_000
/** How many members one page looks at. */
const LOOKED_AT = 500

/**
 * Whether there is something to look at now.
 * @param asked a round was asked for.
 * @param changedAt when suppression lists last changed: a round that began before does not know.
 */
export function checkDue(
  place: CheckPlace,
  partitions: number,
  { now, asked, changedAt }: { now: number; asked: boolean; changedAt: number },
): CheckPlace | undefined {
  if (place.partition < partitions) return place
  const isDue = asked || changedAt > place.since || now - place.since >= EVERY_MS
  return isDue ? { since: Math.max(now, changedAt), partition: 0, ordinal: 0 } : undefined
}

/**
 * Looks at the next members.
 * @returns those of whom something was denied under an identifier that they have or had, or who are
 *   in a segment that is or was on a suppression list: all that can be withheld; and where to go on.
 */
export async function contested(
  { fold, decodePerson, optOuts }: PageDeps,
  segmentNumber: number,
  place: CheckPlace,
): Promise<{ people: PersonView[]; next: CheckPlace }> {
  const nextPartition = { ...place, partition: place.partition + 1, ordinal: 0 }
  const version = (await versionsNow(fold)).readable(segmentNumber)
  const kept = version?.kept[place.partition]
  if (!kept) return { people: [], next: nextPartition }
  const view = fold.view(place.partition)
  const members = await view.members(kept.bitmap, place.ordinal, LOOKED_AT)
  const last = members.at(-1)
  if (!last) return { people: [], next: nextPartition }
  const blobs = await view.load(members.map(({ id }) => id))
  const people = blobs.flatMap((blob) => (blob ? [decodePerson(blob)] : [])).filter(({ movedTo }) => movedTo === '')
  const names = people.map((person) => [
    person.id,
    ...person.absorbed.map(({ id }) => id),
    ...person.former,
    ...person.identifiers.map(identifierDigest),
  ])
  const denied = await optOuts.denialsOf([...new Set(names.flat())])
  const { everListed } = optOuts.suppression()
  return {
    people: people.filter(
      ({ memberships }, i) =>
        names[i]!.some((digest) => denied.has(digest)) || memberships.some((one) => everListed.has(one.segmentNumber)),
    ),
    next: { ...place, ordinal: last.ordinal + 1 },
  }
}
