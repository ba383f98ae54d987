import type { Topic } from '@weir/contracts'

/**
 * The log: append-only partitions of records. What the rest of the system relies on:
 * - `append` resolves only when every record is durable (on disk, or acknowledged by all in-sync
 *   replicas);
 *   if it rejects, any of the records may be there or not. Order within a partition is the order of the entries.
 * - Offsets of a partition rise; a record never changes. (They need not be contiguous: Kafka
 *   compacts.)
 * - `consume` gives each partition to one handler at a time and never calls it twice at once.
 */
export interface EventLog {
  /** How many partitions the topic has. */
  partitions(topic: Topic): number
  append(topic: Topic, entries: readonly LogEntry[]): Promise<void>
  /**
   * Records from offset `from` on, in order; empty when there are none. For tailing and tools;
   * services use `consume`.
   */
  read(topic: Topic, partition: number, from: number, max: ReadLimit): Promise<LogRecord[]>
  /** The offset that the next record will get (0 for an empty partition). */
  end(topic: Topic, partition: number): Promise<number>
  /** The first offset still there. */
  begin(topic: Topic, partition: number): Promise<number>
  /**
   * Drops records below `before`, as far as that is cheap (whole chunks, segments). `end` stays
   * what it was.
   */
  trim(topic: Topic, partition: number, before: number): Promise<void>
  consume(options: ConsumeOptions): Consumer
  /**
   * How many records of the topic a group has not handled yet, in all partitions, as of some
   * seconds ago. undefined if unknown: no member of the group has reported its position. For bounds
   * and metrics, never for correctness.
   */
  behind(topic: Topic, group: string): Promise<number | undefined>
  close(): Promise<void>
}

export interface LogEntry {
  partition: number
  key: string
  value: Uint8Array
  origin?: Origin
}

export interface LogRecord {
  offset: number
  key: string
  value: Uint8Array
  origin?: Origin
}

/**
 * Where a record comes from: output number `n` for the input record at (`partition`, `offset`). The
 * same output always has the same origin, and the origins that one input partition sends to one
 * output partition rise, so a repeat is recognised by a high-water mark.
 */
export interface Origin {
  partition: number
  offset: number
  n: number
}

/**
 * A batch ends before it would pass either limit, but it holds one record at least. `bytes` counts
 * about the keys and values.
 */
export interface ReadLimit {
  records: number
  bytes: number
}

export interface ConsumeOptions {
  topic: Topic
  /** Consumers of one group share the partitions; different groups each see everything. */
  group: string
  /**
   * Called when a partition becomes ours. Its handler is then used by this consumer alone, one call
   * at a time.
   */
  assign(partition: number): Promise<PartitionHandler>
  /** The most that one batch may hold. */
  max: ReadLimit
  /** `idle` is called about so often while a partition has nothing to read, ms. */
  idleMs: number
}

export interface PartitionHandler {
  /**
   * The first offset it wants. Read once, when it was assigned; from then on the consumer keeps its
   * own place.
   */
  position: number
  /** Handles one non-empty batch. A rejection stops the consumer (`done` rejects). */
  batch(records: LogRecord[]): Promise<void>
  /** Nothing to read just now. */
  idle?(): Promise<void>
  /** The partition moves to another consumer, or this consumer closes. */
  revoke?(): Promise<void>
}

export interface Consumer {
  /**
   * Settles when the consumer has stopped: resolves after `close`, rejects with the failure that
   * stopped it.
   */
  readonly done: Promise<void>
  /**
   * For each partition that it serves now, how many records it has not handled yet. It costs no
   * request, so it may be some seconds old; partitions that are not served are missing. Empty once
   * the consumer has stopped. For metrics.
   */
  lag(): Promise<ReadonlyMap<number, number>>
  /**
   * Calls `idle` of the partitions that it serves as soon as each has nothing to read, without
   * waiting for `idleMs`: there is something to do that no record says.
   */
  wake(): void
  /**
   * Finishes the batch in hand, revokes all partitions and stops. Never rejects: failures are
   * `done`'s to tell.
   */
  close(): Promise<void>
}
