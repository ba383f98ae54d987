import { identifierDigest } from '@weir/contracts'
import type { Identifier, StoredErasure } from '@weir/contracts'
import { formerIds } from '@weir/identity'
import type { ReportingDeps } from '../shared/deps.ts'
import { findPeople } from '../shared/find-people.ts'
import type { PersonView } from '../shared/person.ts'

/** The digests by which somebody can be found: of ids, of the absorbed, of identifiers. */
function digestsOf(person: Pick<PersonView, 'id' | 'absorbed' | 'identifiers' | 'fences'>): string[] {
  const { id, absorbed, identifiers, fences } = person
  return [id, ...absorbed.map((one) => one.id), ...formerIds(fences), ...identifiers.map(identifierDigest)]
}

/**
 * Whom an erasure of these people names, as keyed digests.
 * @param more digests that are named as well.
 */
export function erasureNames(
  { seal }: Pick<ReportingDeps['erased'], 'seal'>,
  people: readonly PersonView[],
  more: readonly string[] = [],
): Pick<StoredErasure, 'who' | 'shared'> {
  const who = new Set([...more, ...people.flatMap(digestsOf)])
  const before = people.flatMap(({ fences }) => fences.flatMap(({ from }) => from))
  const shared = [...new Set(before)].filter((id) => who.has(id))
  return { who: seal([...who]), ...(shared.length > 0 ? { shared: seal(shared) } : {}) }
}

/**
 * The person whom a request names, as the state knows them.
 * @returns `asked`: digests by which they are found again.
 */
export async function findNamed(
  { lookupPerson, decodePerson, erased }: Pick<ReportingDeps, 'lookupPerson' | 'decodePerson' | 'erased'>,
  named: Identifier | string,
): Promise<{ asked: string[]; person: PersonView | undefined }> {
  const digest = typeof named === 'string' ? named : identifierDigest(named)
  const found = await lookupPerson(named)
  const person = found?.blob && decodePerson(found.blob)
  if (!found || !person || erased.isGone(person)) return { asked: [digest], person: undefined }
  // Of an identifier that many share only the person of its own: theirs it is not.
  return { asked: [found.id], person }
}

/** Everybody who lives now of those whom digests name; see {@link findPeople}. */
export async function findAgain(
  { fold, decodePerson }: Pick<ReportingDeps, 'fold' | 'decodePerson'>,
  digests: readonly string[],
  naming: 'identifier' | 'person',
): Promise<Map<string, PersonView>> {
  const found = await findPeople(fold, digests, naming)
  return new Map([...found].flatMap(([digest, { blob }]) => (blob ? [[digest, decodePerson(blob)] as const] : [])))
}
