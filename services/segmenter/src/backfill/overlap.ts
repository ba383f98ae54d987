// Held by tests/simulation/whole-pipeline.sim.test.ts

import { TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { removeFromBackfill } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Put, View } from '@weir/state'
import { parseRecords, takeOrigin } from '@weir/stream'
import type { Backfill } from './state.ts'
import type { People } from '../state/people.ts'
import { loadPages, putPage, pageOfOrdinal } from './pages.ts'

export interface OverlapDeps {
  log: EventLog
  partition: number
  partitions: number
  view: Pick<View, 'load'>
  people: Pick<People, 'load'>
}

const SLICE = { records: 5_000, bytes: 8_000_000 }

/**
 * Where history ends and live events begin: an enriched version that came live after conditions
 * were announced has had its effect, so what history says of that event goes. One slice of the log,
 * up to `position`.
 * @returns how far the fill is then, and the sheets that changed; undefined when there is nothing
 *   left to look at.
 */
export async function overlapSlice(
  deps: OverlapDeps,
  fill: Backfill,
  position: number,
): Promise<{ puts: Put[]; fill: Backfill } | undefined> {
  if (fill.seam > position) return undefined
  const records = await deps.log.read(TOPICS.events, deps.partition, fill.seam, SLICE)
  const last = records.at(-1)
  if (!last) return undefined
  const taken = { taken: structuredClone(fill.taken) }
  const enriched = parseRecords(records.filter(({ offset }) => offset <= position)).flatMap(({ value, origin }) => {
    // What was taken before the announcement is in the history, and had no effect when it came
    // again.
    const isFresh = takeOrigin(taken, origin)
    return isFresh && value?.kind === 'event' && value.rev > 0 && value.person !== '' ? [value] : []
  })
  const seam = Math.min(last.offset, position) + 1
  return { puts: await withoutEvents(deps, fill, enriched), fill: { ...fill, ...taken, seam } }
}

async function withoutEvents(
  { view, people, partitions }: OverlapDeps,
  { version }: Backfill,
  events: readonly PersonEvent[],
): Promise<Put[]> {
  if (events.length === 0) return []
  const known = await people.load(events.map(({ person }) => person))
  const ordinals = events.flatMap(({ person }) => known.get(person)?.ordinal ?? [])
  const staged = await loadPages(view, version, ordinals, partitions)
  const sheets = new Map<number, { people: Person[]; changed: boolean }>()
  for (const { person, eid } of events) {
    const ordinal = known.get(person)?.ordinal
    if (ordinal === undefined) continue
    const number = pageOfOrdinal(ordinal, partitions)
    const page = sheets.get(number) ?? { people: staged.all(number), changed: false }
    sheets.set(number, page)
    const past = page.people.find((one) => one.ordinal === ordinal)
    if (past && removeFromBackfill(past, eid)) page.changed = true
  }
  return [...sheets].flatMap(([number, page]) => (page.changed ? [putPage(number, version, page.people)] : []))
}
