import type { SegmentDefinition } from '@weir/contracts'

/** How much one audit looks at, chosen at random. */
export interface AuditSize {
  people: number
  segments: number
}

export interface Audit {
  /** Memberships compared: a person and a segment each. */
  checked: number
  mismatches: Mismatch[]
  /** People about whom nothing was concluded, and why. */
  skipped: { person: string; because: Skip }[]
}

export interface Auditor {
  /**
   * One audit; several wait for each other.
   * @throws when it cannot be finished; that is counted and logged all the same.
   */
  audit(size: AuditSize): Promise<Audit>
  /**
   * From now on failures are not told: what an audit in hand stands on is about to end, and that
   * ends it.
   */
  close(): void
}

/** A membership on which the stream and another evaluator do not agree, at `at` (Unix ms). */
export interface Mismatch extends Omit<Disagreement, 'segment'> {
  segment: string
  version: number
  at: number
  /** What the full history says; the first few are explained. */
  why?: AuditEvidence
}

/**
 * Two evaluators that do not agree. `stream`: what the person's own state says at the instant.
 * `stored`: what it says as it is written, before time has passed up to the instant; that is what
 * the bitmaps show.
 */
export interface Disagreement {
  person: string
  segment: SegmentDefinition
  against: 'sql' | 'bitmap'
  stream: boolean
  stored: boolean
  sql: boolean
  bitmap: boolean | undefined
}

/**
 * An explanation without anything personal, fit for a log: which conditions of the rule hold, how
 * many events are behind each, the newest by their eid, and measures that are numbers. No traits,
 * texts or identifiers.
 */
export interface AuditEvidence {
  member: boolean
  known: boolean
  /** The purposes of the segment that the person has not granted. */
  denied: string[]
  /** Where in the rule (`all.0.not`; '' is the rule itself), and what is said there. */
  conditions: { path: string; holds: boolean; value?: number; events: number; eids: string[] }[]
}

/** Why a person was skipped. */
export const SKIPS = ['changed', 'definitions', 'inexact'] as const
/**
 * `changed`: their state moved on meanwhile. `definitions`: it follows other definitions than those
 * asked about. `inexact`: the person has so many events that the stream may be late by a bucket.
 */
export type Skip = (typeof SKIPS)[number]
