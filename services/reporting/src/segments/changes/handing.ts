import { allows } from '@weir/consent'
import { identifierDigest, membershipPurposes } from '@weir/contracts'
import type { Identifier, SegmentDefinition } from '@weir/contracts'
import { findPeople, peopleWith } from '../../shared/find-people.ts'
import type { FoundPerson } from '../../shared/find-people.ts'
import { freshGivingOf } from '../../shared/opt-outs/withhold.ts'
import type { WithholdingSource } from '../../shared/opt-outs/withhold.ts'
import type { PersonView } from '../../shared/person.ts'

/** The segment whose changes are read; without a definition it was deleted. */
export interface LedgerSegment {
  number: number
  definition: SegmentDefinition | undefined
}

/** What is known of the people of one page, as of the moment at which it leaves. */
export interface Handing {
  /** The person who lives under this id, or who has absorbed it. */
  living(id: string): PersonView | undefined
  /** What may be given of a living person; undefined where they allow it no more. */
  given(id: string): PersonView | undefined
  /** As the fold has written it down: the row of an end that is due comes later. */
  isMember(person: PersonView): boolean
  /**
   * What has to be deleted where `id` was handed out: all that is known of the person, but for
   * what belongs to somebody else who is in the segment and is given out with it.
   */
  deleted(id: string): Identifier[]
  /** The same of what the person had. */
  lost(id: string, identifiers: readonly Identifier[]): Identifier[]
}

/**
 * @param ids of people whose changes are handed out.
 * @param leaving those of them who are removed, and what was lost by them.
 * @throws WeirError unavailable if the opt-outs cannot be read: nobody leaves unchecked.
 */
export async function handingOf(
  source: WithholdingSource,
  { number, definition }: LedgerSegment,
  ids: readonly string[],
  leaving: { ids: readonly string[]; lost: readonly Identifier[] },
): Promise<Handing> {
  const people = new Map<string, PersonView>()
  const take = ({ id, blob }: FoundPerson): PersonView | undefined => {
    if (blob && !people.has(id)) people.set(id, source.decodePerson(blob))
    return people.get(id)
  }
  const livings = new Map<string, PersonView>()
  for (const [id, found] of await findPeople(source.fold, [...new Set(ids)], 'person')) {
    const person = take(found)
    // An id that nobody has any more may be found as the digest of somebody's identifier.
    if (person && (person.id === id || person.absorbed.some((absorbed) => absorbed.id === id))) livings.set(id, person)
  }
  const digests = new Set(
    [...leaving.ids.flatMap((id) => livings.get(id)?.identifiers ?? []), ...leaving.lost].map(identifierDigest),
  )
  const sharers = await peopleWith(source.fold, [...digests])
  for (const found of sharers.values()) found.forEach(take)

  const purposes = definition && membershipPurposes(definition)
  const listed = [...people.values()]
  const places = new Map(listed.map(({ id }, place) => [id, place]))
  const giving = await freshGivingOf(source, listed)
  const given: Handing['given'] = (id) => {
    const place = places.get(id)
    if (place === undefined || !purposes || !allows(listed[place]!.consent, purposes)) return undefined
    return giving(place, purposes)
  }
  const isMember: Handing['isMember'] = ({ memberships }) => memberships.some(({ segmentNumber }) => segmentNumber === number)
  const isKept = (identifier: Identifier, except: string): boolean =>
    (sharers.get(identifierDigest(identifier)) ?? []).some(({ id }) => {
      const person = people.get(id)
      if (!person || id === except || !isMember(person)) return false
      return given(id)?.identifiers.some(({ type, value }) => type === identifier.type && value === identifier.value) ?? false
    })
  return {
    living: (id) => livings.get(id),
    given,
    isMember,
    deleted: (id) => (livings.get(id)?.identifiers ?? []).filter((identifier) => !isKept(identifier, id)),
    lost: (id, identifiers) => identifiers.filter((identifier) => !isKept(identifier, id)),
  }
}
