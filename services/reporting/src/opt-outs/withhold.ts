import { stands } from '@weir/consent'
import type { Denials, PersonConsent } from '@weir/consent'
import { identifierDigest, partitionOf } from '@weir/contracts'
import type { Identifier, Purpose } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import type { DecodePerson, PersonView } from '../person.ts'
import type { OptOuts } from './index.ts'

/** Where people and opt-outs are read from. */
export interface WithholdingSource {
  fold: StateStore
  decodePerson: DecodePerson
  optOuts: OptOuts
}

interface Known {
  id: Identifier
  digest: string
}

/** What may be given out of the person at this place for these purposes; undefined for somebody who is withheld. */
export type Giving = (place: number, purposes: readonly Purpose[]) => PersonView | undefined

/**
 * What may be given out of these people: nothing of somebody who is withheld, else the person without the identifiers that are. An opt-out follows the identifier (docs/semantics.md, "Consent"):
 * - somebody is withheld when one of their identifiers stood in a hit that said no;
 * - an identifier is left out when somebody of whom it is known has said no.
 * Either is lifted by a newer signal that grants the purpose, of the same person or of the one named by that identifier.
 * @throws WeirError unavailable when the opt-outs cannot be read: nobody is given out unchecked.
 */
export async function givingOf(source: WithholdingSource, people: readonly PersonView[]): Promise<Giving> {
  const known = people.map(({ identifiers }) => identifiers.map((id): Known => ({ id, digest: identifierDigest(id) })))
  const digests = new Set(people.map(({ id }) => id))
  for (const ids of known) for (const { digest } of ids) digests.add(digest)
  const denied = await source.optOuts.denialsOf([...digests])
  if (denied.size === 0) return (place) => people[place]
  const named = await consentOf(source, [...denied.keys()])
  return (place, purposes) => {
    const person = people[place]
    const ids = known[place]
    if (!person || !ids) return undefined
    const isDenied = (scope: keyof Denials, digest: string): boolean => {
      const denials = denied.get(digest)
      return denials !== undefined && stands(denials[scope], purposes, [person.consent, ...(named.get(digest) ?? [])])
    }
    if (isDenied('hit', person.id) || ids.some(({ digest }) => isDenied('hit', digest))) return undefined
    if (!ids.some(({ digest }) => isDenied('person', digest))) return person
    return { ...person, identifiers: ids.flatMap(({ id, digest }) => (isDenied('person', digest) ? [] : [id])) }
  }
}

/** The consent of the persons who are named by these identifiers, as far as there are such. */
async function consentOf(
  { fold, decodePerson }: WithholdingSource,
  digests: readonly string[],
): Promise<Map<string, PersonConsent[]>> {
  const consents = new Map<string, PersonConsent[]>()
  for (let partition = 0; partition < fold.partitions; partition++) {
    const own = digests.filter((digest) => partitionOf(digest, fold.partitions) === partition)
    const blobs = own.length > 0 ? await fold.view(partition).load(own) : []
    own.forEach((digest, i) => blobs[i] && consents.set(digest, [decodePerson(blobs[i]).consent]))
  }
  return consents
}
