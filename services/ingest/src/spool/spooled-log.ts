import { OutageError } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { within } from '@weir/runtime'
import type { Clock, Logger, Registry } from '@weir/runtime'
import type { IngestLog } from '../deps.ts'
import { createAvailability } from './availability.ts'
import { logCheck, spoolCheck } from './checks.ts'
import type { SpoolCheck } from './checks.ts'
import { startDrainer } from './drainer.ts'
import { createGate } from './gate.ts'
import { spoolMetrics } from './metrics.ts'
import { bytesOf, recordsBytes } from './size.ts'
import { openStore } from './store.ts'

export interface SpooledLogOptions {
  /**
   * The log proper. What it rejects with an OutageError goes to the spool; other rejections go to
   * the caller.
   */
  log: IngestLog & Pick<EventLog, 'end'>
  /** A durable log for the spool alone, with as many partitions. Not used when `bytesMax` is 0. */
  spool: EventLog | undefined
  /** Keys and values that the spool may hold; 0 for no spool. */
  bytesMax: number
  clock: Clock
  logger: Logger
  registry: Registry
  /** A log that has not answered for this long counts as away, ms. */
  patienceMs?: number
  /**
   * What may wait in memory for the log's answer, bytes; as much again may wait for the spool's
   * disk.
   */
  waitingBytesMax?: number
  /** What of the spool is sent to the log at once, bytes. */
  batchBytesMax?: number
  /**
   * No record may be larger: the log would refuse it when its turn comes, and hold up all the
   * others.
   */
  recordBytesMax?: number
}

/** The log as ingest sees it. The caller that opened the two logs closes them, after this one. */
export interface SpooledLog extends IngestLog {
  /** Whether the log takes what it is given: while it does not, the spool may still do. */
  logCheck(): SpoolCheck
  /** Whether the spool has room. */
  spoolCheck(): SpoolCheck
  /**
   * Resolves after `close`; rejects when the spool has failed: then nothing is acknowledged until
   * the process has started again.
   */
  readonly done: Promise<void>
  close(): Promise<void>
}

/**
 * Together well below the five seconds within which every request has its answer, also if it
 * appends twice.
 */
const PATIENCE_MS = 2_000
const DISK_PATIENCE_MS = 1_000
const GATE_MS = 500
const WAITING_BYTES_MAX = 32 << 20
const BATCH_BYTES_MAX = 4 << 20
const RECORD_BYTES_MAX = (4 << 20) - 4096

/**
 * A log that also takes entries while the real one is away, as far as there is room on this
 * machine's disk: `append` resolves when the entries are durable in one of the two.
 * - Nothing overtakes: who appends after an earlier append was acknowledged comes after it in each
 *   partition. So as long as anything is in the spool, everything goes through it.
 * - An append with an unknown outcome is spooled although the log may have taken it, so it may be
 *   stored twice. That does no harm: every hit has its event id by then, and resolve drops copies.
 * - What must not be spooled goes to the log past everything that waits, or is refused.
 * - `append` rejects with OutageError when neither takes it, at once where that is known.
 */
export async function createSpooledLog(options: SpooledLogOptions): Promise<SpooledLog> {
  const { log, spool, bytesMax, clock, logger, registry } = options
  const {
    patienceMs = PATIENCE_MS,
    waitingBytesMax = WAITING_BYTES_MAX,
    batchBytesMax = BATCH_BYTES_MAX,
    recordBytesMax = RECORD_BYTES_MAX,
  } = options
  const store = spool && bytesMax > 0 ? await openStore(spool, { bytesMax, arrivingBytesMax: waitingBytesMax }) : undefined
  const gate = createGate(GATE_MS)
  let waitingBytes = 0
  let isClosed = false
  let settle = { resolve: (): void => undefined, reject: (_error: Error): void => undefined }
  const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  // Without a listener every append still rejects.
  done.catch(() => undefined)

  const availability = createAvailability(logger, () => drainer.notify())
  const metrics = spoolMetrics({ registry, clock, availability, store, waitingBytes: () => waitingBytes })
  const drainer = startDrainer({
    log,
    store,
    availability,
    gate,
    patienceMs,
    batchBytesMax,
    onDrained(records) {
      metrics.drained(records)
      if (store?.isEmpty()) logger.info('the spool is empty')
    },
    onBroken: (error) => settle.reject(error),
  })
  if (store && !store.isEmpty())
    logger.info({ records: store.records(), bytes: store.bytes() }, 'the spool goes to the log first')

  const fits = (bytes: number): boolean => waitingBytes === 0 || waitingBytes + bytes <= waitingBytesMax
  const hold = (bytes: number, until: Promise<unknown>): void => {
    waitingBytes += bytes
    const release = (): void => void (waitingBytes -= bytes)
    until.then(release, release)
  }
  /**
   * @returns whether the log has them; false if the outcome is unknown, and then they go to the
   *   spool.
   */
  const straight = async (topic: Topic, entries: readonly LogEntry[], bytes: number): Promise<boolean> => {
    const since = performance.now()
    const outcome = log.append(topic, entries)
    // Until it settles, however late: the log holds the entries in memory until then.
    hold(bytes, outcome)
    try {
      await within(outcome, patienceMs, () => {
        throw new OutageError(`no answer within ${patienceMs} ms`)
      })
    } catch (error) {
      if (!(error instanceof OutageError)) throw error
      availability.failed(error, since)
      return false
    }
    availability.answered()
    return true
  }
  const keep = async (topic: Topic, entries: readonly LogEntry[]): Promise<void> => {
    if (!store) throw new OutageError(`there is no spool, and the log is ${availability.detail() ?? 'overloaded'}`)
    const kept = store.add(topic, entries)
    drainer.notify()
    try {
      await within(kept, DISK_PATIENCE_MS, () => {
        throw new OutageError(`the spool's disk did not answer within ${DISK_PATIENCE_MS} ms`)
      })
    } catch (error) {
      const broken = store.failure()
      if (broken) settle.reject(broken)
      throw error
    }
  }

  return {
    partitions: (topic) => log.partitions(topic),
    async append(topic, entries, how = { spool: true }) {
      if (isClosed) throw new Error('the log is closed')
      if (entries.length === 0) return
      for (const entry of entries) {
        const bytes = bytesOf(entry)
        if (bytes > recordBytesMax) throw new RangeError(`a record for ${topic} has ${bytes} bytes, more than ${recordBytesMax}`)
      }
      const bytes = recordsBytes(entries)
      if (!how.spool) {
        if (!availability.isAway() && fits(bytes) && (await straight(topic, entries, bytes))) return
        throw new OutageError(`only the log will do, and it is ${availability.detail() ?? 'overloaded'}`)
      }
      if (gate.isClosed() && fits(bytes)) {
        const passed = gate.passed()
        hold(bytes, passed)
        await passed
      }
      const free = !availability.isAway() && (store?.isEmpty() ?? true)
      if (free && !fits(bytes)) availability.failed(new OutageError(`${waitingBytes} bytes wait for it`), performance.now())
      else if (free && (await straight(topic, entries, bytes))) return
      await keep(topic, entries)
    },
    logCheck: () => logCheck(availability),
    spoolCheck: () => spoolCheck(store, bytesMax),
    done,
    async close() {
      isClosed = true
      await drainer.close()
      settle.resolve()
    },
  }
}
