import { allows } from '@weir/consent'
import { partitionOf } from '@weir/contracts'
import type { KeptVersion, Purpose, StoredSegment } from '@weir/contracts'
import type { View } from '@weir/state'
import { membershipIn } from '../segments/members/members.ts'
import type { MemberSource } from '../segments/members/members.ts'
import { versionsNow } from '../segments/shared/versions.ts'
import type { FoundPerson } from '../shared/find-people.ts'
import { givingOf } from '../shared/opt-outs/withhold.ts'
import type { MembershipView, PersonView } from '../shared/person.ts'
import { programsOf } from '../shared/programs.ts'

export interface PersonMemberships {
  person: PersonView
  /** They are all that was done under a shared identifier alone. */
  isShared: boolean
  memberships: { segment: StoredSegment; membership: MembershipView }[]
}

/**
 * One person and the segments in whose lists of members they stand at `now`: by the version that
 * those lists show, so an edit that is under way does not show here before it shows there.
 * @param find reads the person.
 */
export async function membershipsOf(
  source: MemberSource,
  find: () => Promise<FoundPerson | undefined>,
  now: number,
): Promise<PersonMemberships | undefined> {
  const { fold, config } = source
  const before = await versionsNow(fold)
  const { id = '', blob, isShared = false } = (await find()) ?? {}
  if (!blob) return undefined
  const partition = partitionOf(id, fold.partitions)
  const after = await versionsNow(fold)
  const person = source.decodePerson(blob, await programsOf(fold, partition))
  if (source.optOuts.isErased(person)) return undefined
  const found: { segment: StoredSegment; membership: MembershipView; purposes: readonly Purpose[] }[] = []
  for (const segment of config.segments()) {
    const version = before.readable(segment.number)
    const standing = version && after.standing(partition, segment.number, version.kept[partition]!.bitmap)
    if (!version || !standing || !allows(person.consent, version.purposes)) continue
    if (!(await isListed(fold.view(partition), segment, standing, person))) continue
    const membership = membershipIn(person, segment.number, standing, now)
    if (membership) found.push({ segment, membership, purposes: version.purposes })
  }
  const giving = await givingOf(source, [person])
  const memberships = found.filter(({ purposes }) => giving(0, purposes))
  return { person, isShared, memberships: memberships.map(({ segment, membership }) => ({ segment, membership })) }
}

/**
 * Whether the bitmap can have them; where the partition follows the version, what they are recorded
 * as decides.
 */
async function isListed(view: View, segment: StoredSegment, standing: KeptVersion, person: PersonView): Promise<boolean> {
  if (standing.frozenAt === undefined) return person.since(segment.number) !== undefined
  const [found] = await view.members(standing.bitmap, person.ordinal, 1)
  return found?.ordinal === person.ordinal
}
