// Held by services/segmenter/src/backfill/history/history.test.ts

import type { ReplayedEvent, StateSpec } from '@weir/segmentation'

/**
 * What people did before conditions were announced that ask for it. Two adapters: the warehouse,
 * which reads it in the order of the people (history/warehouse.ts), and the partition's own log,
 * where there is no warehouse (history/log.ts).
 */
export interface History {
  /**
   * The events that any of the tracks may select, page by page, for everybody with an ordinal >=
   * `ask.from`. Constant memory, however much there is. A page that cannot be had yet (the
   * warehouse is away, or not so far) is waited for. Ends early, without an error, once
   * `ask.signal` is aborted.
   */
  pages(ask: HistoryAsk): AsyncIterable<HistoryPage>
}

export interface HistoryAsk {
  partition: number
  /**
   * Events at offsets of `weir.events` up to this one; whatever comes later reaches the conditions
   * live.
   */
  until: number
  /**
   * What those did whom these people absorbed is theirs, and may be in other partitions: per
   * partition the offset of `weir.events` up to which it is read (its own up to `until`). Without
   * it everybody has only what was written under their own id.
   */
  upTo?: PartitionOffsets
  /** Ordinals from this one on, below the other. */
  from: number
  to: number
  specs: readonly StateSpec[]
  /** Log time, Unix ms: what no track needs from then on may be left out. */
  now: number
  signal: AbortSignal
}

/** Offsets of `weir.events`, by partition. */
export type PartitionOffsets = Readonly<Record<number, number>>

export interface HistoryPage {
  events: readonly PastEvent[]
  /**
   * Per person and name the time (Unix ms) of the newest event that was left out because no track
   * needs it any more.
   */
  leftOut: readonly { ordinal: number; name: string; t: number }[]
  /** Everybody with an ordinal below this is complete: no later page has an event of theirs. */
  completeBelow: number
}

/** Of several versions of one event the newest comes last. */
export interface PastEvent {
  ordinal: number
  /** Its body is there only where a window state reads it (one whose spec is not plain). */
  event: ReplayedEvent
}
