// Who is who: identifiers and persons are linked by records (decision 0031). Reading order: links,
// claim, owner, take; fences keep apart what was split.
export { noteDenial, takeDenials } from './denials.ts'
export { claimIdentifiers, isOfAnother } from './claim.ts'
export type { LinkingHit } from './claim.ts'
export {
  fenceName,
  fencesOf,
  formerIds,
  idsBeyond,
  isOnThisSide,
  lapseWithin,
  nameOf,
  recountsOf,
  uniteFences,
} from './fences.ts'
export type { Fence } from './fences.ts'
export { decodeLinks, encodeLinks, noLinks, noteFormer } from './links.ts'
export type { LinkablePerson, Links } from './links.ts'
export { decodeOwner, encodeOwner, noEntry, notePast, noteStrong, ownerAt, ownerOf, takeToIdentifier } from './owner.ts'
export type { OwnerEntry, PastOwner } from './owner.ts'
export { passBack, passOn } from './passage.ts'
export type { Onward } from './passage.ts'
export { takeToPerson } from './take.ts'
export type { LinkContext } from './take.ts'
