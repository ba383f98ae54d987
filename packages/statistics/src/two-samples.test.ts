import { describe, expect, it } from 'vitest'
import { ratioInterval } from './delta.ts'
import type { RatioMoments } from './delta.ts'
import { compareRatios, lowerShareP } from './two-samples.ts'

describe('lowerShareP', () => {
  it('is what prop.test of R gives without its correction', () => {
    // prop.test(c(15, 25), c(50, 50), alternative = "less", correct = FALSE): X-squared 4.1667.
    expect(lowerShareP({ successes: 15, trials: 50 }, { successes: 25, trials: 50 })).toBeCloseTo(0.02061, 5)
    expect(lowerShareP({ successes: 25, trials: 50 }, { successes: 15, trials: 50 })).toBeCloseTo(1 - 0.02061, 5)
    expect(lowerShareP({ successes: 7, trials: 30 }, { successes: 14, trials: 60 })).toBeCloseTo(0.5, 12)
  })

  it('is NaN where nothing can be compared', () => {
    expect(lowerShareP({ successes: 0, trials: 0 }, { successes: 1, trials: 2 })).toBeNaN()
    expect(lowerShareP({ successes: 0, trials: 5 }, { successes: 0, trials: 9 })).toBeNaN()
    expect(lowerShareP({ successes: 5, trials: 5 }, { successes: 9, trials: 9 })).toBeNaN()
  })
})

const momentsOf = (pairs: readonly (readonly [part: number, whole: number])[]): RatioMoments => {
  const sum = (of: (part: number, whole: number) => number): number => pairs.reduce((all, [x, y]) => all + of(x, y), 0)
  return {
    units: pairs.length,
    part: sum((x) => x),
    whole: sum((_, y) => y),
    partSquared: sum((x) => x * x),
    product: sum((x, y) => x * y),
    wholeSquared: sum((_, y) => y * y),
  }
}

describe('compareRatios', () => {
  const few = momentsOf([1, 2, 3, 4, 5, 6, 7, 8].map((x, i) => [x, i % 3 === 0 ? 2 : 1]))
  const many = momentsOf(Array.from({ length: 400 }, (_, i) => [1 + (i % 7), 1 + (i % 2)]))

  it('is 1 of a ratio with itself, and the other way round it is the inverse', () => {
    expect(compareRatios(few, few, '95')).toMatchObject({ multiple: 1, p: 1 })
    const [one, other] = [compareRatios(few, many, '95')!, compareRatios(many, few, '95')!]
    expect(one.multiple * other.multiple).toBeCloseTo(1, 12)
    expect(one.interval.low * other.interval.high).toBeCloseTo(1, 12)
    expect(one.p).toBeCloseTo(other.p, 12)
  })

  it('against a ratio that is known exactly has the variance of the delta method', () => {
    const known: RatioMoments = { units: 1e12, part: 2e12, whole: 1e12, partSquared: 4e12, product: 2e12, wholeSquared: 1e12 }
    const { low, high } = ratioInterval(few, '95')!
    const { interval, multiple } = compareRatios(few, known, '95')!
    // To first order, the half width of the logarithm is that of the ratio divided by the ratio.
    const ratio = few.part / few.whole
    expect(multiple).toBeCloseTo(ratio / 2, 12)
    expect(Math.log(interval.high / multiple)).toBeCloseTo((high - low) / 2 / ratio, 6)
  })

  it('is undefined where nothing can be compared', () => {
    for (const wrong of [
      momentsOf([]),
      momentsOf([[1, 1]]),
      momentsOf([
        [0, 1],
        [0, 2],
      ]),
      momentsOf([
        [1, 0],
        [2, 0],
      ]),
    ])
      expect([compareRatios(wrong, many, '95'), compareRatios(many, wrong, '95')]).toEqual([undefined, undefined])
  })
})
