import { expect, it } from 'vitest'
import { DEFAULT_TUNING, alwaysValid, alwaysValidDeviations } from './always-valid.ts'
import { differenceInterval } from './difference.ts'
import type { Difference } from './difference.ts'
import { falsePositives } from './testing/peeking.ts'

it('is the half width of the paper, written out', () => {
  const [n, alpha, tuning, sigma] = [8_000, 0.05, 5_000, 3]
  const rho = Math.sqrt((-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tuning)
  const half = sigma * Math.sqrt(((2 * (n * rho ** 2 + 1)) / (n ** 2 * rho ** 2)) * Math.log(Math.sqrt(n * rho ** 2 + 1) / alpha))
  const of: Difference = { value: 1, error: sigma / Math.sqrt(n), units: n, degrees: Infinity, p: 0 }
  const { interval } = alwaysValid(of, alpha, tuning)
  expect(interval.high - 1).toBeCloseTo(half, 12)
  expect(1 - interval.low).toBeCloseTo(half, 12)
})

it('is narrowest, in errors, about where it is tuned to', () => {
  const deviations = [500, 2_000, 5_000, 12_000, 50_000].map((units) => alwaysValidDeviations(units, 0.05, DEFAULT_TUNING))
  expect(Math.min(...deviations)).toBe(deviations[2])
  expect(deviations[2]).toBeGreaterThan(1.96)
  expect(deviations[2]).toBeLessThan(1.96 * 1.6)
})

it('has a p value that is alpha where an end of the interval is 0', () => {
  for (const alpha of [0.01, 0.05, 0.2]) {
    const value = alwaysValidDeviations(3_000, alpha, 1_000) * 0.1
    expect(alwaysValid({ value, error: 0.1, units: 3_000, degrees: Infinity, p: 0 }, alpha, 1_000).p).toBeCloseTo(alpha, 12)
  }
  expect(alwaysValid({ value: 0, error: 1, units: 10, degrees: Infinity, p: 1 }, 0.05).p).toBe(1)
  expect(differenceInterval({ value: 0, error: 1, units: 10, degrees: Infinity, p: 1 }, 0.05).high).toBeCloseTo(1.96, 3)
})

it('is wrong at most as often as it says though it is looked at again and again; a fixed test is not', () => {
  const { anytime, naive } = falsePositives({ experiments: 200, looks: 50, unitsPerLook: 100, alpha: 0.05, seed: 20_240_601 })
  // Two standard errors above 5 % of 200.
  expect(anytime).toBeLessThanOrEqual(0.081)
  expect(naive).toBeGreaterThan(0.2)
})
