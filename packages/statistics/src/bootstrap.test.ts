import { expect, it } from 'vitest'
import { percentileInterval, resample } from './bootstrap.ts'
import { wilsonInterval } from './wilson.ts'

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length

it('draws the same from the same seed, as many as there are, of all of them', () => {
  const groups = Array.from({ length: 50 }, (_, i) => i)
  const drawn = resample(groups, 200, 7, (one) => [...one])
  expect(drawn).toEqual(resample(groups, 200, 7, (one) => [...one]))
  expect(drawn).not.toEqual(resample(groups, 200, 8, (one) => [...one]))
  expect(drawn.every((one) => one.length === 50)).toBe(true)
  expect(new Set(drawn.flat()).size).toBe(50)
  // The mean of what is drawn is that of all.
  expect(mean(drawn.map(mean))).toBeCloseTo(24.5, 0)
})

it('spreads as a share does', () => {
  const units = Array.from({ length: 400 }, (_, i) => (i % 5 === 0 ? 1 : 0))
  const { low, high } = percentileInterval(resample(units, 2_000, 1, mean), 0.95)!
  const right = wilsonInterval(80, 400, '95')!
  expect(low).toBeCloseTo(right.low, 1.7)
  expect(high).toBeCloseTo(right.high, 1.7)
})

it('has ends that were drawn', () => {
  const numbers = Array.from({ length: 1_000 }, (_, i) => i + 1)
  expect(percentileInterval(numbers, 0.95)).toEqual({ low: 26, high: 975 })
  expect(percentileInterval([3, Infinity], 0.9)).toEqual({ low: 3, high: Infinity })
  expect(percentileInterval([], 0.9)).toBeUndefined()
})
