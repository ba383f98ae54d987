import { stands } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { identifierDigest, partitionOf } from '@weir/contracts'
import type { Identifier, Purpose } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import type { DecodePerson, PersonView } from '../person.ts'
import type { OptOutReader } from './index.ts'

/** Where people and opt-outs are read from. */
export interface WithholdingSource {
  fold: StateStore
  decodePerson: DecodePerson
  optOuts: OptOutReader
}

interface Known {
  id: Identifier
  digest: string
}

/** What is looked up about a person before they leave. */
type Asked = Pick<PersonView, 'id' | 'identifiers' | 'consent'>

/**
 * What may leave of the person at this place for these purposes; undefined if the person is
 * withheld.
 */
export type Giving<T> = (place: number, purposes: readonly Purpose[]) => T | undefined

/**
 * What may leave of these people: nothing of a person who is withheld, otherwise the person without
 * withheld identifiers. An opt-out follows the identifier (docs/semantics.md, "Consent"):
 * - a person is withheld if one of their identifiers was in a hit that denied the purpose;
 * - an identifier is left out if a person known by it has denied the purpose. A newer signal that
 *   grants the purpose lifts both: of the same person, or of the person whom that identifier names.
 * @throws WeirError unavailable if the opt-outs cannot be read: no person leaves unchecked.
 */
export async function givingOf<T extends Asked>(source: WithholdingSource, people: readonly T[]): Promise<Giving<T>> {
  const known = people.map(({ identifiers }) => identifiers.map((id): Known => ({ id, digest: identifierDigest(id) })))
  const digests = new Set(people.map(({ id }) => id))
  for (const ids of known) for (const { digest } of ids) digests.add(digest)
  const denied = await source.optOuts.denialsOf([...digests])
  if (denied.size === 0) return (place) => people[place]
  // The digest of an identifier is the id of the person whom it names.
  const named = await peopleOf(source, [...denied.keys()])
  return (place, purposes) => {
    const person = people[place]
    const ids = known[place]
    if (!person || !ids) return undefined
    const isDenied = (scope: keyof Denials, digest: string): boolean => {
      const denials = denied.get(digest)
      return denials !== undefined && stands(denials, scope, purposes, [person.consent, named.get(digest)?.consent ?? {}])
    }
    const isNamed = (digest: string): boolean => isDenied('hit', digest) || isDenied('keyless', digest)
    if (isNamed(person.id) || ids.some(({ digest }) => isNamed(digest))) return undefined
    if (!ids.some(({ digest }) => isDenied('person', digest))) return person
    return { ...person, identifiers: ids.flatMap(({ id, digest }) => (isDenied('person', digest) ? [] : [id])) }
  }
}

/**
 * The people among these (32 hex digits each, from the warehouse) who may leave, by what is known
 * of them now.
 */
export async function givable(
  source: WithholdingSource,
  ids: readonly string[],
  purposes: readonly Purpose[],
): Promise<string[]> {
  const known = await peopleOf(source, ids)
  const people = ids.map((id): Asked => known.get(id) ?? { id, identifiers: [], consent: {} })
  const giving = await givingOf(source, people)
  return ids.filter((_, i) => giving(i, purposes) !== undefined)
}

/** Those of these people of whom there is a state. */
async function peopleOf({ fold, decodePerson }: WithholdingSource, ids: readonly string[]): Promise<Map<string, PersonView>> {
  const people = new Map<string, PersonView>()
  for (let partition = 0; partition < fold.partitions; partition++) {
    const own = ids.filter((id) => partitionOf(id, fold.partitions) === partition)
    const blobs = own.length > 0 ? await fold.view(partition).load(own) : []
    own.forEach((id, i) => blobs[i] && people.set(id, decodePerson(blobs[i])))
  }
  return people
}
