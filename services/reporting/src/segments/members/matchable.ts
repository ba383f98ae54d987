import type { StoredSegment } from '@weir/contracts'
import { untilWhole, versionsNow } from '../shared/versions.ts'
import { createListed } from './listed.ts'
import type { MemberSource } from './members.ts'
import { START, segmentSize, walkPages } from './members.ts'
import { createTally } from './tally.ts'
import type { Matchable } from './tally.ts'

/**
 * Up to this size all members are looked at; of larger segments about this many, spread evenly over
 * the ordinals.
 */
const SAMPLE = 10_000
/** How many stretches of neighbouring ordinals a sample has. */
const STRETCHES = 200
const PAGE = 1_000

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
    if (!read || size <= SAMPLE) return countAll(source, segment, now)
    const version = `${read.rule}/${size}/${Math.floor(now / KEPT_MS)}`
    const known = kept.get(segment.number)
    if (known?.version === version) return known.value
    const value = await countSample(source, segment, now, { rule: read.rule, size })
    kept.set(segment.number, { version, value })
    return value
  }
  return (segment, now) => untilWhole(() => count(segment, now))
}

async function countAll(source: MemberSource, segment: StoredSegment, now: number): Promise<Matchable> {
  const tally = createTally()
  const listed = createListed()
  for await (const { members, ordinals } of walkPages(source, segment, now, START, PAGE)) {
    listed.take(members).forEach(({ person }) => tally.add(person.identifiers))
    tally.addWithheld(ordinals.length - members.length)
  }
  return tally.scaled(tally.seen())
}

/**
 * Every stretch is as long as any other and takes all of its members, so each member is as likely
 * to be drawn as any other.
 */
async function countSample(
  source: MemberSource,
  segment: StoredSegment,
  now: number,
  { rule, size }: { rule: string; size: number },
): Promise<Matchable> {
  const tally = createTally()
  const fraction = SAMPLE / size
  for (let partition = 0; partition < source.fold.partitions; partition++) {
    const end = await ordinalEnd(source, partition)
    const stride = Math.max(1, Math.ceil(end / STRETCHES))
    const width = Math.max(1, Math.ceil(stride * fraction))
    for (let start = 0; start < end; start += stride) {
      for await (const page of walkPages(source, segment, now, { partition, ordinal: start, rule }, Math.min(width, PAGE))) {
        if (page.partition !== partition) break
        const ordinals = page.ordinals.filter((ordinal) => ordinal < start + width)
        const members = page.members.filter(({ next }) => next.ordinal <= start + width)
        members.forEach(({ person }) => tally.add(person.identifiers))
        tally.addWithheld(ordinals.length - members.length)
        if (ordinals.length < page.ordinals.length) break
      }
    }
  }
  return tally.scaled(size)
}

/** One more than the highest ordinal of the partition, found by doubling and halving. */
async function ordinalEnd(source: MemberSource, partition: number): Promise<number> {
  const view = source.fold.view(partition)
  const reaches = async (ordinal: number): Promise<boolean> => (await view.ordinals(ordinal, 1)).length > 0
  if (!(await reaches(0))) return 0
  let low = 0
  let high = 1
  while (await reaches(high)) [low, high] = [high, high * 2]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (await reaches(middle)) low = middle
    else high = middle
  }
  return high
}
