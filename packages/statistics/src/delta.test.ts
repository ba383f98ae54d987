import { expect, it } from 'vitest'
import { ratioInterval } from './delta.ts'
import type { RatioMoments } from './delta.ts'

function momentsOf(units: readonly (readonly [number, number])[]): RatioMoments {
  const sum = (of: (x: number, y: number) => number): number => units.reduce((all, [x, y]) => all + of(x, y), 0)
  return {
    units: units.length,
    part: sum((x) => x),
    whole: sum((_, y) => y),
    partSquared: sum((x) => x * x),
    product: sum((x, y) => x * y),
    wholeSquared: sum((_, y) => y * y),
  }
}

it('is that of a mean where every unit counts once', () => {
  // Student's sleep data, group 2: mean 2.33, standard deviation 2.002249, n = 10.
  const extra = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
  const interval = ratioInterval(momentsOf(extra.map((x) => [x, 1])), '95')
  const half = (1.959963984540054 * 2.002249) / Math.sqrt(10)
  expect(interval?.low).toBeCloseTo(2.33 - half, 5)
  expect(interval?.high).toBeCloseTo(2.33 + half, 5)
})

it('is a point where all units have the same ratio, and none without two units or a whole', () => {
  const same = ratioInterval(
    momentsOf([
      [2, 1],
      [4, 2],
      [6, 3],
    ]),
    '95',
  )
  expect(same?.low).toBeCloseTo(2, 6)
  expect(same?.high).toBeCloseTo(2, 6)
  expect(ratioInterval(momentsOf([[2, 1]]), '95')).toBeUndefined()
  expect(
    ratioInterval(
      momentsOf([
        [2, 0],
        [1, 0],
      ]),
      '95',
    ),
  ).toBeUndefined()
  expect(
    ratioInterval(
      momentsOf([
        [Number.NaN, 1],
        [1, 1],
      ]),
      '95',
    ),
  ).toBeUndefined()
})

it('has the true ratio in it as often as it says, where one person does several things', () => {
  // A fixed sequence (Lehmer), so that the count is the same each time.
  let seed = 20_240_501
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  let [within, events] = [0, 0]
  const runs = 2000
  for (let run = 0; run < runs; run++) {
    const people = Array.from({ length: 400 }, (): [number, number] => {
      const tries = 1 + Math.floor(random() * 9)
      // Costs hang together within a person: 2.5 on average per try.
      const cost = random() * 5
      return [cost * tries, tries]
    })
    const moments = momentsOf(people)
    const interval = ratioInterval(moments, '95')!
    if (interval.low <= 2.5 && 2.5 <= interval.high) within++
    // As if each try were a unit of its own: too narrow.
    const half = (1.96 * (5 / Math.sqrt(12))) / Math.sqrt(moments.whole)
    if (Math.abs(moments.part / moments.whole - 2.5) <= half) events++
  }
  expect(within / runs).toBeGreaterThan(0.935)
  expect(within / runs).toBeLessThan(0.965)
  expect(events / runs).toBeLessThan(0.9)
})
