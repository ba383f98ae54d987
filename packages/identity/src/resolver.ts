import { ID_TYPES, identifierDigest } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'

/**
 * What is known of identifiers: the person an identifier (`type:value`, see identifierKey) belongs
 * to.
 */
export type PersonLookup = (identifier: string) => string | undefined

/** `identifier` (`type:value`) belongs to `person` from now on. */
export interface IdentityLink {
  identifier: string
  person: string
}

/**
 * Whose event it is. `person`: 32 hex digits, '' when nobody is identified. `links`: what must be
 * remembered before the next call.
 */
export interface Resolution {
  person: string
  links: IdentityLink[]
}

/**
 * Names the person behind the identifiers of one hit. Pure: the same identifiers and knowledge give
 * the same answer.
 */
export interface IdentityResolver {
  resolve(ids: readonly Identifier[], lookup: PersonLookup): Resolution
}

/** Identifiers of one hit, the strongest first; those of one type as they were sent. */
export function byStrength(ids: readonly Identifier[]): readonly Identifier[] {
  return ids.length < 2 ? ids : ID_TYPES.flatMap((type) => ids.filter((id) => id.type === type))
}

/**
 * @returns the identifier that names the person: of the strongest type, the first one sent;
 *   undefined without identifiers.
 */
export function strongest(ids: readonly Identifier[]): Identifier | undefined {
  for (const type of ID_TYPES) {
    const id = ids.find((candidate) => candidate.type === type)
    if (id !== undefined) return id
  }
  return undefined
}

/** A person is their single strongest identifier: nothing is looked up, nothing is linked. */
export const strongestIdentifier: IdentityResolver = {
  resolve(ids) {
    const id = strongest(ids)
    return { person: id === undefined ? '' : identifierDigest(id), links: [] }
  },
}
