// Held by packages/segmentation/src/state/tally.prop.test.ts

import type { PathMeasure } from '@weir/contracts'

/**
 * One event, or a bucket of events, in a window state. Entries are immutable: the window states
 * that keep the same of an event share one.
 */
export interface Entry {
  /** Event time, Unix ms. */
  readonly t: number
  /** The event; '' for a bucket that stands for several. */
  readonly eid: string
  /** How many events it stands for. */
  readonly n: number
  /**
   * The value in ten-thousandths, if the measure has one. For a sequence: the steps that the event
   * can be, as bits.
   */
  readonly units: number
  /** The text, if the measure compares texts; else ''. */
  readonly text: string
}

/** The entry of an event without a value or text, as a list. */
export type PlainEntry = readonly [Entry]

/**
 * Makes the plain entry of an event, once per event: the window states that keep no more of it
 * share it.
 */
export function plainEntryOf(t: number, eid: string): PlainEntry {
  return [{ t, eid, n: 1, units: 0, text: '' }]
}

/**
 * `values` is how many values of a path reach a comparison: see aggregate.ts, and grouped-text.ts
 * for the texts of its entries. `ratio` divides one measure by another: the first character of an
 * entry's text is 0 or 1, its side.
 */
export type Measure = 'count' | PathMeasure | 'share' | 'rank' | 'values' | 'ratio'
