// Held by services/segmenter/src/backfill/history/history.test.ts

import { within } from '@weir/runtime'
import { fillWindowStates, newPerson, noteOmitted } from '@weir/segmentation'
import type { Person, StateSpec } from '@weir/segmentation'
import type { Put } from '@weir/state'
import type { History, HistoryPage } from './history.ts'
import { createNamed } from './history/named.ts'
import { overlapSlice } from './overlap.ts'
import type { OverlapDeps } from './overlap.ts'
import { firstOrdinalOf, putPage, pageOfOrdinal } from './pages.ts'
import type { Backfill } from './state.ts'

/** Counts history for the tracks; the people of a whole sheet at a time can be committed. */
export interface PageCounter {
  /**
   * Works for a short turn on what history brings within `patienceMs`; undefined when that is
   * nothing.
   * @returns the sheets that are complete, to be committed together with the ordinal below which
   *   everybody is counted then.
   */
  take(patienceMs: number): Promise<{ puts: Put[]; next: number } | undefined>
  close(): void
}

/** So many ms of work on history at once, at most: then live traffic has its turn. */
const TURN_MS = 70

export function createPageCounter(
  history: History,
  fill: Backfill,
  about: { partition: number; partitions: number; specs: readonly StateSpec[]; turnMs?: number },
): PageCounter {
  const { partition, partitions, specs, turnMs = TURN_MS } = about
  const { version, at: now, until, to } = fill
  const closing = new AbortController()
  const named = createNamed(specs)
  const ask = { partition, until, from: fill.next, to, specs, now, signal: closing.signal }
  const pages = history.pages(ask)[Symbol.asyncIterator]()
  /** Of sheets that are not complete yet, by ordinal. */
  const counted = new Map<number, Person>()
  let next = fill.next
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
  /** The sheets before `end`, which are complete. */
  const sheetsBefore = (end: number): Put[] => {
    const sheets = new Map<number, Person[]>()
    for (const [ordinal, person] of counted) {
      const page = pageOfOrdinal(ordinal, partitions)
      if (firstOrdinalOf(page, partitions) >= end) continue
      counted.delete(ordinal)
      if (person.windowStates.size === 0) continue
      const people = sheets.get(page) ?? []
      if (people.length === 0) sheets.set(page, people)
      people.push(person)
    }
    return [...sheets].map(([page, people]) =>
      putPage(
        page,
        version,
        people.sort((a, b) => a.ordinal - b.ordinal),
      ),
    )
  }

  return {
    async take(patienceMs) {
      const started = performance.now()
      const puts: Put[] = []
      let page = await within(upcoming, patienceMs, () => undefined)
      if (!page) return undefined
      while (page && !page.done) {
        upcoming = pages.next()
        // Thrown where the page is awaited.
        upcoming.catch(() => undefined)
        count(page.value)
        next = Math.max(next, firstOrdinalOf(pageOfOrdinal(page.value.completeBelow, partitions), partitions))
        puts.push(...sheetsBefore(next))
        page = performance.now() - started < turnMs ? await within(upcoming, 0, () => undefined) : undefined
      }
      if (page?.done && !closing.signal.aborted) {
        next = to
        puts.push(...sheetsBefore(Infinity))
      }
      return { puts, next }
    },
    close: () => closing.abort(),
  }
}

/** Whoever is on a sheet is found by their ordinal. */
const NOBODY = '0'.repeat(32)

/** Everything that new conditions wait for, slice by slice. */
export interface Backfiller {
  /**
   * @param patienceMs how long it is waited for what is not there yet.
   * @returns how far the fill is then, with what has to be committed with it; `waiting` when
   *   nothing came, `complete` after the last.
   */
  slice(
    fill: Backfill,
    about: { specs: readonly StateSpec[]; position: number },
    patienceMs: number,
  ): Promise<{ fill: Backfill; puts: Put[] } | 'waiting' | 'complete'>
  close(): void
}

export function createBackfiller(deps: OverlapDeps & { history: History }): Backfiller {
  let filler: PageCounter | undefined
  return {
    async slice(fill, { specs, position }, patienceMs) {
      if (fill.next < fill.to) {
        filler ??= createPageCounter(deps.history, fill, { ...deps, specs })
        const counted = await filler.take(patienceMs)
        return counted ? { fill: { ...fill, next: counted.next }, puts: counted.puts } : 'waiting'
      }
      filler = undefined
      return (await overlapSlice(deps, fill, position)) ?? 'complete'
    },
    close() {
      filler?.close()
      filler = undefined
    },
  }
}
