// Held by route.test.ts
import type { StoredSegment } from '@weir/contracts'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { Since } from '../../shared/since.ts'
import { START, walkMembers, withoutWithheld } from '../members/members.ts'
import type { Format } from './formats.ts'

const PAGE = 500

/**
 * The text of a file of members, piece by piece: consent, membership and opt-outs are looked up for
 * each person as their piece is made.
 * @param note told when the file ends, also where it is broken off: what had left of it is there.
 * @throws VersionGone when the segment changed twice meanwhile; WeirError unavailable when opt-outs
 *   cannot be read.
 */
export async function* filePages(
  deps: ReportingDeps,
  segment: StoredSegment,
  { format, since, note }: { format: Format; since: Since; note?: () => Promise<void> },
): AsyncGenerator<string> {
  try {
    if (format.head !== '') yield format.head
    for await (const members of walkMembers(deps, segment, deps.clock.now(), START, PAGE)) {
      const dated = await since.reaching(members)
      // Who has opted out while the warehouse was asked is not handed out either.
      const text = format.page(dated === members ? members : await withoutWithheld(deps, dated))
      if (text !== '') yield text
    }
  } finally {
    await note?.()
  }
}
