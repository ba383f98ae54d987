import { WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import { createListed } from './listed.ts'
import type { CountMatchable } from './matchable.ts'
import { START, segmentSize, walkMembers } from './members.ts'
import type { MemberSource } from './members.ts'

interface Guarded {
  id: string
  min_size?: number | undefined
}

/**
 * Whether a number of people is so small that the segment does not show it: they could be
 * recognised in it.
 */
export function isTooFew({ min_size: least }: Pick<Guarded, 'min_size'>, people: number): boolean {
  return least !== undefined && people < least
}

/**
 * The same for a group inside the segment, or beside it: nobody is no group, and may be told. What
 * it could be worked out from must be hidden with it.
 */
export function isSmallGroup(segment: Pick<Guarded, 'min_size'>, people: number): boolean {
  return people > 0 && isTooFew(segment, people)
}

/** @throws WeirError conflict if this number of members is below the segment's min_size. */
export function mustNotBeTooFew(segment: Guarded, members: number): void {
  if (!isTooFew(segment, members)) return
  throw new WeirError(
    'conflict',
    `the segment "${segment.id}" has fewer members than its min_size of ${segment.min_size}: neither they nor their number are shown`,
  )
}

/** @throws WeirError conflict when the segment has fewer members than its min_size. */
async function mustBeLargeEnough(fold: StateStore, segment: StoredSegment): Promise<void> {
  if (segment.min_size !== undefined) mustNotBeTooFew(segment, await segmentSize(fold, segment.number))
}

/**
 * The same for a number of members, and for how many of them are not withheld.
 * @param size how many members there are, where that is known already.
 * @throws WeirError conflict.
 */
export async function mustTellEnough(
  { fold, matchable }: { fold: StateStore; matchable: CountMatchable },
  segment: StoredSegment,
  now: number,
  size?: number,
): Promise<void> {
  if (segment.min_size === undefined) return
  const members = size ?? (await segmentSize(fold, segment.number))
  mustNotBeTooFew(segment, members)
  const { withheld } = await matchable(segment, now)
  mustNotBeTooFew(segment, members - withheld)
}

/** Whether a segment has so many members, and so many that are not withheld, as it has to. */
export async function tellsEnough(
  { fold, matchable }: { fold: StateStore; matchable: CountMatchable },
  segment: StoredSegment,
  now: number,
): Promise<boolean> {
  if (segment.min_size === undefined) return true
  const members = await segmentSize(fold, segment.number)
  if (isTooFew(segment, members)) return false
  const { withheld } = await matchable(segment, now)
  return !isTooFew(segment, members - withheld)
}

/**
 * The same for listed people: a person who has opted out under another identifier has their bit but
 * is in no list, and no list may be shorter than min_size. At most this many members are looked at.
 * @throws WeirError conflict.
 */
export async function mustListEnough(source: MemberSource, segment: StoredSegment, now: number): Promise<void> {
  await mustBeLargeEnough(source.fold, segment)
  mustNotBeTooFew(segment, await listedUpTo(source, segment, now))
}

/** Whether a list of the members is long enough to be handed out. */
export async function listsEnough(source: MemberSource, segment: StoredSegment, now: number): Promise<boolean> {
  if (segment.min_size === undefined) return true
  if (isTooFew(segment, await segmentSize(source.fold, segment.number))) return false
  return !isTooFew(segment, await listedUpTo(source, segment, now))
}

/** How many people a list would have; min_size or so, where these are more. */
async function listedUpTo(source: MemberSource, segment: StoredSegment, now: number): Promise<number> {
  const { min_size: least = 0 } = segment
  if (least === 0) return 0
  const listed = createListed()
  let count = 0
  for await (const page of walkMembers(source, segment, now, START, Math.min(least, PAGE))) {
    count += listed.take(page).length
    if (count >= least) break
  }
  return count
}

const PAGE = 1_000
