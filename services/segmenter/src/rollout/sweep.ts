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
  if (!last) return () => completeSweep(session, events, position, now)
  const ids = people.map(({ id }) => id)
  return session.prepare(ids, position, false, (step) => {
    session.meta.now = now
    session.meta.sweep = last.ordinal + 1
    step.at(position, 0)
    for (const id of ids) step.evaluate(id)
  })
}

async function completeSweep(session: FoldSession, events: SegmenterEvents, position: number, now: number): Promise<void> {
  const { meta } = session
  const pages = emptyPages(meta.sheets)
  session.meta = { ...meta, now, outputs: 0, sweep: undefined, sheets: 0 }
  await session.commit(position, [...session.bitmaps.complete(), ...pages])
  session.appliedVersion = meta.version
  events.definitionsApplied(session.lease.partition, meta.version)
}
