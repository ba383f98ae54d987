import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wilsonInterval } from './wilson.ts'

/** Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3. */
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('is as published: %d of %d', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials, '95')
  expect(interval?.low).toBeCloseTo(low, 4)
  expect(interval?.high).toBeCloseTo(high, 4)
})

it('has the share in it, stays within 0 and 1, is the mirror of its complement, and widens with its level', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, fraction) => {
      const successes = Math.round(trials * fraction)
      const { low, high } = wilsonInterval(successes, trials, '95')!
      const share = successes / trials
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThanOrEqual(share)
      expect(high).toBeGreaterThanOrEqual(share)
      expect(high).toBeLessThanOrEqual(1)
      expect(1 - wilsonInterval(trials - successes, trials, '95')!.high).toBeCloseTo(low, 9)
      expect(wilsonInterval(successes, trials, '99')!.low).toBeLessThanOrEqual(low)
      expect(wilsonInterval(successes, trials, '90')!.high).toBeLessThanOrEqual(high)
    }),
  )
})

it('is none of what is no share', () => {
  for (const [successes, trials] of [
    [0, 0],
    [3, 2],
    [-1, 2],
    [Number.NaN, 2],
  ] as const)
    expect(wilsonInterval(successes, trials, '95')).toBeUndefined()
})
