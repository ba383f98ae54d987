import { expect, it } from 'vitest'
import { exampleCuts } from './cuts.ts'

const DAY = 86_400_000

it('are a horizon apart, the newest label ends at the instant, and before the oldest lies a horizon', () => {
  expect(exampleCuts(100 * DAY, 10 * DAY, 55 * DAY)).toEqual([70 * DAY, 80 * DAY, 90 * DAY])
})

it('are eight at most, and three at least', () => {
  expect(exampleCuts(1_000 * DAY, DAY, 0)).toHaveLength(8)
  expect(exampleCuts(40 * DAY, 10 * DAY, 0)).toEqual([10 * DAY, 20 * DAY, 30 * DAY])
  expect(() => exampleCuts(40 * DAY, 10 * DAY, 1)).toThrow('known for 39 days; 4 times the horizon is needed')
})
