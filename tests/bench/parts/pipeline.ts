import { join } from 'node:path'
import { dedupKey, partitionOf, TOPICS } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import type { EventLog } from '@weir/eventlog'
import { strongestIdentifier } from '@weir/identity'
import { createClock, createLogger, openConfigView, Registry } from '@weir/runtime'
import type { Clock, ClockKind } from '@weir/runtime'
import { startSegmenter } from '@weir/segmenter'
import type { Segmenter } from '@weir/segmenter'
import { createMemoryState } from '@weir/state/memory'
import { openLmdbState } from '@weir/state/lmdb'
import type { StateStore } from '@weir/state'
import type { Hit } from '@weir/contracts'

export type StoreKind = 'memory' | 'lmdb'

/**
 * A segmenter with its stores, its definitions in force, and hits in its log that it has not seen
 * yet.
 */
export interface Pipeline {
  clock: Clock
  log: EventLog
  foldState: StateStore
  start(): Segmenter
  /** Puts more hits into the log. */
  append(hits: Iterable<Hit>): Promise<void>
  close(): Promise<void>
}

const APPEND = 1000

/** @param folder for the stores on disk. @param partitions one unless told. */
export async function preparePipeline(options: {
  stores: StoreKind
  folder: string
  clock: ClockKind
  now: number
  segments: readonly StoredSegment[]
  hits: Iterable<Hit>
  partitions?: number
}): Promise<Pipeline> {
  const { stores, folder, partitions = 1 } = options
  const log = stores === 'memory' ? createMemoryLog({ partitions }) : await openLmdbLog({ path: join(folder, 'log'), partitions })
  const openState = async (name: string): Promise<StateStore> =>
    stores === 'memory' ? createMemoryState({ partitions }) : openLmdbState({ path: join(folder, name), partitions })
  const resolveState = await openState('resolve')
  const foldState = await openState('fold')
  const config = await openConfigView(log)
  for (const segment of options.segments) await config.put(`segment:${segment.id}`, segment)
  const clock = createClock(options.clock, options.now)
  const logger = createLogger('bench', 'warn')
  const start = (): Segmenter =>
    startSegmenter({
      log,
      resolveState,
      foldState,
      config,
      identity: strongestIdentifier,
      clock,
      logger,
      registry: new Registry(),
    })

  // Definitions are applied before the hits, so that what is measured is traffic alone.
  const first = start()
  await first.applied(config.segmentsVersion())
  await first.close()
  await appendHits(log, options.hits)
  return {
    clock,
    log,
    foldState,
    start,
    append: (hits) => appendHits(log, hits),
    async close() {
      await config.close()
      for (const store of [foldState, resolveState, log]) await store.close()
    },
  }
}

async function appendHits(log: EventLog, hits: Iterable<Hit>): Promise<void> {
  let entries: { partition: number; key: string; value: Uint8Array }[] = []
  for (const hit of hits) {
    const key = dedupKey(hit)
    entries.push({ partition: partitionOf(key, log.partitions(TOPICS.hits)), key, value: Buffer.from(JSON.stringify(hit)) })
    if (entries.length < APPEND) continue
    await log.append(TOPICS.hits, entries)
    entries = []
  }
  if (entries.length > 0) await log.append(TOPICS.hits, entries)
}
