import type { SegmentDefinition } from '@weir/contracts'
import { bodiesNeeded, compileSome, followMemberships } from '@weir/segmentation'
import type { MembershipInterval } from '@weir/segmentation'
import { addIntervals, eventNames, LASTS, pastHistories, stampFacts } from '@weir/warehouse'
import type { PastInterval, SegmentPast, Warehouse } from '@weir/warehouse'
import { createSlices } from './slices.ts'

const INTERVALS_PER_INSERT = 20_000

/**
 * Stamps the facts of the people who are worked on (`past_people`) anew with these segments, from
 * everything that the warehouse knows of them.
 * @param until what is followed up to: log time, Unix ms.
 */
export async function restamp(
  warehouse: Warehouse,
  segments: readonly SegmentPast[],
  about: { definitions: readonly SegmentDefinition[]; until: number; run: number; signal: AbortSignal },
): Promise<void> {
  const numbers = new Set(segments.map(({ number }) => number))
  const program = compileSome(numbers, about.definitions)
  const bodies = bodiesNeeded(program, await eventNames(warehouse))
  let found: PastInterval[] = []
  const slices = createSlices()
  for await (const history of pastHistories(warehouse, bodies)) {
    about.signal.throwIfAborted()
    const person = history[0]!.person
    for (const interval of await slices.work(followMemberships(program, history, about.until))) {
      if (numbers.has(interval.segment)) found.push(rowOf(person, interval))
    }
    if (found.length >= INTERVALS_PER_INSERT) {
      await addIntervals(warehouse, found)
      found = []
    }
  }
  await addIntervals(warehouse, found)
  about.signal.throwIfAborted()
  await stampFacts(warehouse, segments, about.run)
}

function rowOf(person: string, { segment, from, to }: MembershipInterval): PastInterval {
  return {
    person,
    segment_number: segment,
    from_ms: Math.floor(from.at),
    from_eid: from.eid,
    to_ms: Number.isFinite(to.at) ? Math.floor(to.at) : LASTS,
    to_eid: to.eid,
  }
}
