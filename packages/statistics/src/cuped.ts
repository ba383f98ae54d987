import { differenceOfMeans } from './difference.ts'
import type { Difference, MeanMoments } from './difference.ts'

/**
 * A metric y of each unit, and a covariate x from before the experiment, which it cannot have
 * changed: sums over units.
 */
export interface CovariateMoments {
  units: number
  metric: number
  covariate: number
  metricSquared: number
  product: number
  covariateSquared: number
}

/**
 * `reduction`: the share of the metric's variance that is gone, which is their correlation squared.
 */
export interface Adjusted {
  difference: Difference
  reduction: number
}

/**
 * The difference of means without what was different before: CUPED (Deng, Xu, Kohavi and Walker
 * 2013, "Improving the Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment
 * Data"). Each unit's y becomes y − θ(x − mean x); θ = cov(x, y) / var(x) within the arms, of both
 * together, so that it owes nothing to the effect.
 * @returns undefined where the means cannot be compared, or the covariate does not vary.
 */
export function cuped(treated: CovariateMoments, control: CovariateMoments): Adjusted | undefined {
  const arms = [treated, control].map(spreadOf)
  const varies = arms.reduce((sum, arm) => sum + arm.covariate, 0)
  const before = arms.reduce((sum, arm) => sum + arm.metric, 0)
  if (!(varies > 0) || !(before > 0)) return undefined
  const theta = arms.reduce((sum, arm) => sum + arm.product, 0) / varies
  const after = arms.reduce((sum, arm) => sum + residual(arm, theta), 0)
  const difference = differenceOfMeans(adjusted(treated, theta), adjusted(control, theta))
  return difference && { difference, reduction: 1 - after / before }
}

interface Spread {
  metric: number
  covariate: number
  product: number
}

/** Sums of squares and products about the means. */
function spreadOf({ units, metric, covariate, metricSquared, product, covariateSquared }: CovariateMoments): Spread {
  return {
    metric: Math.max(0, metricSquared - metric ** 2 / units),
    covariate: Math.max(0, covariateSquared - covariate ** 2 / units),
    product: product - (metric * covariate) / units,
  }
}

function residual(arm: Spread, theta: number): number {
  return Math.max(0, arm.metric - 2 * theta * arm.product + theta ** 2 * arm.covariate)
}

/** The mean x of all is the same in both arms, so it falls out of their difference. */
function adjusted(arm: CovariateMoments, theta: number): MeanMoments {
  return {
    units: arm.units,
    mean: (arm.metric - theta * arm.covariate) / arm.units,
    variance: residual(spreadOf(arm), theta) / (arm.units - 1),
  }
}
