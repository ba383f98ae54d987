// Held by compare.test.ts
import type { CovariateMoments, RatioMoments } from '@weir/statistics'

/**
 * What was measured of the people of an arm: sums over them of the metric y, of what it is divided
 * by (1 for each person where it is no ratio), and of the covariate x from before their exposure.
 */
export interface ArmMoments {
  units: number
  metric: number
  per: number
  covariate: number
  metricSquared: number
  perSquared: number
  covariateSquared: number
  metricPer: number
  metricCovariate: number
}

/** As the ratio of two sums. */
export function ratioMoments({ units, metric, per, metricSquared, metricPer, perSquared }: ArmMoments): RatioMoments {
  return { units, part: metric, whole: per, partSquared: metricSquared, product: metricPer, wholeSquared: perSquared }
}

/** As a metric of each person with what was known of them before. */
export function covariateMoments(arm: ArmMoments): CovariateMoments {
  const { units, metric, covariate, metricSquared, covariateSquared } = arm
  return { units, metric, covariate, metricSquared, product: arm.metricCovariate, covariateSquared }
}
