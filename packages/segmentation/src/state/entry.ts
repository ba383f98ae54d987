// Held by packages/segmentation/src/state/tally.prop.test.ts

import type { PathMeasure } from '@weir/contracts'

/** Never changed once it is made: the window states that keep the same of an event share it. */
export interface Entry {
  /** Event time, Unix ms. */
  readonly t: number
  /** The event; '' for a bucket that stands for several. */
  readonly eid: string
  /** How many events it stands for. */
  readonly n: number
  /**
   * The value in ten-thousandths, where the measure has one. For a sequence: which steps the event
   * can be, as bits.
   */
  readonly units: number
  /** The text, where the measure compares texts; '' otherwise. */
  readonly text: string
}

/** The entry of an event that a measure needs nothing more of, as a list. */
export type PlainEntry = readonly [Entry]

/** Made once per event: the window states that keep no more of it share it. */
export function plainEntryOf(t: number, eid: string): PlainEntry {
  return [{ t, eid, n: 1, units: 0, text: '' }]
}

export type Measure = 'count' | PathMeasure | 'share' | 'rank'
