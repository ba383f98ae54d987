import { WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import { sizeOf } from './members.ts'

type Guarded = Pick<StoredSegment, 'id' | 'min_size'>

/** Whether a number of people is so small that the segment does not show it: they could be recognised in it. */
export function isTooFew({ min_size: least }: Pick<Guarded, 'min_size'>, people: number): boolean {
  return least !== undefined && people < least
}

/** @throws WeirError conflict when so many members are fewer than the segment's min_size. */
export function mustNotBeTooFew(segment: Guarded, members: number): void {
  if (!isTooFew(segment, members)) return
  throw new WeirError(
    'conflict',
    `the segment "${segment.id}" has fewer members than its min_size of ${segment.min_size}: neither they nor their number are shown`,
  )
}

/** @throws WeirError conflict when the segment has fewer members than its min_size. */
export async function mustBeLargeEnough(fold: StateStore, segment: StoredSegment): Promise<void> {
  if (segment.min_size !== undefined) mustNotBeTooFew(segment, await sizeOf(fold, segment.number))
}
