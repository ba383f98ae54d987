import { expect, it } from 'vitest'
import { CONFIDENCE_LEVELS, normalQuantile } from './confidence.ts'
import { normalUpperTail } from './normal.ts'

it('is what tables of the normal distribution say', () => {
  // NIST/SEMATECH e-Handbook, 1.3.6.7.1, and R's pnorm(x, lower.tail = FALSE) in the far tail.
  for (const [x, tail] of [
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1, 0.15865525393145705],
    [1.96, 0.024997895148220435],
    [2.9, 0.0018658133003840378],
    [3.5, 0.00023262907903552504],
    [6, 9.865876450376946e-10],
    [10, 7.61985302416047e-24],
  ] as const) {
    expect(normalUpperTail(x) / tail).toBeCloseTo(1, 10)
    expect(normalUpperTail(-x)).toBeCloseTo(1 - tail, 14)
  }
  expect(normalUpperTail(Number.NaN)).toBeNaN()
  expect([normalUpperTail(Infinity), normalUpperTail(-Infinity)]).toEqual([0, 1])
})

it('goes with the quantiles of intervals', () => {
  for (const level of CONFIDENCE_LEVELS)
    expect(normalUpperTail(normalQuantile(level))).toBeCloseTo((1 - Number(level) / 100) / 2, 14)
})
