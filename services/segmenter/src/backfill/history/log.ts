// Held by services/segmenter/src/backfill/history/history.test.ts

import { setImmediate as nextTurn } from 'node:timers/promises'
import { isWithdrawal, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { View } from '@weir/state'
import { parseRecords, takeOrigin } from '@weir/stream'
import type { TakenOrigins } from '@weir/stream'
import type { History, HistoryAsk, HistoryPage, PastEvent } from '../history.ts'
import { createNamed } from './named.ts'

export interface LogHistoryDeps {
  log: EventLog
  /** The fold's state: says who has which ordinal. */
  view: (partition: number) => Pick<View, 'ordinals'>
  /** The log is read once for so many people, who are in memory meanwhile. Default 50,000. */
  peopleAtOnce?: number
}

const SLICE = { records: 1000, bytes: 4_000_000 }

/**
 * History from the partition's own log: needs no other system, but everything in it has to be read
 * and parsed, once for every {@link LogHistoryDeps.peopleAtOnce} people, whoever they are.
 */
export function createLogHistory({ log, view, peopleAtOnce = 50_000 }: LogHistoryDeps): History {
  return {
    async *pages(ask) {
      for (let from = ask.from; from < ask.to && !ask.signal.aborted;) {
        const people = await view(ask.partition).ordinals(from, peopleAtOnce)
        const known = new Map(people.filter(({ ordinal }) => ordinal < ask.to).map(({ ordinal, id }) => [id, ordinal]))
        const to = people.length < peopleAtOnce ? ask.to : people.at(-1)!.ordinal + 1
        if (known.size > 0) yield* readOnce(log, ask, known, from)
        yield { events: [], leftOut: [], completeBelow: to }
        from = to
      }
    },
  }
}

/** One pass over the log, for these people. Nobody is complete before its end. */
async function* readOnce(
  log: EventLog,
  { partition, until, specs, signal }: HistoryAsk,
  people: ReadonlyMap<string, number>,
  from: number,
): AsyncGenerator<HistoryPage> {
  const origins: TakenOrigins = { taken: {} }
  const named = createNamed(specs)
  let next = await log.begin(TOPICS.events, partition)
  while (next <= until && !signal.aborted) {
    const records = await log.read(TOPICS.events, partition, next, SLICE)
    if (records.length === 0) return
    const events: PastEvent[] = []
    for (const { offset, value, origin } of parseRecords(records)) {
      next = offset + 1
      if (offset > until || value?.kind !== 'event' || isWithdrawal(value) || !takeOrigin(origins, origin)) continue
      const ordinal = people.get(value.person)
      if (ordinal !== undefined && named(value.hit.name).length > 0) events.push({ ordinal, event: value })
    }
    yield { events, leftOut: [], completeBelow: from }
    await nextTurn()
  }
}
