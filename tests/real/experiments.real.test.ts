import { differenceInterval, differenceOfShares, goodnessOfFit } from '@weir/statistics'
import { describe, expect, it } from 'vitest'
import { readSharedCsv } from './shared-data.ts'

/**
 * A landing page, half of the visitors of 24 days (Udacity's A/B test): what was planned, shown,
 * and done.
 */
const rows = readSharedCsv('data/udacity-ab/ab_data.csv.gz')
const isMisaligned = (row: Record<string, string>): boolean =>
  (row['group'] === 'treatment') !== (row['landing_page'] === 'new_page')

function armsOf(people: readonly Record<string, string>[]): {
  control: { successes: number; trials: number }
  treatment: { successes: number; trials: number }
} {
  const arms = { control: { successes: 0, trials: 0 }, treatment: { successes: 0, trials: 0 } }
  for (const row of people) {
    const arm = row['group'] === 'control' ? arms.control : arms.treatment
    arm.trials++
    if (row['converted'] === '1') arm.successes++
  }
  return arms
}

describe('a public test of a landing page', () => {
  it('has rows whose group saw the other page, and one person twice', () => {
    expect(rows).toHaveLength(294_478)
    expect(rows.filter(isMisaligned)).toHaveLength(3_893)
    const clean = rows.filter((row) => !isMisaligned(row))
    const seen = new Map<string, number>()
    for (const row of clean) seen.set(row['user_id']!, (seen.get(row['user_id']!) ?? 0) + 1)
    expect([...seen].filter(([, times]) => times > 1)).toEqual([['773192', 2]])
  })

  it('shows no difference and no mismatch once it is clean', () => {
    const once = new Map(rows.filter((row) => !isMisaligned(row)).map((row) => [row['user_id']!, row]))
    const { control, treatment } = armsOf([...once.values()])
    expect(control).toEqual({ successes: 17_489, trials: 145_274 })
    expect(treatment).toEqual({ successes: 17_264, trials: 145_310 })
    const difference = differenceOfShares(control, treatment)!
    expect(difference.p).toBeCloseTo(0.18988, 5)
    const { low, high } = differenceInterval(difference, 0.05)
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
    expect(goodnessOfFit([control.trials, treatment.trials], [1, 1])!.p).toBeCloseTo(0.9468, 4)
  })
})
