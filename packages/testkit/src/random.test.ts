import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'

test('a seed repeats its numbers, another seed has others', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: 20 }, () => random.int(1000))
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('the numbers are those of the published generator', () => {
  // The first three of mulberry32(0), as its C code prints them, divided by 2^32.
  const random = seededRandom(0)
  expect([random.next(), random.next(), random.next()]).toEqual([0.26642920868471265, 0.0003297457005828619, 0.2232720274478197])
})

test('int covers its range evenly and refuses an empty one', () => {
  const random = seededRandom(1)
  const seen = [0, 0, 0, 0]
  for (let i = 0; i < 40_000; i++) seen[random.int(4)]! += 1
  for (const n of seen) expect(Math.abs(n - 10_000)).toBeLessThan(400)
  expect(() => random.int(0)).toThrow(RangeError)
  expect(() => random.pick([])).toThrow(RangeError)
})

test('shuffle keeps the items and the given array', () => {
  const given = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const out = seededRandom(3).shuffle(given)
  expect(out).not.toEqual(given)
  expect(out.toSorted((a, b) => a - b)).toEqual(given)
})

test('a fork draws on its own', () => {
  const [one, two] = [seededRandom(5), seededRandom(5)]
  const [forkOne, forkTwo] = [one.fork(), two.fork()]
  forkOne.next()
  expect(one.next()).toBe(two.next())
  forkTwo.next()
  expect(forkOne.next()).toBe(forkTwo.next())
})
