// Held by sample.test.ts
import type { StoredSegment } from '@weir/contracts'
import { versionsNow } from '../shared/versions.ts'
import { START, segmentSize, walkPages } from './members.ts'
import type { MemberPage, MemberSource } from './members.ts'

/** How many stretches of neighbouring ordinals a sample has. */
const STRETCHES = 200
const PAGE = 1_000

/** What of a page was drawn: see {@link MemberPage}. */
export type SampledPage = Pick<MemberPage, 'members' | 'ordinals'>

/**
 * Members of a segment, page by page: all, or of more than `most` about so many, spread evenly over
 * the ordinals. Every stretch is as long as any other and takes all of its members, so each member
 * is as likely to be drawn as any other.
 * @param now log time, Unix ms.
 * @throws VersionGone as {@link walkPages}.
 */
export async function* sampleMembers(
  source: MemberSource,
  segment: StoredSegment,
  now: number,
  most: number,
): AsyncGenerator<SampledPage> {
  const rule = (await versionsNow(source.fold)).readable(segment.number)?.rule
  const size = await segmentSize(source.fold, segment.number)
  if (rule === undefined || size <= most) {
    yield* walkPages(source, segment, now, START, PAGE)
    return
  }
  const fraction = most / size
  for (let partition = 0; partition < source.fold.partitions; partition++) {
    const end = await ordinalEnd(source, partition)
    const stride = Math.max(1, Math.ceil(end / STRETCHES))
    const width = Math.max(1, Math.ceil(stride * fraction))
    for (let start = 0; start < end; start += stride) {
      for await (const page of walkPages(source, segment, now, { partition, ordinal: start, rule }, Math.min(width, PAGE))) {
        if (page.partition !== partition) break
        const ordinals = page.ordinals.filter((ordinal) => ordinal < start + width)
        yield { members: page.members.filter(({ next }) => next.ordinal <= start + width), ordinals }
        if (ordinals.length < page.ordinals.length) break
      }
    }
  }
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
