import { identifierDigest, identifierKey } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import type { SharedIndex } from '@weir/state'

/**
 * The person last seen with an identifier (normalised): 32 hex digits, undefined if there is none.
 */
export type FindPerson = (id: Identifier) => Promise<string | undefined>

/**
 * Looks into the index that the segmenter keeps. Entries of before are found under the identifier
 * itself.
 */
export function createPersonLookup(index: SharedIndex): FindPerson {
  return async (id) => {
    const [newer, older] = await index.get([identifierDigest(id), identifierKey(id)])
    const person = newer ?? older
    return person && Buffer.from(person).toString()
  }
}
