import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyIsotonic, brierScore, calibrationCurve, expectedCalibrationError, fitIsotonic } from './calibration.ts'
import { applyPlatt, fitPlatt } from './platt.ts'

it("is scikit-learn's example of the Brier score: .0375", () => {
  expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 12)
})

it('has a curve of bins of equal size, whose mean distance is the error', () => {
  const labels = Array.from({ length: 1_000 }, (_, i) => (i % 10 < Math.floor(i / 100) ? 1 : 0))
  const right = labels.map((_, i) => Math.floor(i / 100) / 10)
  const curve = calibrationCurve(right, labels)
  expect(curve.map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 100))
  expect(expectedCalibrationError(curve)).toBeCloseTo(0, 12)
  const off = right.map((chance) => chance + 0.05)
  expect(expectedCalibrationError(calibrationCurve(off, labels))).toBeCloseTo(0.05, 12)
  expect(calibrationCurve([0.3, 0.1], [1, 0])).toEqual([
    { size: 1, said: 0.1, happened: 0 },
    { size: 1, said: 0.3, happened: 1 },
  ])
})

describe('fitIsotonic', () => {
  it('pools what falls', () => {
    expect(fitIsotonic([1, 2, 3, 4, 5, 6], [0, 1, 0, 0, 1, 1])).toEqual({ edges: [1, 4, 6], values: [0, 1 / 3, 1] })
    const fitted = fitIsotonic([1, 2, 3, 4], [0, 0, 1, 1])
    expect([0, 1.5, 2, 2.1, 9].map((score) => applyIsotonic(fitted, score))).toEqual([0, 0, 0, 1, 1])
    expect(applyIsotonic(fitIsotonic([], []), 1)).toBeNaN()
  })

  it('never falls, keeps the mean, and no other step function over the scores is nearer', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(cases, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }), (all, other) => {
        const [scores, labels] = [all.map(([score]) => score), all.map(([, label]) => label as number)]
        const fitted = fitIsotonic(scores, labels)
        expect(fitted.values).toEqual(fitted.values.toSorted((a, b) => a - b))
        const said = scores.map((score) => applyIsotonic(fitted, score))
        const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
        expect(sum(said)).toBeCloseTo(sum(labels), 9)
        const rising = other.toSorted((a, b) => a - b)
        const rival = scores.map((score) => rising[score]!)
        expect(brierScore(said, labels)).toBeLessThanOrEqual(brierScore(rival, labels) + 1e-12)
      }),
    )
  })
})

describe('fitPlatt', () => {
  it('finds the line that made the labels', () => {
    let seed = 20_240_801
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const scores = Float64Array.from({ length: 50_000 }, () => random() * 6 - 3)
    const labels = scores.map((score) => (random() < applyPlatt({ slope: 1.5, intercept: -0.7 }, score) ? 1 : 0))
    const { slope, intercept } = fitPlatt(scores, labels)
    expect(slope).toBeCloseTo(1.5, 1)
    expect(intercept).toBeCloseTo(-0.7, 1)
  })

  it('stays finite where the score is perfect, and where it says nothing', () => {
    const perfect = fitPlatt([1, 2, 3, 4], [0, 0, 1, 1])
    expect(perfect.slope).toBeGreaterThan(0)
    expect(Number.isFinite(perfect.slope)).toBe(true)
    // Targets of 2 in 4 are 3/4 and 1/4: half.
    expect(applyPlatt(fitPlatt([5, 5, 5, 5], [0, 1, 0, 1]), 5)).toBeCloseTo(0.5, 9)
  })
})
