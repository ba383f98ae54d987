import { loaderStatePartition, loaderStatePartitions } from '@weir/contracts'
import type { Consumer, EventLog, LogRecord, PartitionHandler } from '@weir/eventlog'
import { createDeadLetters, NOBODY_ERASED, watchLag } from '@weir/runtime'
import type { ConfigView, Erased, Logger, Registry } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import type { Warehouse } from '@weir/warehouse'
import { loaderMetrics } from './metrics.ts'
import { startErasing } from './erasing.ts'
import { createExclusive } from './exclusive.ts'
import type { RetentionOptions } from './retention/deps.ts'
import { startRetention } from './retention/job.ts'
import { keepRollups } from './rollups/keep-rollups.ts'
import { ClosingError, createBackoff } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { keepPast } from './past/keep-past.ts'
import { definitionsApplied } from './past/applied.ts'
import type { FoldReader } from './past/applied.ts'
import { openPartitionLoader } from './partition-loader.ts'
import { createLoaderProgress } from './progress.ts'
import { DELIVERY, FACTS, MEMBERSHIPS, REJECTED } from './tables.ts'
import type { LoadedTopic } from './tables.ts'

export interface LoaderDeps {
  log: EventLog
  /** Already migrated. */
  warehouse: Warehouse
  /** Of its own, with `loaderStatePartitions(partitions)` partitions. */
  state: StateStore
  logger: Logger
  /** Who was erased; nobody unless told. */
  erased?: Erased
  /** Where erasures are asked for and told of; without it none are done. */
  config?: ConfigView
  /**
   * The fold, and how far back new segments report, ms; without it facts stay as they are stamped.
   */
  past?: { fold: FoldReader; pastMs: number }
  /** How long what is kept; for ever, unless told. */
  retention?: RetentionOptions
  /** Where the loader's metrics go, if anywhere. */
  registry?: Registry
  /**
   * A batch is inserted when it is so old, ms. Default 500. When the log has no more to read, it is
   * inserted sooner.
   */
  flushMs?: number
  /** A batch is inserted when it has so many rows. Default 50,000. */
  maxRows?: number
}

export interface Loader {
  /**
   * Settles when the loader has stopped: resolves after `close`, rejects with what stopped it
   * (another owner of a partition, a broken log).
   */
  readonly done: Promise<void>
  /**
   * Resolves when everything that is in the log now is in the warehouse.
   * @throws when the loader stops before.
   */
  drained(): Promise<void>
  /**
   * Resolves when all facts that this partition of the log has now are in the warehouse.
   * @throws when the loader stops before.
   */
  factsLoaded(partition: number): Promise<void>
  /**
   * The same of who was absorbed by persons of this partition, and of their memberships.
   * @throws when the loader stops before.
   */
  aliasesLoaded(partition: number): Promise<void>
  /** Ends the insert in hand and stops; rows not yet inserted stay in the log. */
  close(): Promise<void>
}

const GROUP = 'loader'
const IDLE_MS_MAX = 100
const READ_MAX = { records: 10_000, bytes: 8_000_000 }
/** Bounds what all partitions hold during an outage. */
const BATCH_BYTES_MAX = 16_000_000

/**
 * Loads facts, memberships, aliases, delivery and rejected rows into the warehouse, exactly once: a
 * row is (part, off, n), its record's origin. The position in the log and the marks of what was
 * taken are committed after each insert; rows that may have been inserted without that are looked
 * up first.
 */
