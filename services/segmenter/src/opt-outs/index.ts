// Held by services/segmenter/src/opt-outs/opt-outs.test.ts

import { decodeDenials, encodeDenials, foldOptOut } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { OptOut, TOPICS } from '@weir/contracts'
import type { EventLog, LogRecord, PartitionHandler } from '@weir/eventlog'
import { watchLag } from '@weir/runtime'
import type { Registry } from '@weir/runtime'
import type { Lease, StateStore } from '@weir/state'
import type { SegmenterEvents } from '../metrics.ts'

export interface OptOutsDeps {
  log: EventLog
  /**
   * A state for opt-outs alone, of one partition: {@link Denials} by the digest of an identifier.
   */
  state: StateStore
  events: Pick<SegmenterEvents, 'recordPoisoned'>
  registry: Registry
}

/** Keeps the index of opt-outs, apart from the fold and never behind it. */
export interface OptOutIndexer {
  /** Settles when it has stopped; rejects with the failure that stopped it. */
  readonly done: Promise<void>
  close(): Promise<void>
}

const BATCH = { records: 2_000, bytes: 4_000_000 }
const IDLE_MS = 200

/**
 * Brings `weir.optouts` into the index by which lists and exports are checked. Several processes
 * may run it: one has the topic's only partition at a time. Readers see what is not in the index
 * yet in the topic itself.
 */
export function startOptOuts({ log, state, events, registry }: OptOutsDeps): OptOutIndexer {
  const consumer = log.consume({
    topic: TOPICS.optOuts,
    group: 'segmenter-optouts',
    max: BATCH,
    idleMs: IDLE_MS,
    assign: async (partition) => createHandler(await state.acquire(partition), events),
  })
  watchLag(registry, TOPICS.optOuts, consumer)
  return consumer
}

async function createHandler(lease: Lease, events: OptOutsDeps['events']): Promise<PartitionHandler> {
  let position = await lease.position()
  return {
    position: position + 1,
    async batch(records) {
      const fresh = records.filter(({ offset }) => offset > position)
      const last = fresh.at(-1)
      if (!last) return
      const optOuts = fresh.flatMap((record) =>
        readOptOut(record, (error) => events.recordPoisoned(TOPICS.optOuts, lease.partition, record.offset, error)),
      )
      const digests = [...new Set(optOuts.flatMap((optOut) => optOut.digests))]
      const blobs = await lease.load(digests)
      const known = new Map<string, Denials>()
      digests.forEach((digest, i) => blobs[i] && known.set(digest, decodeDenials(blobs[i])))
      for (const optOut of optOuts) {
        for (const digest of optOut.digests) known.set(digest, foldOptOut(known.get(digest), optOut))
      }
      const puts = [...known].map(([key, denials]) => ({ key, value: encodeDenials(denials) }))
      await lease.commit({ expect: position, position: last.offset, puts })
      position = last.offset
    },
  }
}

function readOptOut({ value }: LogRecord, onPoison: (error: unknown) => void): OptOut[] {
  try {
    return [OptOut.parse(JSON.parse(Buffer.from(value).toString()))]
  } catch (error) {
    onPoison(error)
    return []
  }
}
