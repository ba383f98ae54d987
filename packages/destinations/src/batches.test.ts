import { expect, it } from 'vitest'
import { fillBatches } from './batches.ts'

it('cuts by count and by bytes, keeps the order, and leaves no row out', () => {
  const weigh = (n: number) => ({ rows: 1, bytes: n })
  expect(fillBatches([1, 1, 1, 1, 1], weigh, { rows: 2, bytes: 100 })).toEqual([[1, 1], [1, 1], [1]])
  expect(fillBatches([40, 50, 20, 90, 5], weigh, { rows: 10, bytes: 100 })).toEqual([[40, 50], [20], [90, 5]])
  expect(fillBatches([500, 1], weigh, { rows: 10, bytes: 100 })).toEqual([[500], [1]])
  expect(fillBatches([], weigh, { rows: 10, bytes: 100 })).toEqual([])
})
