import { expect, it } from 'vitest'
import { populationStability } from './drift.ts'

it('is 0 of the same, and of a known move what the formula gives', () => {
  expect(populationStability([100, 200, 700], [100, 200, 700])).toBe(0)
  // (.5 - .4) ln(.5/.4) + (.5 - .6) ln(.5/.6), but for the half units.
  expect(populationStability([400_000, 600_000], [500_000, 500_000])).toBeCloseTo(0.1 * Math.log(1.25) - 0.1 * Math.log(5 / 6), 5)
  expect(populationStability([0, 1_000], [1_000, 0])).toBeGreaterThan(10)
  expect(populationStability([10, 20], [100, 200])).toBeLessThan(0.001)
})
