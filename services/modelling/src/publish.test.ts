import { describe, expect, it } from 'vitest'
import { sizeValue } from './publish.ts'

/** So many people with each value, ascending. */
const people = (...counts: [number, number][]): Float64Array =>
  Float64Array.from(counts.flatMap(([value, count]) => Array.from({ length: count }, () => value)))

describe('what a size of a lookalike reaches', () => {
  it('is the size where no two are alike', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => i / 200)
    expect(sizeValue(values, 0.05)).toEqual({ value: 0.95, reached: 0.05 })
    expect(sizeValue(values, 0.2)).toEqual({ value: 0.8, reached: 0.2 })
  })

  it('has a few more where they are as similar as the last', () => {
    expect(sizeValue(people([0.1, 75], [0.5, 10], [0.9, 15]), 0.2)).toEqual({ value: 0.5, reached: 0.25 })
  })

  it('is not everybody where most have one score: those are left out', () => {
    expect(sizeValue(people([0.1, 93], [0.8, 7]), 0.2)).toEqual({ value: 0.8, reached: 0.07 })
  })

  it('is larger where nobody is better, and says so', () => {
    expect(sizeValue(people([0.3, 100]), 0.2)).toEqual({ value: 0.3, reached: 1 })
    expect(sizeValue(people([0.1, 40], [0.3, 60]), 0.2)).toEqual({ value: 0.3, reached: 0.6 })
  })

  it('is somebody at least', () => {
    expect(sizeValue(people([0.1, 5], [0.4, 1]), 0.01)).toEqual({ value: 0.4, reached: 1 / 6 })
  })
})
