import type { ConfigView } from '@weir/runtime'
import { createPersonReader, liveProgram, NO_OPT_OUTS, START, walkMembers } from '@weir/reporting'
import type { StateStore } from '@weir/state'

/** The members of one segment, before and after. */
export interface SegmentComparison {
  segment: string
  members: number
  /** Members before who are none now, and the other way round: a few of them. */
  missing: string[]
  extra: string[]
}

const PAGE = 1_000
const NAMED_MAX = 5

/**
 * Compares who is a member of every segment at the instant `at` (Unix ms), by two states of the
 * fold under the same definitions.
 */
export async function compareMembers(
  before: StateStore,
  after: StateStore,
  view: ConfigView,
  at: number,
): Promise<SegmentComparison[]> {
  const comparisons: SegmentComparison[] = []
  for (const segment of view.segments()) {
    const [old, fresh] = [await membersOf(before, view, segment.id, at), await membersOf(after, view, segment.id, at)]
    comparisons.push({
      segment: segment.id,
      members: old.size,
      missing: [...old].filter((person) => !fresh.has(person)).slice(0, NAMED_MAX),
      extra: [...fresh].filter((person) => !old.has(person)).slice(0, NAMED_MAX),
    })
  }
  return comparisons
}

async function membersOf(fold: StateStore, config: ConfigView, segment: string, at: number): Promise<Set<string>> {
  const found = new Set<string>()
  const source = { fold, config, decodePerson: createPersonReader(liveProgram(config)), optOuts: NO_OPT_OUTS }
  for await (const page of walkMembers(source, config.segment(segment)!, at, START, PAGE)) {
    for (const { person } of page) found.add(person.id)
  }
  return found
}
