import { describe, expect, it } from 'vitest'
import { alwaysValid, alwaysValidDeviations } from './always-valid.ts'
import { normalUpperQuantile } from './normal.ts'
import { minimumDetectableEffect, powerOf, relativeError, sampleSize } from './power.ts'

/**
 * GrowthBook's tables (MIT), packages/shared/test/power.test.ts: 3 variations of 1,500 people a
 * week, alpha .05, power .8.
 */
const CLICKS = {
  power: [0.073, 0.0965, 0.1204, 0.14458, 0.16895, 0.19342, 0.21791, 0.24235, 0.26666],
  mde: [0.36767, 0.24505, 0.19525, 0.16673, 0.14774, 0.13394, 0.12336, 0.11491, 0.10796],
  sequentialPower: [0.05936, 0.06912, 0.07849, 0.08761, 0.09657, 0.10541, 0.11415, 0.12282, 0.13142],
  sequentialMde: [0.65545, 0.4112, 0.32394, 0.27607, 0.24484, 0.22241, 0.20532, 0.19172, 0.18058],
}
const REVENUE = {
  power: [0.17053, 0.29389, 0.41122, 0.51749, 0.61037, 0.68938, 0.75513, 0.80886, 0.85213],
  mde: [1.26769, 0.71941, 0.54299, 0.4506, 0.39208, 0.35099, 0.32018, 0.29603, 0.27647],
  sequentialPower: [0.09832, 0.14992, 0.19972, 0.24784, 0.29426, 0.33888, 0.38165, 0.42249, 0.46136],
  sequentialMde: [4.33868, 1.51846, 1.04943, 0.84084, 0.71862, 0.63663, 0.577, 0.53123, 0.49473],
}
// As there: with the control's variance for both groups.
const clicksError = (units: number) => (effect: number) =>
  relativeError({ mean: 0.1, variance: 0.09, units }, { variance: 0.09, units }, effect)
const revenueError = (units: number) => (effect: number) =>
  relativeError({ mean: 0.1, variance: 0.5, units }, { variance: 0.5, units }, effect)

describe.each([
  ['clicks', CLICKS, clicksError, 0.05],
  ['revenue', REVENUE, revenueError, 0.3],
] as const)('power by week: %s', (_, table, errorWith, effect) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('is in the table: week %d', (week) => {
    const units = 1_500 * week
    const errorOf = errorWith(units)
    const fixed = { alpha: 0.05, sides: 2 } as const
    expect(powerOf(effect, errorOf(effect), 2 * units, fixed)).toBeCloseTo(table.power[week - 1]!, 4)
    expect(minimumDetectableEffect(errorOf, 2 * units, 0.8, fixed)).toBeCloseTo(table.mde[week - 1]!, 4)
    // There, an always valid answer widens the chance of the estimate itself as much as its
    // interval.
    const wide = alwaysValidDeviations(2 * units, 0.05, 5_000) / normalUpperQuantile(0.025)
    const wideError = (size: number): number => wide * errorOf(size)
    expect(powerOf(effect, wideError(effect), 2 * units, fixed)).toBeCloseTo(table.sequentialPower[week - 1]!, 4)
    expect(minimumDetectableEffect(wideError, 2 * units, 0.8, fixed)).toBeCloseTo(table.sequentialMde[week - 1]!, 4)
  })
})

describe('sampleSize', () => {
  it("is that of several arms in Spotify's confidence (Apache-2.0), four tests of one side, alpha .01", () => {
    const look = { alpha: 0.01 / 4, sides: 1 } as const
    const shares = { control: 0.5, treated: 0.2 }
    const bananas = 0.7 * (1 + 0.00617)
    const binary = sampleSize(
      0.7 * 0.00617,
      {
        control: { share: shares.control, variance: 0.21 },
        treated: { share: shares.treated, variance: bananas * (1 - bananas) },
      },
      0.8,
      look,
    )
    expect(binary / 1_042_868).toBeCloseTo(1, 3)
    const variance = 2.13
    const mean = sampleSize(
      4.56 * 0.01,
      { control: { share: shares.control, variance }, treated: { share: shares.treated, variance } },
      0.8,
      look,
    )
    expect(mean / 95_459).toBeCloseTo(1, 3)
  })

  it('is 63 a group for half a deviation, as every table says, and infinite for nothing', () => {
    const groups = { control: { share: 0.5, variance: 1 }, treated: { share: 0.5, variance: 1 } }
    expect(sampleSize(0.5, groups, 0.8, { alpha: 0.05, sides: 2 })).toBe(126)
    expect(sampleSize(0, groups, 0.8, { alpha: 0.05, sides: 2 })).toBe(Infinity)
  })
})

it('needs more units for an always valid answer, and as many as give that power', () => {
  const groups = { control: { share: 0.5, variance: 1 }, treated: { share: 0.5, variance: 1 } }
  const look = { alpha: 0.05, sides: 2, tuning: 5_000 } as const
  const units = sampleSize(0.1, groups, 0.8, look)
  expect(units).toBeGreaterThan(1.5 * sampleSize(0.1, groups, 0.8, { alpha: 0.05, sides: 2 }))
  expect(powerOf(0.1, Math.sqrt(4 / units), units, look)).toBeCloseTo(0.8, 3)
})

it('is how often an always valid answer has found the effect by then, if looked at once', () => {
  let seed = 20_240_901
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const [effect, error, units, tuning] = [3, 1, 4_000, 5_000]
  let found = 0
  for (let run = 0; run < 20_000; run++) {
    const value = effect + error * normalUpperQuantile(random())
    if (alwaysValid({ value, error, units, degrees: Infinity, p: 0 }, 0.05, tuning).p <= 0.05) found++
  }
  expect(found / 20_000).toBeCloseTo(powerOf(effect, error, units, { alpha: 0.05, sides: 2, tuning }), 1.7)
})

it('finds no effect where the error grows as fast as the effect', () => {
  expect(minimumDetectableEffect((effect) => 1 + effect, 100, 0.8, { alpha: 0.05, sides: 2 })).toBeUndefined()
})
