// Held by tests/simulation/whole-pipeline.sim.test.ts

import { TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { ownerOf } from '@weir/identity'
import { removeFromBackfill } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Put, View } from '@weir/state'
import { parseRecords, takeOrigin } from '@weir/stream'
import { COMPLETE } from './state.ts'
import type { Backfill, SliceResult } from './state.ts'
import { locate } from '../linking/locate.ts'
import { loadMentioned } from '../linking/mentioned.ts'
import type { OwnerStore } from '../linking/owners.ts'
import type { People } from '../state/people.ts'
import { loadPages, putPage, pageOfOrdinal } from './pages.ts'

export interface OverlapDeps {
  log: EventLog
  partition: number
  partitions: number
  view: Pick<View, 'load'>
  people: Pick<People, 'load'>
  owners: Pick<OwnerStore, 'load'>
}

const SLICE = { records: 5_000, bytes: 8_000_000 }

/**
 * Where history ends and live events begin: an enriched version that came live after conditions
 * were announced has had its effect, so what history says of that event goes. One slice of the log,
 * up to `position`.
 * @returns how far the backfill is then, and the pages that changed.
 */
export async function overlapSlice(
  deps: OverlapDeps,
  backfill: Backfill,
  position: number,
): Promise<SliceResult<{ backfill: Backfill; puts: Put[] }>> {
  if (backfill.overlap > position) return COMPLETE
  const records = await deps.log.read(TOPICS.events, deps.partition, backfill.overlap, SLICE)
  const last = records.at(-1)
  if (!last) return COMPLETE
  const taken = { taken: structuredClone(backfill.taken) }
  const enriched = parseRecords(records.filter(({ offset }) => offset <= position)).flatMap(({ value, origin }) => {
    // What was taken before the announcement is in the history, and had no effect when it came
    // again.
    const isFresh = takeOrigin(taken, origin)
    return isFresh && value?.kind === 'event' && value.rev > 0 && value.person !== '' ? [value] : []
  })
  const overlap = Math.min(last.offset, position) + 1
  const puts = await withoutEvents(deps, backfill, enriched)
  return { outcome: 'advanced', puts, backfill: { ...backfill, ...taken, overlap } }
}

async function withoutEvents(deps: OverlapDeps, { version }: Backfill, events: readonly PersonEvent[]): Promise<Put[]> {
  if (events.length === 0) return []
  const { view, partitions } = deps
  const ordinalOf = await ordinalsOf(events, deps)
  const ordinals = events.flatMap((event) => ordinalOf(event) ?? [])
  const stored = await loadPages(view, version, ordinals, partitions)
  const pages = new Map<number, { people: Person[]; changed: boolean }>()
  for (const event of events) {
    const ordinal = ordinalOf(event)
    if (ordinal === undefined) continue
    const number = pageOfOrdinal(ordinal, partitions)
    const page = pages.get(number) ?? { people: stored.all(number), changed: false }
    pages.set(number, page)
    const past = page.people.find((one) => one.ordinal === ordinal)
    if (past && removeFromBackfill(past, event.eid)) page.changed = true
  }
  return [...pages].flatMap(([number, page]) => (page.changed ? [putPage(number, version, page.people)] : []))
}

/** Who is meant by events; those of other partitions were sent on to them. */
async function ordinalsOf(
  events: readonly PersonEvent[],
  deps: OverlapDeps,
): Promise<(event: PersonEvent) => number | undefined> {
  const { people, owners } = await loadMentioned(events, [], deps)
  return ({ person, via }) => {
    const found = locate(deps, people, via === undefined ? ownerOf(person, owners.get(person)) : person)
    return 'person' in found ? found.person?.ordinal : undefined
  }
}
