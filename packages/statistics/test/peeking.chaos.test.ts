import { expect, it } from 'vitest'
import { falsePositives } from '../src/testing/peeking.ts'

it('2,000 experiments without effect, each looked at 100 times: at most alpha are called one', () => {
  const { anytime, naive } = falsePositives({ experiments: 2_000, looks: 100, unitsPerLook: 100, alpha: 0.05, seed: 7 })
  console.log(`false positives of 2,000 x 100 looks: always valid ${anytime}, fixed ${naive}`)
  // Two standard errors of 2,000 draws above alpha.
  expect(anytime).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 2_000))
  expect(naive).toBeGreaterThan(0.3)
})
