import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { chooseNumbers, chooseSome, sharesOf } from './choose.ts'

describe('choosing', () => {
  it('gives different numbers, rising, each with the same chance', () => {
    const random = seededRandom(7)
    const seen = Array.from({ length: 20 }, () => 0)
    for (let round = 0; round < 2_000; round++) {
      const chosen = chooseNumbers((below) => random.int(below), 20, 5)
      expect(chosen).toHaveLength(5)
      expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b))
      for (const n of chosen) seen[n]!++
    }
    // 500 expected; the standard deviation is about 19.
    for (const count of seen) expect(Math.abs(count - 500)).toBeLessThan(90)
  })

  it('gives all when there are no more than asked for', () => {
    const never = (): number => {
      throw new Error('there is nothing to draw')
    }
    expect(chooseNumbers(never, 3, 3)).toEqual([0, 1, 2])
    expect(chooseNumbers(never, 0, 3)).toEqual([])
    expect(chooseSome(never, ['a', 'b'], Infinity)).toEqual(['a', 'b'])
  })

  it('keeps the order of items', () => {
    expect(chooseSome(() => 0, ['a', 'b', 'c', 'd'], 2)).toEqual(['a', 'd'])
  })

  it('splits a number into even shares', () => {
    expect(sharesOf(200, 3)).toEqual([67, 67, 66])
    expect(sharesOf(1, 4)).toEqual([1, 0, 0, 0])
  })
})
