// Held by services/segmenter/src/backfill/history/history.test.ts

import { parseEventBody } from '@weir/contracts'
import type { EventBody } from '@weir/contracts'
import type { HistoryPage, PastEvent } from '../history.ts'

/**
 * What somebody did under one name, newest and oldest in any order: the arrays belong together,
 * entry by entry.
 */
export interface PersonHistoryRow {
  ordinal: number
  name: string
  /** Unix ms. */
  times: number[]
  eids: string[]
  /** Empty where no event has a revision. */
  revs: number[]
  /** A single one where all are the same. */
  sources: string[]
  /** The time of the newest event that was left out; 0 when none was. */
  leftOut: number
  bodies?: string[]
}

const NOTHING: EventBody = {}

/** @param rows by ascending ordinal; of the last person there may be more to come. */
export function historyPage(rows: readonly PersonHistoryRow[]): HistoryPage {
  const events: PastEvent[] = []
  const leftOut: HistoryPage['leftOut'][number][] = []
  for (const row of rows) {
    for (const event of eventsOf(row)) events.push(event)
    if (row.leftOut > 0) leftOut.push({ ordinal: row.ordinal, name: row.name, t: row.leftOut })
  }
  return { events, leftOut, completeBelow: rows.at(-1)?.ordinal ?? 0 }
}

function eventsOf({ ordinal, name, times, eids, revs, sources, bodies }: PersonHistoryRow): PastEvent[] {
  const [only] = sources.length === 1 ? sources : []
  const events = times.map((event_time, i): PastEvent => {
    const body = bodies ? parseEventBody(bodies[i] ?? '{}') : NOTHING
    const source = only ?? sources[i] ?? ''
    return { ordinal, event: { eid: eids[i] ?? '', rev: revs[i] ?? 0, hit: { name, source, event_time, body } } }
  })
  return revs.length > 0 ? events.sort((a, b) => a.event.rev - b.event.rev) : events
}
