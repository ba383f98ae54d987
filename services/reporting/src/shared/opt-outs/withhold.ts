import { stands } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { identifierDigest, WeirError } from '@weir/contracts'
import type { Identifier, Purpose } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import { findPeople } from '../find-people.ts'
import type { Naming } from '../find-people.ts'
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
type Asked = Pick<PersonView, 'id' | 'born' | 'absorbed' | 'identifiers' | 'former' | 'consent'>

/**
 * What may leave of the person at this place for these purposes; undefined if the person is
 * withheld.
 */
export type Giving<T> = (place: number, purposes: readonly Purpose[]) => T | undefined

/**
 * What may leave of these people: nothing of a person who is withheld or was erased, otherwise the
 * person without withheld identifiers. An opt-out follows the identifier (docs/semantics.md,
 * "Consent"):
 * - a person is withheld if an identifier that they have, or had, was in a hit that denied the
 *   purpose: who was seen with it later does not make the denial another's;
 * - an identifier is left out if a person known by it has denied the purpose. A newer signal that
 *   grants the purpose lifts both: of the same person, or of the person whom that identifier names.
 * @throws WeirError unavailable if the opt-outs cannot be read: no person leaves unchecked.
 */
export async function givingOf<T extends Asked>(source: WithholdingSource, people: readonly T[]): Promise<Giving<T>> {
  const known = people.map(({ identifiers }) => identifiers.map((id): Known => ({ id, digest: identifierDigest(id) })))
  // An id is the digest of an identifier, which may be one of too many to be kept by now.
  const idsOf = ({ id, absorbed, former }: Asked): string[] => [id, ...absorbed.map((one) => one.id), ...former]
  const digests = new Set(people.flatMap(idsOf))
  for (const ids of known) for (const { digest } of ids) digests.add(digest)
  const denied = await source.optOuts.denialsOf([...digests])
  const isErased = (person: T): boolean => source.optOuts.isErased(person)
  if (denied.size === 0) return (place) => (people[place] && !isErased(people[place]) ? people[place] : undefined)
  const named = await peopleOf(source, [...denied.keys()], 'identifier')
  return (place, purposes) => {
    const person = people[place]
    const ids = known[place]
    if (!person || !ids || isErased(person)) return undefined
    const isDenied = (scope: keyof Denials, digest: string): boolean => {
      const denials = denied.get(digest)
      return denials !== undefined && stands(denials, scope, purposes, [person.consent, named.get(digest)?.consent ?? {}])
    }
    const isNamed = (digest: string): boolean => isDenied('hit', digest) || isDenied('keyless', digest)
    if (idsOf(person).some(isNamed) || ids.some(({ digest }) => isNamed(digest))) return undefined
    if (!ids.some(({ digest }) => isDenied('person', digest))) return person
    return { ...person, identifiers: ids.flatMap(({ id, digest }) => (isDenied('person', digest) ? [] : [id])) }
  }
}

/**
 * The same by an answer that is young enough to be handed out.
 * @throws WeirError unavailable when the opt-outs cannot be read so soon.
 */
export async function freshGivingOf<T extends Asked>(source: WithholdingSource, people: readonly T[]): Promise<Giving<T>> {
  for (let left = FRESH_TRIES; left > 0; left--) {
    const asked = performance.now()
    const giving = await givingOf(source, people)
    if (performance.now() - asked <= (source.optOuts.freshMs ?? Infinity) / 2) return giving
  }
  throw new WeirError('unavailable', 'who has opted out cannot be read soon enough at present; try again later')
}

/**
 * How often a page is checked again if the check took too long; half of the time is for what comes
 * after it.
 */
const FRESH_TRIES = 20

/**
 * The people among these (32 hex digits each, from the warehouse) who may leave, by what is known
 * of them now.
 */
export async function givable(
  source: WithholdingSource,
  ids: readonly string[],
  purposes: readonly Purpose[],
): Promise<string[]> {
  const known = await peopleOf(source, ids, 'person')
  const people = ids.map((id): Asked => known.get(id) ?? { id, born: 0, absorbed: [], identifiers: [], former: [], consent: {} })
  const giving = await givingOf(source, people)
  return ids.filter((_, i) => giving(i, purposes) !== undefined)
}

/** Those of whom there is a state, by digest. */
async function peopleOf(
  { fold, decodePerson }: WithholdingSource,
  digests: readonly string[],
  naming: Naming,
): Promise<Map<string, PersonView>> {
  const people = new Map<string, PersonView>()
  for (const [digest, { blob }] of await findPeople(fold, digests, naming)) if (blob) people.set(digest, decodePerson(blob))
  return people
}
