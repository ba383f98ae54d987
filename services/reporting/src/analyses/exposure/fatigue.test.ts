import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { fatigueOf, firstTired } from './fatigue.ts'
import type { Exposed } from './fatigue.ts'

const counts = (...clicked: number[]): Exposed[] => clicked.map((one, i) => ({ n: i + 1, impressions: 1_000, clicked: one }))

describe('firstTired', () => {
  it('is the first that is clicked less than all before it', () => {
    expect(firstTired(counts(100, 102, 98, 50, 40), '95')?.n).toBe(4)
    expect(firstTired(counts(100, 50, 100), '95')?.n).toBe(2)
    expect(firstTired(counts(50, 100, 100), '95')).toBeUndefined()
    expect(firstTired(counts(100, 95, 97, 92), '95')).toBeUndefined()
  })

  it('corrects for how many there are', () => {
    // As prop.test(c(77, 100), c(1000, 1000), "less", correct = FALSE) of R has it.
    expect(firstTired(counts(100, 77), '95')).toMatchObject({ n: 2, p: expect.closeTo(0.0347, 3) as number })
    expect(firstTired(counts(100, 77, 90, 90, 90), '95')).toBeUndefined()
  })

  it('finds nothing where nothing was shown or clicked', () => {
    expect([firstTired([], '95'), firstTired(counts(0, 0, 0), '95')]).toEqual([undefined, undefined])
    expect(
      firstTired([...counts(100), { n: 2, impressions: 0, clicked: 0 }, { n: 3, impressions: 1_000, clicked: 20 }], '95')?.n,
    ).toBe(3)
  })
})

describe('its interval', () => {
  const partsOf = (shares: readonly number[], people: number, seed: number): Exposed[][] => {
    const random = seededRandom(seed)
    return Array.from({ length: 100 }, () =>
      shares.map((share, i) => ({
        n: i + 1,
        impressions: people / 100,
        clicked: Array.from({ length: people / 100 }, () => random.chance(share)).filter(Boolean).length,
      })),
    )
  }

  it('is narrow where the point is clear, and open where it is not', () => {
    expect(fatigueOf(partsOf([0.2, 0.2, 0.05, 0.05], 4_000, 1), 4, '95')).toMatchObject({ n: 3, low: 3, high: 3, found: 1 })
    const faint = [1, 2, 3, 4, 5, 6].map((seed) => fatigueOf(partsOf([0.1, 0.09, 0.08, 0.08], 1_500, seed), 4, '95'))
    expect(faint.some((one) => one !== undefined && (one.high === null || one.high > one.low))).toBe(true)
  })

  it('finds fatigue where there is none as rarely as it says', () => {
    const found = Array.from({ length: 200 }, (_, seed) =>
      firstTired(
        partsOf([0.1, 0.1, 0.1, 0.1, 0.1], 1_000, seed)
          .flat()
          .reduce((sums: Exposed[], one) => {
            const sum = (sums[one.n - 1] ??= { n: one.n, impressions: 0, clicked: 0 })
            sum.impressions += one.impressions
            sum.clicked += one.clicked
            return sums
          }, []),
        '95',
      ),
    ).filter(Boolean)
    expect(found.length).toBeLessThan(20)
  })
})
