import { describe, expect, it } from 'vitest'
import type { RatioMoments } from './delta.ts'
import {
  differenceInterval,
  differenceOfMeans,
  differenceOfRatios,
  differenceOfShares,
  meanMoments,
  relativeDifference,
} from './difference.ts'

const momentsOf = (values: readonly number[]) =>
  meanMoments(
    values.length,
    values.reduce((sum, x) => sum + x, 0),
    values.reduce((sum, x) => sum + x * x, 0),
  )!

describe('differenceOfShares', () => {
  it('is the z test with a common variance, and an interval with those of each', () => {
    // prop.test(c(25, 15), c(50, 50), correct = FALSE) of R: X-squared 4.1667, p .04123; 95 % .0120
    // to .3880.
    const difference = differenceOfShares({ successes: 25, trials: 50 }, { successes: 15, trials: 50 })!
    expect(difference).toMatchObject({ units: 100, degrees: Infinity })
    expect(difference.value).toBeCloseTo(0.2, 12)
    expect(difference.p).toBeCloseTo(0.0412268, 7)
    const { low, high } = differenceInterval(difference, 0.05)
    expect(low).toBeCloseTo(0.0120069, 7)
    expect(high).toBeCloseTo(0.3879931, 7)
  })

  it('is undefined where nothing can be compared', () => {
    for (const [one, other] of [
      [
        { successes: 0, trials: 0 },
        { successes: 1, trials: 2 },
      ],
      [
        { successes: 0, trials: 5 },
        { successes: 0, trials: 9 },
      ],
      [
        { successes: 5, trials: 5 },
        { successes: 9, trials: 9 },
      ],
    ] as const)
      expect(differenceOfShares(one, other)).toBeUndefined()
  })
})

describe('differenceOfMeans', () => {
  // Student's sleep data, which R ships: t.test(extra ~ group): t -1.8608, df 17.776, p .07939.
  const [one, two] = [
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
  ] as const

  it("is Welch's test, as R has it", () => {
    const difference = differenceOfMeans(momentsOf(one), momentsOf(two))!
    expect(difference.value / difference.error).toBeCloseTo(-1.8608, 4)
    expect(difference.degrees).toBeCloseTo(17.776, 3)
    expect(difference.p).toBeCloseTo(0.07939, 5)
    const { low, high } = differenceInterval(difference, 0.05)
    expect(low).toBeCloseTo(-3.3654832, 6)
    expect(high).toBeCloseTo(0.2054832, 6)
  })

  it('needs two units of each, and something that varies', () => {
    expect(meanMoments(1, 3, 9)).toBeUndefined()
    expect(differenceOfMeans(momentsOf([2, 2]), momentsOf([1, 1]))).toBeUndefined()
  })
})

it('is the same of ratios whose wholes are all 1 as of means, but for the degrees of freedom', () => {
  const values = [
    [3, 1, 4, 1, 5],
    [9, 2, 6, 5, 3, 5],
  ] as const
  const ratios = values.map((all): RatioMoments => {
    const sum = all.reduce((a, b) => a + b, 0)
    const squares = all.reduce((a, b) => a + b * b, 0)
    return { units: all.length, part: sum, whole: all.length, partSquared: squares, product: sum, wholeSquared: all.length }
  })
  const [byRatio, byMean] = [
    differenceOfRatios(ratios[0]!, ratios[1]!)!,
    differenceOfMeans(momentsOf(values[0]), momentsOf(values[1]))!,
  ]
  expect(byRatio.value).toBeCloseTo(byMean.value, 12)
  expect(byRatio.error).toBeCloseTo(byMean.error, 12)
  expect(byRatio.p).toBeLessThan(byMean.p)
})

describe('relativeDifference', () => {
  const difference = { value: 0.02, error: 0.005, units: 1_000, degrees: Infinity, p: 0.0001 }

  it('has the chance of the control in it', () => {
    const { value, error } = relativeDifference(difference, { value: 0.1, error: 0.003 })!
    expect(value).toBeCloseTo(0.2, 12)
    // Variances: treated .004^2, control .003^2 counted with (1 + .2)^2, both over .1^2.
    expect(error).toBeCloseTo(Math.sqrt(0.004 ** 2 + 1.44 * 0.003 ** 2) / 0.1, 12)
  })

  it('is undefined where the control may be 0', () => {
    expect(relativeDifference(difference, { value: 0.1, error: 0.06 })).toBeUndefined()
    expect(relativeDifference(difference, { value: 0, error: 0 })).toBeUndefined()
  })
})
