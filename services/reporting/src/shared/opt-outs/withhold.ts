import { isOnList, stands } from '@weir/consent'
import type { DenialScope, Denials, PersonConsent } from '@weir/consent'
import { identifierDigest, WeirError } from '@weir/contracts'
import type { Identifier, Purpose } from '@weir/contracts'
import { decodePerson } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import { findPeople } from '../find-people.ts'
import type { DecodePerson, MembershipView, PersonView } from '../person.ts'
import type { Answer, OptOutReader } from './index.ts'

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
type Asked = Pick<PersonView, 'id' | 'born' | 'absorbed' | 'identifiers' | 'former' | 'consent'> & {
  /** Segments that they are in, which may be on a suppression list. */
  memberships: readonly Pick<MembershipView, 'segmentNumber'>[]
}

/**
 * What may leave of the person at this place for these purposes; undefined if the person is
 * withheld.
 */
export type Giving<T> = (place: number, purposes: readonly Purpose[]) => T | undefined

/**
 * What may leave of these people: nothing of a person who is withheld, was erased, or is on a
 * suppression list by an identifier that they have or had, or as a member of a segment; otherwise
 * the person without withheld identifiers. An opt-out follows the identifier (docs/semantics.md,
 * "Consent"):
 * - a person is withheld if an identifier that they have, or had, was in a hit that denied the
 *   purpose: who was seen with it later does not make the denial another's;
 * - an identifier is left out if a person known by it has denied the purpose. A newer signal that
 *   grants the purpose lifts both: of the same person, or of the person whom that identifier names.
 * @throws WeirError unavailable if the opt-outs cannot be read: no person leaves unchecked.
 */
export async function givingOf<T extends Asked>(source: WithholdingSource, people: readonly T[]): Promise<Giving<T>> {
  return (await checkOf(source, people, 'withhold')).giving
}

/**
 * The same by an answer that is young enough to be handed out. What takes long is looked up once;
 * what is asked again is whether anything came since.
 * @param suppressed `count`: nobody is handed out, so people on suppression lists are among them.
 * @throws WeirError unavailable when the opt-outs cannot be read so soon.
 */
export async function freshGivingOf<T extends Asked>(
  source: WithholdingSource,
  people: readonly T[],
  suppressed: 'withhold' | 'count' = 'withhold',
): Promise<Giving<T>> {
  let asked = performance.now()
  const check = await checkOf(source, people, suppressed)
  for (let left = FRESH_TRIES; left > 0; left--) {
    if (performance.now() - asked <= (source.optOuts.freshMs ?? Infinity) / 2) return check.giving
    asked = performance.now()
    await check.renew()
  }
  throw new WeirError('unavailable', 'who has opted out cannot be read soon enough at present; try again later')
}

/** What is known of these people's opt-outs. */
interface Check<T> {
  /** By the newest answer. */
  giving: Giving<T>
  /** Asks for a newer answer. */
  renew(): Promise<void>
}

async function checkOf<T extends Asked>(
  source: WithholdingSource,
  people: readonly T[],
  suppressed: 'withhold' | 'count',
): Promise<Check<T>> {
  const { optOuts } = source
  const known = people.map(({ identifiers }) => identifiers.map((id): Known => ({ id, digest: identifierDigest(id) })))
  // An id is the digest of an identifier, which may be one of too many to be kept by now.
  const idsOf = ({ id, absorbed, former }: Asked): string[] => [id, ...absorbed.map((one) => one.id), ...former]
  const all = new Set(people.flatMap(idsOf))
  for (const ids of known) for (const { digest } of ids) all.add(digest)
  const digests = [...all]
  const named = new Map<string, PersonConsent>()
  let denied: Answer = new Map()
  const take = async (answer: Answer): Promise<void> => {
    const missing = [...answer.keys()].filter((digest) => !denied.has(digest))
    if (missing.length > 0)
      for (const [digest, { blob }] of await findPeople(source.fold, missing, 'identifier'))
        if (blob) named.set(digest, decodePerson(blob).consent)
    denied = answer
  }
  const isErased = (person: T): boolean => optOuts.isErased(person)
  const isDenied = (scope: DenialScope, digest: string, person: T, purposes: readonly Purpose[]): boolean => {
    const denials = denied.get(digest)
    return denials !== undefined && stands(denials, scope, purposes, [person.consent, named.get(digest) ?? {}])
  }
  const isSuppressed = (person: T, ids: readonly Known[]): boolean => {
    const { keys, segments } = optOuts.suppression()
    if (keys.size === 0 || suppressed === 'count') return false
    if (person.memberships.some(({ segmentNumber }) => segments.has(segmentNumber))) return true
    const isListed = (digest: string): boolean => isOnList(denied.get(digest) ?? NOTHING, keys)
    return idsOf(person).some(isListed) || ids.some(({ digest }) => isListed(digest))
  }
  await take(await optOuts.denialsOf(digests))
  return {
    async renew() {
      const newer = await optOuts.denialsOf(digests, denied)
      if (newer !== denied) await take(newer)
    },
    giving(place, purposes) {
      const person = people[place]
      const ids = known[place]
      if (!person || !ids || isErased(person) || isSuppressed(person, ids)) return undefined
      if (denied.size === 0) return person
      const isNamed = (digest: string): boolean =>
        isDenied('hit', digest, person, purposes) || isDenied('keyless', digest, person, purposes)
      if (idsOf(person).some(isNamed) || ids.some(({ digest }) => isNamed(digest))) return undefined
      const isWithheld = (digest: string): boolean => isDenied('person', digest, person, purposes)
      if (!ids.some(({ digest }) => isWithheld(digest))) return person
      return { ...person, identifiers: ids.flatMap(({ id, digest }) => (isWithheld(digest) ? [] : [id])) }
    },
  }
}

const NOTHING: Denials = { hit: {}, person: {}, keyless: {} }

/**
 * How often it is asked again if the answer took too long; half of the time is for what comes after
 * it.
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
  const known = await peopleOf(source, ids)
  const people = ids.map(
    (id): Asked => known.get(id) ?? { id, born: 0, absorbed: [], identifiers: [], former: [], consent: {}, memberships: [] },
  )
  const giving = await givingOf(source, people)
  return ids.filter((_, i) => giving(i, purposes) !== undefined)
}

/** Those of whom there is a state, by digest. */
async function peopleOf(
  { fold, decodePerson: decode }: WithholdingSource,
  digests: readonly string[],
): Promise<Map<string, PersonView>> {
  const people = new Map<string, PersonView>()
  for (const [digest, { blob }] of await findPeople(fold, digests, 'person')) if (blob) people.set(digest, decode(blob))
  return people
}
