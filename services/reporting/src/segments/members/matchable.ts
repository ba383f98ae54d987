import type { StoredSegment } from '@weir/contracts'
import { untilWhole, versionsNow } from '../shared/versions.ts'
import { createListed } from './listed.ts'
import type { MemberSource } from './members.ts'
import { segmentSize } from './members.ts'
import { sampleMembers } from './sample.ts'
import { createTally } from './tally.ts'
import type { Matchable } from './tally.ts'

/**
 * Up to this size all members are looked at; of larger segments about this many, spread evenly over
 * the ordinals.
 */
const SAMPLE = 10_000

/** How long a sampled answer holds, ms, unless the size changes. */
const KEPT_MS = 60_000

/** @param now log time, Unix ms. */
export type CountMatchable = (segment: StoredSegment, now: number) => Promise<Matchable>

/**
 * Counts members by identifier type, looking at {@link SAMPLE} people or so at most. Sampled
 * answers are kept for a minute of log time; small segments are counted afresh each time.
 */
export function createMatchable(source: MemberSource): CountMatchable {
  const kept = new Map<number, { version: string; value: Matchable }>()
  const count = async (segment: StoredSegment, now: number): Promise<Matchable> => {
    const read = (await versionsNow(source.fold)).readable(segment.number)
    const size = await segmentSize(source.fold, segment.number)
    if (!read || size <= SAMPLE) return countMembers(source, segment, now)
    const version = `${read.rule}/${size}/${Math.floor(now / KEPT_MS)}`
    const known = kept.get(segment.number)
    if (known?.version === version) return known.value
    const value = await countMembers(source, segment, now, size)
    kept.set(segment.number, { version, value })
    return value
  }
  return (segment, now) => untilWhole(() => count(segment, now))
}

/** @param size of the segment, where not all are looked at. */
async function countMembers(source: MemberSource, segment: StoredSegment, now: number, size?: number): Promise<Matchable> {
  const tally = createTally()
  const listed = createListed()
  for await (const { members, ordinals } of sampleMembers(source, segment, now, SAMPLE)) {
    listed.take(members).forEach(({ person }) => tally.add(person.identifiers))
    tally.addWithheld(ordinals.length - members.length)
  }
  return tally.scaled(size ?? tally.seen())
}