export function startLoader(deps: LoaderDeps): Loader {
  const { log, warehouse, state, logger, erased = NOBODY_ERASED, flushMs = 500, maxRows = 50_000 } = deps
  const partitions = log.partitions(FACTS.topic)
  if (state.partitions !== loaderStatePartitions(partitions)) {
    throw new Error(`the loader's state must have ${loaderStatePartitions(partitions)} partitions, not ${state.partitions}`)
  }
  const closing = new AbortController()
  let rowsLoaded = 0
  const progress = createLoaderProgress(log)
  const metrics = loaderMetrics(deps.registry)
  const putAside = createDeadLetters(logger, deps.registry)
  const readMax = { records: Math.min(maxRows, READ_MAX.records), bytes: READ_MAX.bytes }
  // A full read says that there is more to come, so a larger batch is sooner done than many small
  // ones.
  const isLastRead = (records: readonly LogRecord[]): boolean => progress.isAwaited() && records.length < readMax.records

  const assign = async (loaded: LoadedTopic, partition: number, patience: Backoff): Promise<PartitionHandler> => {
    const lease = await state.acquire(loaderStatePartition(loaded.topic, partition, partitions))
    const max = { rows: maxRows, bytes: BATCH_BYTES_MAX, ageMs: flushMs }
    const onPoison = (table: string, record: { offset: number }, reason: string): void => {
      metrics.poison(table)
      putAside({ topic: loaded.topic, partition, offset: record.offset, reason })
    }
    const onLoaded = (table: string, rows: number): void => {
      rowsLoaded += rows
      metrics.loaded(table, rows)
    }
    const about = { log, warehouse, patience, erased, loaded, partition, lease, max }
    const loader = await openPartitionLoader({ ...about, onLoaded, onPoison })
    // One loader does it for all: the one that has this partition.
    const background = loaded === FACTS && partition === 0 ? startBackground(deps, erased, () => rowsLoaded) : undefined
    const unwatch = metrics.watch(loaded.table.name, () => loader.waitingMs(), closing.signal)
    // One step at a time; after a failed one all later ones fail the same way, so the consumer
    // learns of it.
    let last = Promise.resolve()
    const step = (work: () => Promise<void>): Promise<void> =>
      (last = last.then(() => unlessClosing(work)).finally(() => place.moved()))
    // Every later step fails the same way, and the consumer learns of it.
    const hurry = (): void => void step(() => loader.flush()).catch(() => undefined)
    const place = progress.open(loaded.topic, partition, () => loader.position(), hurry)
    return {
      position: loader.position() + 1,
      batch: (records) => step(() => loader.take(records, isLastRead(records))),
      idle: () => step(() => loader.flush()).then(() => (closing.signal.aborted ? undefined : place.idled())),
      async revoke() {
        place.close()
        unwatch()
        await background?.close()
      },
    }
  }
  const consume = (loaded: LoadedTopic): Consumer => {
    const patience = createBackoff(loaded.table.name, logger, closing.signal, (away) => metrics.away(loaded.table.name, away))
    const consumer = log.consume({
      topic: loaded.topic,
      group: GROUP,
      assign: (partition) => assign(loaded, partition, patience),
      max: readMax,
      idleMs: Math.min(flushMs, IDLE_MS_MAX),
    })
    if (deps.registry) watchLag(deps.registry, loaded.topic, consumer)
    return consumer
  }

  const consumers = [FACTS, MEMBERSHIPS, DELIVERY, REJECTED].map(consume)
  const stop = async (): Promise<void> => {
    closing.abort()
    await Promise.all(consumers.map((consumer) => consumer.close()))
  }
  const all = Promise.all(consumers.map((consumer) => consumer.done))
  const done = all.then(
    () => progress.stop(new ClosingError('the loader is closed')),
    async (error: unknown) => {
      progress.stop(error)
      await stop()
      throw error
    },
  )
  // Its failure is for whoever waits for `done`.
  done.catch(() => undefined)
  return {
    done,
    async drained() {
      await progress.reach([FACTS.topic, MEMBERSHIPS.topic, DELIVERY.topic])
      // Rows that the warehouse refused have been added to the rejected ones meanwhile.
      await progress.reach([REJECTED.topic])
    },
    factsLoaded: (partition) => progress.reach([FACTS.topic], partition),
    aliasesLoaded: (partition) => progress.reach([MEMBERSHIPS.topic], partition),
    async close() {
      await stop()
      // The failure was told already; closing only waits for the end.
      await done.catch(() => undefined)
    },
  }
}

/**
 * What one loader does for all: rows of people who are erased go, facts are stamped anew, and days
 * are rolled up.
 */
function startBackground(
  { config, log, warehouse, logger, past, retention, registry }: LoaderDeps,
  erased: Erased,
  rowsLoaded: () => number,
): { close(): Promise<void> } {
  const exclusively = createExclusive()
  const erasing = config && startErasing({ config, erased, warehouse, logger, exclusively })
  const keeping =
    config &&
    past &&
    keepPast({
      config,
      applied: () => definitionsApplied(past.fold),
      warehouse,
      logger,
      pastMs: past.pastMs,
      rowsLoaded,
      exclusively,
    })
  const deleting =
    config && retention && startRetention({ ...retention, config, erased, log, warehouse, logger, registry, exclusively })
  const rollingUp = config && keepRollups({ warehouse, logger, registry, exclusively })
  return {
    async close() {
      await Promise.all([erasing?.close(), keeping?.close(), deleting?.close(), rollingUp?.close()])
    },
  }
}

async function unlessClosing(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ClosingError)) throw error
  }
}
