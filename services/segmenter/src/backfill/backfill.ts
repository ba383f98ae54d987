// Held by services/segmenter/src/backfill/history/history.test.ts

import { within } from '@weir/runtime'
import { fillWindowStates, newPerson, noteOmitted } from '@weir/segmentation'
import type { Person, StateSpec } from '@weir/segmentation'
import type { Put } from '@weir/state'
import { foldOrigin } from '@weir/stream'
import type { History, HistoryPage, PartitionOffsets } from './history.ts'
import { createNamed } from './history/named.ts'
import { overlapSlice } from './overlap.ts'
import type { OverlapDeps } from './overlap.ts'
import { firstOrdinalOf, putPage, pageOfOrdinal } from './pages.ts'
import { COMPLETE, WAITING } from './state.ts'
import type { Backfill, SliceResult } from './state.ts'

/** Counts history for window states; the people of a whole page at a time can be committed. */
export interface PageCounter {
  /**
   * Works for a short turn on what history brings within `patienceMs`.
   * @returns the pages that are complete, to be committed together with the ordinal below which
   *   everybody is counted then.
   */
  slice(patienceMs: number): Promise<SliceResult<{ puts: Put[]; next: number }>>
  close(): void
}

/** So many ms of work on history at once, at most: then live traffic has its turn. */
const TURN_MS = 70

export function createPageCounter(
  history: History,
  backfill: Backfill,
  about: { partition: number; partitions: number; specs: readonly StateSpec[]; turnMs?: number; upTo?: PartitionOffsets },
): PageCounter {
  const { partition, partitions, specs, turnMs = TURN_MS, upTo } = about
  const { version, at: now, until, to } = backfill
  const closing = new AbortController()
  const named = createNamed(specs)
  const ask = { partition, until, from: backfill.next, to, specs, now, signal: closing.signal, ...(upTo && { upTo }) }
  const pages = history.pages(ask)[Symbol.asyncIterator]()
  /** Of pages that are not complete yet, by ordinal. */
  const counted = new Map<number, Person>()
  let next = backfill.next
  let isComplete = false
  let upcoming = pages.next()
  // Thrown where the page is awaited.
  upcoming.catch(() => undefined)

  const pastOf = (ordinal: number): Person => {
    const known = counted.get(ordinal)
    if (known) return known
    const person = newPerson(NOBODY, ordinal, version)
    person.asOf = now
    // Instants are written as distances from it.
    person.firstSeen = now
    counted.set(ordinal, person)
    return person
  }
  const count = ({ events, leftOut }: HistoryPage): void => {
    for (const { ordinal, event } of events) fillWindowStates(named(event.hit.name), pastOf(ordinal), event)
    for (const { ordinal, name, t } of leftOut) noteOmitted(named(name), pastOf(ordinal), name, t)
  }
  /** The pages before `end`, which are complete. */
  const pagesBefore = (end: number): Put[] => {
    const complete = new Map<number, Person[]>()
    for (const [ordinal, person] of counted) {
      const page = pageOfOrdinal(ordinal, partitions)
      if (firstOrdinalOf(page, partitions) >= end) continue
      counted.delete(ordinal)
      if (person.windowStates.size === 0) continue
      const people = complete.get(page) ?? []
      if (people.length === 0) complete.set(page, people)
      people.push(person)
    }
    return [...complete].map(([page, people]) =>
      putPage(
        page,
        version,
        people.sort((a, b) => a.ordinal - b.ordinal),
      ),
    )
  }

  return {
    async slice(patienceMs) {
      if (isComplete) return COMPLETE
      const started = performance.now()
      const puts: Put[] = []
      let page = await within(upcoming, patienceMs, () => undefined)
      if (!page) return WAITING
      while (page && !page.done) {
        upcoming = pages.next()
        // Thrown where the page is awaited.
        upcoming.catch(() => undefined)
        count(page.value)
        next = Math.max(next, firstOrdinalOf(pageOfOrdinal(page.value.completeBelow, partitions), partitions))
        puts.push(...pagesBefore(next))
        page = performance.now() - started < turnMs ? await within(upcoming, 0, () => undefined) : undefined
      }
      if (page?.done && !closing.signal.aborted) {
        isComplete = true
        next = to
        puts.push(...pagesBefore(Infinity))
      }
      return { outcome: 'advanced', puts, next }
    },
    close: () => closing.abort(),
  }
}

/** A page finds people by their ordinals. */
const NOBODY = '0'.repeat(32)

/** Everything that new conditions wait for, slice by slice. */
export interface Backfiller {
  /**
   * @param patienceMs how long the slice waits for what is not there yet.
   * @returns how far the backfill is then, with what has to be committed with it.
   */
  slice(
    backfill: Backfill,
    about: { specs: readonly StateSpec[]; position: number },
    patienceMs: number,
  ): Promise<SliceResult<{ backfill: Backfill; puts: Put[] }>>
  close(): void
}

/** How far the other partitions were when what they sent of absorbed persons was taken. */
function upToOf({ taken }: Backfill, { partition, partitions }: OverlapDeps): PartitionOffsets {
  const upTo: Record<number, number> = {}
  for (let other = 0; other < partitions; other++) {
    const [offset] = taken[foldOrigin(other)] ?? []
    if (other !== partition && offset !== undefined) upTo[other] = offset
  }
  return upTo
}

export function createBackfiller(deps: OverlapDeps & { history: History }): Backfiller {
  let counter: PageCounter | undefined
  return {
    async slice(backfill, { specs, position }, patienceMs) {
      if (backfill.next < backfill.to) {
        counter ??= createPageCounter(deps.history, backfill, { ...deps, specs, upTo: upToOf(backfill, deps) })
        const counted = await counter.slice(patienceMs)
        if (counted.outcome !== 'advanced') return counted
        const { puts, next } = counted
        return { outcome: 'advanced', backfill: { ...backfill, next }, puts }
      }
      counter = undefined
      return overlapSlice(deps, backfill, position)
    },
    close() {
      counter?.close()
      counter = undefined
    },
  }
}
