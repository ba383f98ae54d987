import { identifierDigest, identifierKey } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import type { SharedIndex, StateStore } from '@weir/state'
import { findPeople } from './find-people.ts'
import type { FoundPerson } from './find-people.ts'

/**
 * The person who lives now of whom an identifier (normalised) or an id (32 hex digits) speaks:
 * whose the identifier is; who absorbed the one of that id. Undefined if there is none.
 */
export type FindPerson = (named: Identifier | string) => Promise<FoundPerson | undefined>

/**
 * Looks into the fold's state.
 * @param index which identifiers hits were addressed by. In states of before it alone knows the
 *   persons of weaker identifiers, some under the identifier itself.
 */
export function createPersonLookup(fold: StateStore, index: Pick<SharedIndex, 'get'>): FindPerson {
  return async (named) => {
    if (typeof named === 'string') return (await findPeople(fold, [named], 'person')).get(named)
    const digest = identifierDigest(named)
    const found = (await findPeople(fold, [digest], 'identifier')).get(digest)
    if (found) return found
    const [newer, older] = await index.get([digest, identifierKey(named)])
    const stored = newer ?? older
    if (!stored) return undefined
    const person = Buffer.from(stored).toString()
    return (await findPeople(fold, [person], 'person')).get(person)
  }
}
