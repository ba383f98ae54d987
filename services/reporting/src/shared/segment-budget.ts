/** What one definition may cost. */
export interface SegmentBudget {
  /** The bytes of one person's state, at worst. */
  stateBytesMax: number
  /** Events of history that its conditions are filled from. */
  backfillEventsMax: number
}
