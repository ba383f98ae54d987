// Held by ../../reports/rollups/plan.test.ts
import type { Offsets } from './offsets.ts'

const HOUR_MS = 3_600_000

/** Whether a zone's clocks show whole hours when UTC does, and change only then. */
export function hasWholeHours({ since, offset }: Offsets): boolean {
  return offset.every((ms) => ms % HOUR_MS === 0) && since.slice(1).every((at) => at % HOUR_MS === 0)
}
