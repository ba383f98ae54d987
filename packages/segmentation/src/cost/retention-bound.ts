// Held by packages/segmentation/src/cost/cost.test.ts

import { durationMs, kindOf, unknownKind } from '@weir/contracts'
import type { LeafCondition, Window } from '@weir/contracts'
import { sinceRetention } from '../conditions/since.ts'
import type { SinceCondition } from '../conditions/since.ts'
import type { Measure } from '../state/entry.ts'
import { regionEntriesMax } from '../state/regions.ts'
import type { Retention } from '../state/state-spec.ts'
import {
  bucketsOf,
  BUCKETS_PER_WINDOW,
  EXACT_ENTRIES_MAX,
  MERGE_SLACK,
  slackOf,
  TEXTS_PER_BUCKET,
} from '../state/window-state.ts'

/** How much of a window state is kept at most, by the rules of window-state.ts. */
export interface RetentionBound {
  /** Entries that name an event. */
  events: number
  /** Entries that stand for several. */
  buckets: number
  /** Whether nothing is ever merged that a window could tell apart. */
  exact: boolean
  lateByMaxMs: number
  why: BoundReason
}

/**
 * What makes it large: the number compared with, events that wait for a past window, the fact that
 * all events matter, or steps in order.
 */
export type BoundReason = 'number' | 'wait' | 'all' | 'steps'

const EXACT_MAX = EXACT_ENTRIES_MAX + MERGE_SLACK
const DAY_MS = 86_400_000
/** The day in which summer time begins. */
const SHORT_DAY_MS = 23 * 3_600_000

/** Returns the bound for a condition over a window. */
export function retentionBoundOf({ latest: needed, measure, cuts, grouped = false }: Retention, window: Window): RetentionBound {
  const latest = needed + slackOf({ measure, latest: needed })
  const { lengthMs, waitMs, days } = shapeOf(window)
  // An empty window never holds an event.
  if (lengthMs === 0) return { events: 0, buckets: 0, exact: true, lateByMaxMs: 0, why: 'number' }
  const widthMs = Math.max(1, Math.floor(lengthMs / bucketsOf({ measure, latest: needed, grouped })))
  const lossless = lengthMs === Infinity || (days !== undefined && widthMs <= SHORT_DAY_MS)
  const perBucket = (cuts ? regionEntriesMax(cuts) : 1) * (grouped ? TEXTS_PER_BUCKET : textsPerBucket(measure))
  const late = lossless ? { exact: true, lateByMaxMs: 0 } : { exact: false, lateByMaxMs: widthMs }
  // An event that waits for its window to come is in one of these, by when it enters and when it
  // leaves.
  const waiting = waitMs === 0 ? 0 : lossless ? 1 : 2 * (Math.ceil(waitMs / widthMs) + 1)
  if (latest < Infinity) {
    if (waiting === 0) return { events: latest, buckets: 0, exact: true, lateByMaxMs: 0, why: 'number' }
    return { events: latest + EXACT_MAX, buckets: waiting * Math.min(latest, perBucket), ...late, why: 'wait' }
  }
  const counting = lengthMs === Infinity ? 1 : lossless ? days! + 1 : Math.ceil(lengthMs / widthMs) + 1
  return { events: EXACT_MAX, buckets: (counting + waiting) * perBucket, ...late, why: waiting > counting ? 'wait' : 'all' }
}

function textsPerBucket(measure: Measure): number {
  // A share tells one text from all others, a ratio one side from the other.
  if (measure === 'share' || measure === 'ratio') return 2
  return measure === 'rank' || measure === 'distinct' ? TEXTS_PER_BUCKET : 1
}

/**
 * Returns how long an event counts, how long it waits before that (ms), and the number of whole
 * days for a window of days.
 */
function shapeOf(window: Window): { lengthMs: number; waitMs: number; days?: number } {
  if (window === 'all') return { lengthMs: Infinity, waitMs: 0 }
  if (typeof window === 'string') return { lengthMs: durationMs(window), waitMs: 0 }
  if ('from' in window) return { lengthMs: durationMs(window.from) - durationMs(window.to), waitMs: durationMs(window.to) }
  if ('since' in window) return { lengthMs: Infinity, waitMs: 0 }
  const { whole_days: days, include_today: atOnce = false } = window
  return { lengthMs: days * DAY_MS, waitMs: atOnce ? 0 : DAY_MS, days }
}

/**
 * Returns the bound for conditions with their own trim: sequences and the past of traits keep the
 * newest events and forget older ones; the time since an impression needs the newest event.
 */
export function customRetentionBound(condition: LeafCondition, window: Window): RetentionBound {
  const newest = { events: EXACT_ENTRIES_MAX, buckets: 0, exact: false, lateByMaxMs: Infinity }
  const { kind, condition: own } = kindOf(condition)
  switch (kind) {
    case 'event':
      if (own.since) return sinceBound({ ...own, since: own.since }, window)
      throw new Error('conditions with a measure are kept by their window')
    case 'exposure':
      // One more is kept of those that are gone: the newest that reached the cap.
      if (own.cool_down !== undefined) return { ...newest, events: EXACT_MAX + 1, why: 'all' }
      return recencyBound(window)
    case 'touch':
      return own.touch === 'last' ? recencyBound(window) : firstBound(window)
    case 'sequence':
      return { ...newest, why: 'steps' }
    case 'trait':
      return { ...newest, why: 'all' }
    case 'affinity':
    case 'ratio':
      throw new Error('conditions with a measure are kept by their window')
    default:
      return unknownKind(kind)
  }
}

function sinceBound(condition: SinceCondition, window: Window): RetentionBound {
  const { anchors, latest } = sinceRetention(condition)
  const isFew = latest < Infinity
  if (isFew && shapeOf(window).waitMs === 0)
    return { events: anchors + latest, buckets: 0, exact: true, lateByMaxMs: 0, why: 'number' }
  const events = EXACT_MAX + anchors + (isFew ? latest : 0)
  return { events, buckets: 0, exact: false, lateByMaxMs: Infinity, why: isFew ? 'wait' : 'all' }
}

function firstBound(window: Window): RetentionBound {
  const { waitMs, lengthMs } = shapeOf(window)
  if (lengthMs === Infinity) return { events: 1, buckets: 0, exact: true, lateByMaxMs: 0, why: 'number' }
  const widthMs = Math.max(1, Math.floor(lengthMs / BUCKETS_PER_WINDOW))
  const kept = Math.ceil((lengthMs + waitMs) / widthMs) + 1
  return { events: EXACT_MAX + kept, buckets: 0, exact: false, lateByMaxMs: widthMs, why: 'all' }
}

function recencyBound(window: Window): RetentionBound {
  const { waitMs, lengthMs } = shapeOf(window)
  if (waitMs === 0) return { events: 1, buckets: 0, exact: true, lateByMaxMs: 0, why: 'number' }
  // Waiting entries are single events, and beyond the bound one per bucket.
  const widthMs = Math.max(1, Math.floor(lengthMs / BUCKETS_PER_WINDOW))
  return { events: EXACT_MAX + Math.ceil(waitMs / widthMs) + 1, buckets: 0, exact: false, lateByMaxMs: widthMs, why: 'wait' }
}
