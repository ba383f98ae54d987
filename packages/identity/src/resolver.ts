import { ID_TYPES, identifierDigest, recordOf } from '@weir/contracts'
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

const RANK = recordOf(ID_TYPES, (type) => ID_TYPES.indexOf(type))

/** Identifiers of one hit, the strongest first; those of one type as they were sent. */
export function byStrength(ids: readonly Identifier[]): readonly Identifier[] {
  for (let i = 1; i < ids.length; i++)
    if (RANK[ids[i - 1]!.type] > RANK[ids[i]!.type]) return ids.toSorted((a, b) => RANK[a.type] - RANK[b.type])
  return ids
}

/**
 * @returns the identifier that names the person: of the strongest type, the first one sent;
 *   undefined without identifiers.
 */
export function strongest(ids: readonly Identifier[]): Identifier | undefined {
  let first = ids[0]
  for (const id of ids) if (first !== undefined && RANK[id.type] < RANK[first.type]) first = id
  return first
}

/** A person is their single strongest identifier: nothing is looked up, nothing is linked. */
export const strongestIdentifier: IdentityResolver = {
  resolve(ids) {
    const id = strongest(ids)
    return { person: id === undefined ? '' : identifierDigest(id), links: [] }
  },
}
