import { identifierDigest, identifierKey } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import type { SharedIndex } from '@weir/state'

/**
 * The person whom an identifier (normalised) was last seen with: 32 hex digits, undefined when
 * there is nobody.
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
