import { alwaysValid } from '../always-valid.ts'
import { differenceOfShares } from '../difference.ts'
import type { Proportion } from '../two-samples.ts'

/**
 * How many of several experiments without any effect are called a difference by looking again and
 * again: with the answer that is always valid, and with the fixed one.
 */
export function falsePositives(told: { experiments: number; looks: number; unitsPerLook: number; alpha: number; seed: number }): {
  anytime: number
  naive: number
} {
  let seed = told.seed
  // Lehmer's generator of 1988.
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  let [anytime, naive] = [0, 0]
  for (let experiment = 0; experiment < told.experiments; experiment++) {
    const found = lookAgain(told, random)
    if (found.anytime) anytime++
    if (found.naive) naive++
  }
  return { anytime: anytime / told.experiments, naive: naive / told.experiments }
}

interface Looked {
  looks: number
  unitsPerLook: number
  alpha: number
}

function lookAgain({ looks, unitsPerLook, alpha }: Looked, random: () => number): { anytime: boolean; naive: boolean } {
  const arms: [Proportion, Proportion] = [
    { successes: 0, trials: 0 },
    { successes: 0, trials: 0 },
  ]
  const found = { anytime: false, naive: false }
  for (let look = 0; look < looks; look++) {
    for (let unit = 0; unit < unitsPerLook; unit++) {
      const arm = arms[random() < 0.5 ? 0 : 1]
      arm.trials++
      if (random() < 0.2) arm.successes++
    }
    const difference = differenceOfShares(arms[0], arms[1])
    if (!difference) continue
    if (alwaysValid(difference, alpha, (looks * unitsPerLook) / 2).p <= alpha) found.anytime = true
    if (difference.p <= alpha) found.naive = true
  }
  return found
}
