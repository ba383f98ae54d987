import { setImmediate } from 'node:timers/promises'
import { allows } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES } from '@weir/contracts'
import type { Purpose, StoredSegment } from '@weir/contracts'
import type { StateStore } from '@weir/state'
import type { DecodePerson, MembershipView, PersonView } from '../person.ts'
import { membershipAt } from '../person.ts'

/** A place among the members of a segment: partitions in turn, ordinals rising. */
export interface Place {
  partition: number
  ordinal: number
}

export const START: Place = { partition: 0, ordinal: 0 }

export interface LiveMember {
  person: PersonView
  membership: MembershipView
  /** Where the walk goes on after this member. */
  next: Place
}

/** Where members are read from. */
export interface MemberSource {
  fold: StateStore
  decodePerson: DecodePerson
}

/** What a person must have granted to be handed out as a member of the segment. */
export function purposesOf(segment: Pick<StoredSegment, 'purposes'>): readonly Purpose[] {
  return ['storage', ...(segment.purposes ?? DEFAULT_SEGMENT_PURPOSES)]
}

/**
 * The members of a segment, page by page (at most `pageSize` people in memory). The bitmaps only say whom to look at: membership
 * at `now` and consent are read from each person's own state as the page is made, so a withdrawal that is folded already counts.
 */
export async function* walkMembers(
  source: MemberSource,
  segment: StoredSegment,
  now: number,
  from: Place,
  pageSize: number,
): AsyncGenerator<LiveMember[]> {
  const purposes = purposesOf(segment)
  for (let partition = from.partition; partition < source.fold.partitions; partition++) {
    const view = source.fold.view(partition)
    let ordinal = partition === from.partition ? from.ordinal : 0
    for (;;) {
      const named = await view.members(segment.number, ordinal, pageSize)
      const last = named.at(-1)
      if (!last) break
      const blobs = await view.load(named.map((member) => member.id))
      const page: LiveMember[] = []
      named.forEach((member, i) => {
        const blob = blobs[i]
        if (!blob) return
        const person = source.decodePerson(blob)
        const membership = membershipAt(person, segment.number, now)
        if (!membership || !allows(person.consent, purposes)) return
        page.push({ person, membership, next: { partition, ordinal: member.ordinal + 1 } })
      })
      yield page
      ordinal = last.ordinal + 1
      // Embedded reads answer at once; without a pause a long walk would hold up every other request.
      await setImmediate()
    }
  }
}

/** How many ordinals are members, over all partitions. */
export async function sizeOf(fold: StateStore, segmentNumber: number): Promise<number> {
  const counts = await Promise.all(partitionsOf(fold).map((p) => fold.view(p).count(segmentNumber)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** How much of the log the memberships reflect: the position of every partition, `0:123,1:456`. */
export async function membershipVersion(fold: StateStore): Promise<string> {
  const positions = await Promise.all(partitionsOf(fold).map((p) => fold.view(p).position()))
  return positions.map((position, p) => `${p}:${position}`).join(',')
}

function partitionsOf(fold: StateStore): number[] {
  return Array.from({ length: fold.partitions }, (_, p) => p)
}
