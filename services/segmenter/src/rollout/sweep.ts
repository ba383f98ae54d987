// Held by tests/simulation/editing-leaves-no-stale-members.sim.test.ts

import { emptyPages } from '../backfill/pages.ts'
import type { FoldSession } from '../evaluate/session.ts'
import type { SegmenterEvents } from '../metrics.ts'

/** Where a slice of a sweep begins, and at which record it happens. */
interface SweepPlace {
  position: number
  /** Log time, Unix ms. */
  now: number
  /** The first ordinal. */
  from: number
  /** How many people at most. */
  slice: number
}

/**
 * Reconciles one slice of people with the definitions in force; when nobody is left, the sweep is
 * over and readers may move to the new bitmaps.
 * @returns what commits it.
 */
export async function prepareSweep(
  session: FoldSession,
  events: SegmenterEvents,
  { position, now, from, slice }: SweepPlace,
): Promise<() => Promise<void>> {
  const people = await session.lease.ordinals(from, slice)
  const last = people.at(-1)
  if (!last) return prepareEnd(session, events, position, now)
  const ids = people.map(({ id }) => id)
  return session.prepare(position, { kind: 'people', ids, now, sweptBelow: last.ordinal + 1 })
}

async function prepareEnd(
  session: FoldSession,
  events: SegmenterEvents,
  position: number,
  now: number,
): Promise<() => Promise<void>> {
  const { version } = session.meta
  const commit = await session.transaction(position, ({ meta }) => {
    const emptied = emptyPages(meta.pages)
    Object.assign(meta, { now, sweep: undefined, pages: 0 })
    return { puts: [...session.bitmaps.complete(), ...emptied], expiredBefore: now, outputs: [] }
  })
  return async () => {
    await commit()
    events.definitionsApplied(session.lease.partition, version)
  }
}
