import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import type { Clock, ConfigView, Logger, Registry } from '@weir/runtime'
import type { IngestLimits } from './parse/limits.ts'
import type { Networks } from './accept/networks.ts'
import type { Backlog } from './accept/backlog.ts'
import type { RateLimits } from './accept/rates.ts'
import type { PullOptions } from './delivery/pull/options.ts'
import type { SharedBuckets } from './accept/shared-buckets.ts'

/** What ingest asks of the log. */
export interface IngestLog extends Pick<EventLog, 'partitions'> {
  /**
   * As of the log.
   * @param how with `spool: false` only the log itself will do, not a place from which it comes
   *   there later.
   */
  append(topic: Topic, entries: readonly LogEntry[], how?: { spool: boolean }): Promise<void>
}

/** What ingest needs: the log, and nothing else that can be down. */
export interface IngestDeps {
  log: IngestLog
  config: ConfigView
  clock: Clock
  logger: Logger
  registry: Registry
  /** Events older than this are refused, ms (`WEIR_RETENTION`). */
  retentionMs: number
  limits?: Partial<IngestLimits>
  /** Events of one person per second; no limit without it. */
  personRate?: number
  /**
   * How long after it is stored an opt-out is answered, ms: see OPT_OUT_ANSWER_MS. At once if
   * missing.
   */
  optOutAnswerMs?: number
  /** What may wait to be folded before senders are turned away; any number without it. */
  backlog?: Backlog
  /** Tells through the log what was taken, by source and hour (see activity.ts). */
  activity?: boolean
  /** How much each sender may send; nothing is limited without it. */
  rates?: RateLimits
  /** Where all ingest processes share these rates; each counts for itself without it. */
  sharedBuckets?: SharedBuckets
  /** Addresses at which there are no people: what comes from there is labelled as a machine's. */
  dataCentres?: Networks
  /** Fetches reports of ad platforms; none are fetched without it. */
  pulls?: PullOptions
  /** Ids for events without one; random unless given. */
  newId?: () => string
}
