import { setImmediate } from 'node:timers/promises'
import { allows } from '@weir/consent'
import type { KeptVersion, Purpose, StoredSegment } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import type { OptOutReader } from '../../shared/opt-outs/index.ts'
import { freshGivingOf } from '../../shared/opt-outs/withhold.ts'
import type { DecodePerson, MembershipView, PersonView } from '../../shared/person.ts'
import { membershipAsOf, membershipAt } from '../../shared/person.ts'
import { programsOf } from '../../shared/programs.ts'
import type { ProgramOf } from '../../shared/programs.ts'
import type { SegmentVersion } from '../shared/versions.ts'
import { VersionGone, versionsNow, whileKept } from '../shared/versions.ts'

/** A place among the members of a segment: partitions in turn, ordinals rising. */
export interface MemberPlace {
  partition: number
  ordinal: number
  /** The version that the walk goes through: the newest complete one where nothing is said. */
  rule?: string
}

export const START: MemberPlace = { partition: 0, ordinal: 0 }

export interface LiveMember {
  person: PersonView
  membership: MembershipView
  /** What the person must not have denied. */
  purposes: readonly Purpose[]
  /** Where the walk goes on after this member. */
  next: Required<MemberPlace>
}

/** Where members are read from. */
export interface MemberSource {
  fold: StateStore
  config: ConfigView
  decodePerson: DecodePerson
  optOuts: OptOutReader
}

/**
 * The members of a segment, page by page (at most `pageSize` people in memory), all by one version
 * of its rule even if the segment changes meanwhile; none while no version is complete. The bitmaps
 * only say which people to look at. Membership at `now` and consent come from each person's own
 * state as the page is made, and opt-outs from the log, so a withdrawal counts from its answer on.
 * @throws VersionGone when the version was let go, before or during the walk; WeirError unavailable
 *   when opt-outs cannot be read.
 */
export async function* walkMembers(...asked: Parameters<typeof walkPages>): AsyncGenerator<LiveMember[]> {
  for await (const { members } of walkPages(...asked)) yield members
}

/** One page of a walk. */
export interface MemberPage {
  partition: number
  members: LiveMember[]
  /** Who was looked at, ascending: the members, and those who are withheld. */
  ordinals: number[]
}

/** The same, telling who was looked at. */
export async function* walkPages(
  source: MemberSource,
  segment: StoredSegment,
  now: number,
  from: MemberPlace,
  pageSize: number,
): AsyncGenerator<MemberPage> {
  const version = (await versionsNow(source.fold)).readable(segment.number, from.rule)
  if (!version) {
    if (from.rule === undefined) return
    throw new VersionGone()
  }
  const { purposes } = version
  for (let partition = from.partition; partition < source.fold.partitions; partition++) {
    let ordinal = partition === from.partition ? from.ordinal : 0
    for (;;) {
      const read = await readPage(source, segment, version, { partition, ordinal }, pageSize)
      const last = read.found.at(-1)
      if (!last) break
      const members = read.found.flatMap(({ blob, ...at }) => {
        const person = blob && source.decodePerson(blob, read.programs)
        const membership = person && membershipIn(person, segment.number, read.standing, now)
        if (!person || person.movedTo !== '' || !membership || !allows(person.consent, purposes)) return []
        return [{ person, membership, purposes, next: { partition, ordinal: at.ordinal + 1, rule: version.rule } }]
      })
      // The last that is done before they are handed out: who has opted out by now is not among
      // them, whatever is folded.
      yield { partition, members: await withoutWithheld(source, members), ordinals: read.found.map((at) => at.ordinal) }
      ordinal = last.ordinal + 1
      // Embedded reads answer at once; without a pause a long walk would hold up every other
      // request.
      await setImmediate()
    }
  }
}

/**
 * The members who may still be given out, without the identifiers that may not: by an answer that
 * is young enough to be handed out.
 * @throws WeirError unavailable when the opt-outs cannot be read so soon.
 */
export async function withoutWithheld(source: MemberSource, members: readonly LiveMember[]): Promise<LiveMember[]> {
  if (members.length === 0) return []
  const giving = await freshGivingOf(
    source,
    members.map(({ person }) => person),
  )
  return members.flatMap((member, i) => {
    const person = giving(i, member.purposes)
    return person ? [{ ...member, person }] : []
  })
}

interface Page {
  found: { ordinal: number; blob: Uint8Array | undefined }[]
  /** How the bitmap was kept when all of the page had been read. */
  standing: KeptVersion
  programs: ProgramOf
}

async function readPage(
  { fold }: MemberSource,
  segment: StoredSegment,
  { kept }: SegmentVersion,
  { partition, ordinal }: MemberPlace,
  pageSize: number,
): Promise<Page> {
  const view = fold.view(partition)
  const { bitmap } = kept[partition]!
  const named = await view.members(bitmap, ordinal, pageSize)
  const blobs = await view.load(named.map(({ id }) => id))
  const standing = (await versionsNow(fold)).standing(partition, segment.number, bitmap)
  if (!standing) throw new VersionGone()
  const programs = await programsOf(fold, partition)
  return { found: named.map((member, i) => ({ ordinal: member.ordinal, blob: blobs[i] })), standing, programs }
}

/**
 * While the partition follows the version, each person's own state says best; afterwards the bitmap
 * alone remembers.
 */
export function membershipIn(
  person: PersonView,
  segmentNumber: number,
  { frozenAt }: KeptVersion,
  now: number,
): MembershipView | undefined {
  return frozenAt === undefined ? membershipAt(person, segmentNumber, now) : membershipAsOf(person, segmentNumber, frozenAt)
}

/** How many ordinals are members, over all partitions, by the newest version that is complete. */
export async function segmentSize(fold: StateStore, segmentNumber: number): Promise<number> {
  return (await sizesOf(fold, [segmentNumber]))[0]!
}

/** The sizes of many segments, in the order of their numbers. */
export async function sizesOf(fold: StateStore, segmentNumbers: readonly number[]): Promise<number[]> {
  return whileKept(fold, segmentNumbers, (versions) =>
    Promise.all(
      versions.map(async (version) => {
        const counts = await Promise.all((version?.kept ?? []).map(({ bitmap }, p) => fold.view(p).count(bitmap)))
        return counts.reduce((sum, count) => sum + count, 0)
      }),
    ),
  )
}

/** How much of the log the memberships reflect: the position of every partition, `0:123,1:456`. */
export async function membershipVersion(fold: StateStore): Promise<string> {
  const positions = await Promise.all(partitionsOf(fold).map((p) => fold.view(p).position()))
  return positions.map((position, p) => `${p}:${position}`).join(',')
}

function partitionsOf(fold: StateStore): number[] {
  return Array.from({ length: fold.partitions }, (_, p) => p)
}
