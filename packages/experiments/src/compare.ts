import type { ExperimentMetric } from '@weir/contracts'
import {
  alwaysValid,
  cuped,
  DEFAULT_TUNING,
  differenceInterval,
  differenceOfMeans,
  differenceOfRatios,
  differenceOfShares,
  meanMoments,
  ratioVariance,
  relativeDifference,
} from '@weir/statistics'
import type { Difference, Interval } from '@weir/statistics'
import { covariateMoments, ratioMoments } from './moments.ts'
import type { ArmMoments } from './moments.ts'

/** A difference as it is told, in the metric's own unit or as a share of the control's value. */
export interface Effect {
  value: number
  /** For who looks once. */
  fixed: Interval
  /** For who looks again and again. */
  always: Interval
}

/** An arm beside the control. */
export interface ArmComparison {
  /** Undefined where there is nothing to divide by. */
  value: number | undefined
  control: number | undefined
  effect: Effect | undefined
  /** Undefined where the control's value may be 0. */
  relative: Effect | undefined
  /** Of a fixed test, and of the one that may be looked at again and again. */
  p: number | undefined
  pAlways: number | undefined
  /** The share of the variance that the covariate took away; undefined where none was used. */
  reduction: number | undefined
}

/**
 * Compares an arm with the control: shares by the z test, means by Welch's, ratios by the delta
 * method; shares and means with less noise where the covariate says something (CUPED).
 * @param alpha the chance that an interval is wrong.
 */
export function compareArms(
  kind: ExperimentMetric['kind'],
  treated: ArmMoments,
  control: ArmMoments,
  alpha: number,
): ArmComparison {
  const plain = differenceOf(kind, treated, control)
  const adjusted = plain && kind !== 'ratio' ? cuped(covariateMoments(treated), covariateMoments(control)) : undefined
  // A covariate that explains nothing costs a degree of freedom and adds a reason to doubt.
  const isUseful = adjusted !== undefined && adjusted.reduction > 0.01
  const difference = isUseful ? adjusted.difference : plain
  const [value, base] = [valueOf(treated), valueOf(control)]
  const error = errorOf(control)
  const relative =
    difference && base !== undefined && error !== undefined ? relativeDifference(difference, { value: base, error }) : undefined
  return {
    value,
    control: base,
    effect: difference && effectOf(difference, alpha),
    relative: relative && effectOf(relative, alpha),
    p: difference?.p,
    pAlways: difference && alwaysValid(difference, alpha, DEFAULT_TUNING).p,
    reduction: isUseful ? adjusted.reduction : undefined,
  }
}

/** The metric's value in an arm; undefined where there is nothing to divide by. */
export function valueOf({ metric, per }: ArmMoments): number | undefined {
  return per > 0 ? metric / per : undefined
}

/** The variance of one person's contribution to the value; undefined for fewer than two. */
export function varianceOf(arm: ArmMoments): number | undefined {
  const variance = ratioVariance(ratioMoments(arm))
  return variance === undefined ? undefined : variance * arm.units
}

function errorOf(arm: ArmMoments): number | undefined {
  const variance = ratioVariance(ratioMoments(arm))
  return variance === undefined ? undefined : Math.sqrt(variance)
}

function differenceOf(kind: ExperimentMetric['kind'], treated: ArmMoments, control: ArmMoments): Difference | undefined {
  switch (kind) {
    case 'share':
      return differenceOfShares(
        { successes: treated.metric, trials: treated.units },
        { successes: control.metric, trials: control.units },
      )
    case 'mean': {
      const means = [treated, control].map(({ units, metric, metricSquared }) => meanMoments(units, metric, metricSquared))
      return means[0] && means[1] && differenceOfMeans(means[0], means[1])
    }
    default:
      return differenceOfRatios(ratioMoments(treated), ratioMoments(control))
  }
}

function effectOf(difference: Difference, alpha: number): Effect {
  return {
    value: difference.value,
    fixed: differenceInterval(difference, alpha),
    always: alwaysValid(difference, alpha, DEFAULT_TUNING).interval,
  }
}
