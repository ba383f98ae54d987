import { setImmediate } from 'node:timers/promises'
import { allows } from '@weir/consent'
import { membershipPurposes } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { findPeople } from '../../shared/find-people.ts'
import { givingOf } from '../../shared/opt-outs/withhold.ts'
import type { MemberSource } from './members.ts'
import { createTally } from './tally.ts'
import type { Matchable } from './tally.ts'

const PAGE = 1_000
/** How many members are looked up one by one; of more, a sample. */
export const LOOKED_UP_MAX = 10_000

/**
 * Counts by identifier type for people whom the warehouse named: an even sample of `size` members,
 * or all of them. Identifiers and consent are those of the present state, so a person who has
 * withdrawn since, or was forgotten, can no longer be matched.
 */
export async function matchableOf(
  source: MemberSource,
  definition: Pick<SegmentDefinition, 'purposes'>,
  people: readonly string[],
  size: number,
): Promise<Matchable> {
  const { fold, decodePerson } = source
  const purposes = membershipPurposes(definition)
  const tally = createTally()
  for (let at = 0; at < people.length; at += PAGE) {
    const slice = people.slice(at, at + PAGE)
    const named = await findPeople(fold, slice, 'person')
    const blobs = [...named.values()].flatMap(({ blob }) => (blob ? [blob] : []))
    const found = blobs.map((blob) => decodePerson(blob))
    const allowed = found.filter(({ consent }) => allows(consent, purposes))
    const giving = await givingOf(source, allowed)
    allowed.forEach((_, i) => {
      const given = giving(i, purposes)
      if (given) tally.add(given.identifiers)
      else tally.addWithheld(1)
    })
    tally.addWithheld(slice.length - allowed.length)
    // Embedded reads answer at once; without a pause a long walk would hold up every other request.
    await setImmediate()
  }
  return tally.scaled(size)
}
