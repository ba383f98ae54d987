import { expect, it } from 'vitest'
import { studentTwoSidedP, studentTwoSidedQuantile } from './student.ts'

/** NIST/SEMATECH e-Handbook 1.3.6.7.2: upper critical values of Student's t. */
it.each([
  [1, 0.05, 12.706],
  [2, 0.01, 9.925],
  [5, 0.1, 2.015],
  [10, 0.05, 2.228],
  [30, 0.002, 3.385],
  [100, 0.02, 2.364],
  [Infinity, 0.05, 1.96],
])('is in the table: %d degrees, chance %d', (degrees, chance, value) => {
  expect(studentTwoSidedQuantile(chance, degrees)).toBeCloseTo(value, 3)
  expect(studentTwoSidedP(studentTwoSidedQuantile(chance, degrees), degrees) / chance).toBeCloseTo(1, 10)
})

it('is the Cauchy distribution of one degree, and symmetric', () => {
  for (const t of [1e-9, 0.3, 1, 7, 1e6]) {
    expect(studentTwoSidedP(t, 1) / (1 - (2 / Math.PI) * Math.atan(t))).toBeCloseTo(1, 8)
    expect(studentTwoSidedP(-t, 1)).toBe(studentTwoSidedP(t, 1))
  }
  expect(studentTwoSidedP(0, 3)).toBe(1)
  expect(studentTwoSidedP(Infinity, Infinity)).toBe(0)
  for (const none of [studentTwoSidedP(Number.NaN, 4), studentTwoSidedP(1, 0), studentTwoSidedP(1, Number.NaN)])
    expect(none).toBeNaN()
})
