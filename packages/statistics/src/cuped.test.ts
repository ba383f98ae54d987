import { expect, it } from 'vitest'
import { cuped } from './cuped.ts'
import type { CovariateMoments } from './cuped.ts'
import { differenceInterval } from './difference.ts'
import { normalUpperQuantile } from './normal.ts'

let seed = 20_240_701
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
const normal = (): number => normalUpperQuantile(random())

/** Units whose metric and covariate have the correlation `rho`, and an effect on the metric. */
function arm(units: number, rho: number, effect: number): CovariateMoments {
  const sums: CovariateMoments = { units, metric: 0, covariate: 0, metricSquared: 0, product: 0, covariateSquared: 0 }
  for (let i = 0; i < units; i++) {
    const x = normal()
    const y = effect + rho * x + Math.sqrt(1 - rho ** 2) * normal()
    sums.metric += y
    sums.covariate += x
    sums.metricSquared += y * y
    sums.product += x * y
    sums.covariateSquared += x * x
  }
  return sums
}

it.each([0, 0.5, 0.8])('takes away the share of the variance that theory says: correlation %d', (rho) => {
  const { reduction } = cuped(arm(20_000, rho, 0), arm(20_000, rho, 0))!
  expect(reduction).toBeCloseTo(rho ** 2, 1.7)
})

it('has the true effect in its interval as often as it says, and in a narrower one', () => {
  let within = 0
  const runs = 500
  for (let run = 0; run < runs; run++) {
    const { difference } = cuped(arm(150, 0.7, 0.3), arm(250, 0.7, 0))!
    const { low, high } = differenceInterval(difference, 0.05)
    if (low <= 0.3 && 0.3 <= high) within++
    expect(difference.error).toBeLessThan(Math.sqrt(1 / 150 + 1 / 250))
  }
  expect(within / runs).toBeGreaterThan(0.93)
  expect(within / runs).toBeLessThan(0.97)
})

it('is undefined where the covariate or the metric does not vary', () => {
  const same: CovariateMoments = { units: 4, metric: 6, covariate: 0, metricSquared: 12, product: 0, covariateSquared: 0 }
  expect(cuped(same, same)).toBeUndefined()
})
