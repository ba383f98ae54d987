import { describe, expect, it } from 'vitest'
import { MAX_DEGREES, chiSquareUpperTail, goodnessOfFit } from './chi-square.ts'

/** NIST/SEMATECH e-Handbook 1.3.6.7.4: upper critical values of chi-square. */
it.each([
  [1, 0.05, 3.841],
  [1, 0.001, 10.828],
  [4, 0.01, 13.277],
  [10, 0.1, 15.987],
  [50, 0.001, 86.661],
  [100, 0.05, 124.342],
])('is in the table: %d degrees, chance %d', (degrees, chance, value) => {
  expect(chiSquareUpperTail(value, degrees) / chance).toBeCloseTo(1, 2)
})

it('is exact where it has a short form: exp(-x / 2) of two degrees', () => {
  for (const x of [0.01, 1, 10, 100, 1_000]) expect(chiSquareUpperTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10)
  expect(() => chiSquareUpperTail(1, MAX_DEGREES + 1)).toThrow('at most 1000 degrees')
})

describe('goodnessOfFit', () => {
  it("is Mendel's peas: 315, 108, 101 and 32 of 9:3:3:1", () => {
    const found = goodnessOfFit([315, 108, 101, 32], [9, 3, 3, 1])!
    expect(found.statistic).toBeCloseTo(0.470024, 6)
    expect(found.degrees).toBe(3)
    expect(found.p).toBeCloseTo(0.925426, 6)
  })

  it('finds a sample ratio mismatch that the eye does not', () => {
    // Kohavi, Tang and Xu 2020, chapter 3: 821,588 and 815,482 of a planned half each, p 1.8E-6.
    expect(goodnessOfFit([821_588, 815_482], [50, 50])!.p).toBeCloseTo(1.8e-6, 7)
  })

  it('leaves out what is not planned, and needs two', () => {
    expect(goodnessOfFit([50, 50, 7], [1, 1, 0])).toMatchObject({ statistic: 0, degrees: 1, p: 1 })
    for (const none of [goodnessOfFit([], []), goodnessOfFit([5], [1]), goodnessOfFit([0, 0], [1, 1])])
      expect(none).toBeUndefined()
  })
})
