import { identifierKey } from '@weir/contracts'
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

/** A member, and by what they can be told in another fold of the same log. */
export interface Known {
  person: string
  identifiers: readonly string[]
}

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
      members: old.length,
      missing: notAmong(old, fresh).slice(0, NAMED_MAX),
      extra: notAmong(fresh, old).slice(0, NAMED_MAX),
    })
  }
  return comparisons
}

/**
 * Returns those of the first who are nobody of the second. Two are the same if one identifier is:
 * in other batches or partitions another one of a person's may name them, and of two logins on one
 * browser another may have it (decision 0031).
 */
export function notAmong(some: readonly Known[], others: readonly Known[]): string[] {
  const known = new Set(others.flatMap(({ person, identifiers }) => [person, ...identifiers]))
  return some
    .filter(({ person, identifiers }) => !known.has(person) && !identifiers.some((identifier) => known.has(identifier)))
    .map(({ person }) => person)
}

async function membersOf(fold: StateStore, config: ConfigView, segment: string, at: number): Promise<Known[]> {
  const found: Known[] = []
  const source = { fold, config, decodePerson: createPersonReader(liveProgram(config)), optOuts: NO_OPT_OUTS }
  for await (const page of walkMembers(source, config.segment(segment)!, at, START, PAGE)) {
    for (const { person } of page) found.push({ person: person.id, identifiers: person.identifiers.map(identifierKey) })
  }
  return found
}
