// Held by services/reporting/src/reports/rollups/attributed.test.ts

/** A day by its number from 1970-01-01, with a digest of what decides about its conversions. */
export interface TouchDay {
  day: number
  digest: string
  /** How many facts it has. */
  facts: number
}

/** Each look at the touches of four weeks serves so many days at most, and facts of them. */
const DAYS_MAX = 31
const FACTS_MAX = 5_000_000

/** Days in order, those together that are attributed at once: one day at least. */
export function batchesOf(days: readonly TouchDay[]): TouchDay[][] {
  const batches: TouchDay[][] = []
  let facts = 0
  for (const day of days) {
    const last = batches.at(-1)
    const isIn = last !== undefined && day.day - last[0]!.day < DAYS_MAX && facts + day.facts <= FACTS_MAX
    if (isIn) last.push(day)
    else batches.push([day])
    facts = isIn ? facts + day.facts : day.facts
  }
  return batches
}
