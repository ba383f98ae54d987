import { setImmediate } from 'node:timers/promises'
import type { Member, StateStore, View } from '@weir/state'
import { whileKept } from '../shared/versions.ts'

/** How many members segments have, each and two by two. */
export interface Overlap {
  /** By place in the list of segments. */
  sizes: number[]
  /** `both[a][b]`, for a < b: how many are members of both. */
  both: number[][]
}

/** A page per segment is all that is in memory. */
const PAGE = 1_000

/**
 * Counts in one pass over the members of all segments: per partition the ordinals of each come
 * ascending, so the lowest ordinal not seen yet is next, and whichever segments have it share that
 * person. A change that is folded while this runs may be seen in one segment and not yet in
 * another.
 * @param segments their numbers, each once.
 */
export async function countOverlap(fold: StateStore, segments: readonly number[], pageSize = PAGE): Promise<Overlap> {
  return whileKept(fold, segments, async (versions) => {
    const overlap: Overlap = { sizes: segments.map(() => 0), both: segments.map(() => segments.map(() => 0)) }
    for (let partition = 0; partition < fold.partitions; partition++) {
      const bitmaps = versions.map((version) => version?.kept[partition]?.bitmap)
      await countPartition(fold.view(partition), bitmaps, pageSize, overlap)
    }
    return overlap
  })
}

/** @param bitmaps of the segments; undefined for one that has no members to show. */
async function countPartition(
  view: View,
  bitmaps: readonly (number | undefined)[],
  pageSize: number,
  overlap: Overlap,
): Promise<void> {
  const cursors = bitmaps.map((bitmap) => openCursor(view, bitmap, pageSize))
  for (const cursor of cursors) await cursor.turn()
  for (;;) {
    const lowest = Math.min(...cursors.map((cursor) => cursor.head()))
    if (lowest === Infinity) return
    const having = cursors.flatMap((cursor, i) => (cursor.head() === lowest ? [i] : []))
    count(overlap, having)
    // Only the end of a page is waited for: a promise per member would cost more than the counting.
    for (const i of having) if (cursors[i]!.step()) await cursors[i]!.turn()
  }
}

/** @param having places of the segments that one person is a member of, ascending. */
function count({ sizes, both }: Overlap, having: readonly number[]): void {
  having.forEach((a, k) => {
    sizes[a]! += 1
    for (const b of having.slice(k + 1)) both[a]![b]! += 1
  })
}

/** A place among the members of one segment. */
interface Cursor {
  /** The ordinal here; Infinity after the last. */
  head(): number
  /** Goes to the next ordinal. @returns whether the page is over and must be turned. */
  step(): boolean
  turn(): Promise<void>
}

function openCursor(view: View, bitmap: number | undefined, pageSize: number): Cursor {
  let page: Member[] = []
  let at = 0
  let from = 0
  return {
    head: () => page[at]?.ordinal ?? Infinity,
    step: () => ++at === page.length,
    async turn() {
      page = bitmap === undefined ? [] : await view.members(bitmap, from, pageSize)
      at = 0
      from = (page.at(-1)?.ordinal ?? from) + 1
      // Embedded reads answer at once; without a pause a long walk would hold up every other
      // request.
      await setImmediate()
    },
  }
}
