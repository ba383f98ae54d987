import { identifierDigest } from '@weir/contracts'
import type { Passage } from '@weir/contracts'
import { ownerBeyond, returnWithin } from './fences.ts'
import type { LinkablePerson } from './links.ts'

/** To whom a record goes that fences send on. */
export interface Onward {
  to: string
  passage: Passage
}

/** Nobody is split so often: such a record goes round, and is taken where it is. */
const FENCES_MAX = 20

/**
 * Decides at a person whether a record about an identifier belongs to the other side of a fence.
 * Where those beyond were erased, somebody new may have the identifier and be found to be this
 * person; each fence on the way keeps the record from them then. So when it comes back to the first
 * one who knows the identifier, it is theirs, and their fences let it pass from then on.
 * @returns undefined where it is this person's; their fences may have changed then.
 */
export function passOn(self: LinkablePerson, identifier: string, passage?: Passage): Onward | undefined {
  const { links } = self
  const to = ownerBeyond(links.fences, identifier)
  if (to === undefined) return undefined
  const { fences = 0, known } = passage ?? {}
  if (known !== undefined && [self, ...self.absorbed].some(({ id }) => id === known)) {
    links.fences = returnWithin(links.fences, identifier)
    return undefined
  }
  if (fences >= FENCES_MAX) return undefined
  const first = known ?? (isKnown(self, identifier) ? self.id : undefined)
  return { to, passage: { fences: fences + 1, ...(first === undefined ? {} : { known: first }) } }
}

/**
 * Decides about a record that was sent on to somebody who is not there (any more): who knows its
 * identifier takes it.
 * @param id of nobody. @returns undefined where nobody who sent it on does.
 */
export function passBack(id: string, { fences, known }: Passage = { fences: 0 }): Onward | undefined {
  if (known === undefined || known === id || fences >= FENCES_MAX) return undefined
  return { to: known, passage: { fences: fences + 1, known } }
}

function isKnown({ identifiers }: LinkablePerson, digest: string): boolean {
  return identifiers.some((id) => identifierDigest(id) === digest)
}
