import type { Skip } from './compare.ts'
import type { Mismatch } from './explain-all.ts'

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
