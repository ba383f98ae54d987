// Held by services/segmenter/src/backfill/history/history.test.ts

import { setImmediate as nextTurn } from 'node:timers/promises'
import { fromClickhouseTime, isErasedRecord, parseRecordJson, revisionOf, TOPICS } from '@weir/contracts'
import type { FactRow } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { Member, View } from '@weir/state'
import { takeOrigin } from '@weir/stream'
import type { TakenOrigins } from '@weir/stream'
import type { History, HistoryAsk, HistoryPage, PastEvent } from '../history.ts'
import { createNamed } from './named.ts'

export interface LogHistoryDeps {
  log: EventLog
  /** The fold's state: says who has which ordinal. */
  view: (partition: number) => Pick<View, 'ordinals'>
  /**
   * The other ids under which the log has what these people of the partition did, those whom they
   * absorbed, with their ordinals. Default: there are none.
   */
  otherIds?: (partition: number, people: readonly Member[]) => Promise<ReadonlyMap<string, number>>
  /** The log is read once for so many people, who are in memory meanwhile. Default 50,000. */
  peopleAtOnce?: number
}

const SLICE = { records: 1000, bytes: 4_000_000 }

/**
 * History from the log of facts, which say whose events were: needs no other system, but everything
 * in the partition has to be read and parsed, once for every {@link LogHistoryDeps.peopleAtOnce}
 * people, whoever they are; and so has that of other partitions, where those may be whom these
 * people absorbed.
 */
export function createLogHistory({ log, view, otherIds, peopleAtOnce = 50_000 }: LogHistoryDeps): History {
  return {
    async *pages(ask) {
      for (let from = ask.from; from < ask.to && !ask.signal.aborted;) {
        const people = await view(ask.partition).ordinals(from, peopleAtOnce)
        const asked = people.filter(({ ordinal }) => ordinal < ask.to)
        const others = ask.upTo && (await otherIds?.(ask.partition, asked))
        const known = new Map([...asked.map(({ ordinal, id }) => [id, ordinal] as const), ...(others ?? [])])
        const to = people.length < peopleAtOnce ? ask.to : people.at(-1)!.ordinal + 1
        if (known.size > 0) yield* readOnce(log, { ...ask, from }, known, partitionsToRead(ask, others))
        yield { events: [], leftOut: [], completeBelow: to }
        from = to
      }
    },
  }
}

/** Other partitions are read only for the sake of other ids. */
function partitionsToRead(
  { partition, until, upTo = {} }: HistoryAsk,
  others: ReadonlyMap<string, number> | undefined,
): { partition: number; until: number }[] {
  const away = others?.size ? Object.entries(upTo).map(([other, offset]) => ({ partition: Number(other), until: offset })) : []
  return [...away.filter((other) => other.partition !== partition), { partition, until }]
}

/** One pass over the logs, for these people. Nobody is complete before its end. */
async function* readOnce(
  log: EventLog,
  { specs, signal, from }: HistoryAsk,
  people: ReadonlyMap<string, number>,
  places: readonly { partition: number; until: number }[],
): AsyncGenerator<HistoryPage> {
  const named = createNamed(specs)
  const isNewest = createNewest()
  for (const { partition, until } of places) {
    const origins: TakenOrigins = { taken: {} }
    let next = await log.begin(TOPICS.facts, partition)
    while (!signal.aborted) {
      const records = await log.read(TOPICS.facts, partition, next, SLICE)
      if (records.length === 0) break
      next = records.at(-1)!.offset + 1
      const events: PastEvent[] = []
      for (const { origin, value } of records) {
        if (!takeOrigin(origins, origin) || isErasedRecord(value)) continue
        const { person, off, name, source, eid, event_time, body, version, bot } = parseFact(value)
        const ordinal = people.get(person)
        if (bot !== undefined || off > until || ordinal === undefined || named(name).length === 0) continue
        const hit = { name, source, event_time: fromClickhouseTime(event_time), body }
        const event = { eid, rev: revisionOf(version), hit }
        if (isNewest(event)) events.push({ ordinal, event })
      }
      yield { events, leftOut: [], completeBelow: from }
      await nextTurn()
    }
  }
}

/**
 * Whether no newer version of the event came before: between partitions there is no order, so one
 * that was enriched under the id of now may be read before what the other id had of it. Only
 * enriched events are remembered.
 */
function createNewest(): (event: { eid: string; rev: number }) => boolean {
  const enriched = new Map<string, number>()
  return ({ eid, rev }) => {
    if (rev < (enriched.get(eid) ?? 0)) return false
    if (rev > 0) enriched.set(eid, rev)
    return true
  }
}

/** A fact that the fold has made. */
function parseFact(value: Uint8Array): FactRow {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the fold alone writes the topic
  return parseRecordJson(value) as FactRow
}
