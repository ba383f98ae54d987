import type { Hit } from './hit.ts'
import type { SegmentDefinition } from './segment.ts'

/**
 * Records on `weir.events`, the fold's input. Everything that can change a result is one of these.
 * Later record kinds (merge, absorb, consent, erase, seed) join this union.
 */
export type EventRecord = PersonEvent | Define | Switch | Tick

/**
 * A deduplicated hit with its person. `person` is 32 hex digits, or '' when nobody is identified
 * (the event then only counts in source totals).
 * `eid`: 16 hex digits, the same for every resend of one event. `rev` > 0: an enriched version that replaces the earlier one.
 */
export interface PersonEvent {
  kind: 'event'
  person: string
  eid: string
  rev: number
  hit: Hit
}

/** The complete set of live segments as of config version `version` (an offset of `weir.config`). */
export interface Define {
  kind: 'define'
  version: number
  /** Log time at which it was appended, Unix ms. */
  received_at: number
  segments: SegmentDefinition[]
}

/**
 * From here on the definitions of this version are in force. Appended by the partition's owner when their new conditions have
 * counted history; without effect unless the partition waits for that version.
 */
export interface Switch {
  kind: 'switch'
  version: number
}

/**
 * Time is `now`, Unix ms, and what falls due by then may take its turn: one slice of timers, or of people under new definitions.
 * Appended by the partition's owner whenever something is left to do, so that also this happens at a place in the log.
 */
export interface Tick {
  kind: 'tick'
  now: number
}
