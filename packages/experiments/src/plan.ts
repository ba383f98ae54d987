import { DEFAULT_TUNING, minimumDetectableEffect, sampleSize } from '@weir/statistics'
import { valueOf, varianceOf } from './compare.ts'
import type { ArmMoments } from './moments.ts'

/** What an experiment aims at. */
export interface Aim {
  /** The least relative effect worth finding. */
  effect: number
  alpha: number
  power: number
  /** Of the arms in their order, the control first; in any unit. */
  weights: readonly number[]
}

/**
 * - `peopleNeeded`: in all arms together, for the aim; undefined while the control tells too
 *   little.
 * - `daysLeft`: until then, if people come as they came so far.
 * - `detectable`: the least relative effect that is found with the people of now.
 */
export interface Outlook {
  peopleNeeded: number | undefined
  daysLeft: number | undefined
  detectable: number | undefined
}

/**
 * How long an experiment still takes, of answers that may be looked at again and again; variances
 * are those of the control.
 * @param days since the first exposure.
 */
export function outlook(control: ArmMoments, people: number, days: number, aim: Aim): Outlook {
  const [value, variance] = [valueOf(control), varianceOf(control)]
  const none: Outlook = { peopleNeeded: undefined, daysLeft: undefined, detectable: undefined }
  if (value === undefined || variance === undefined || !(value > 0) || !(variance > 0)) return none
  const whole = aim.weights.reduce((sum, weight) => sum + weight, 0)
  const [first = 0, ...others] = aim.weights
  const shares = { control: first / whole, treated: Math.min(...others) / whole }
  const look = { alpha: aim.alpha / others.length, sides: 2, tuning: DEFAULT_TUNING } as const
  const groups = { control: { share: shares.control, variance }, treated: { share: shares.treated, variance } }
  const needed = sampleSize(aim.effect * value, groups, aim.power, look)
  const rate = people / days
  const error = Math.sqrt((variance / shares.control + variance / shares.treated) / people)
  const compared = people * (shares.control + shares.treated)
  const detectable = minimumDetectableEffect(() => error, compared, aim.power, look)
  return {
    peopleNeeded: needed,
    daysLeft: rate > 0 && Number.isFinite(rate) ? Math.max(0, Math.ceil((needed - people) / rate)) : undefined,
    detectable: detectable === undefined ? undefined : detectable / value,
  }
}
