import type { Interval } from '@weir/statistics'
import type { Effect } from './compare.ts'

/** What an arm brought beyond what its people would have done as the control. */
export interface Uplift {
  conversions: number
  interval: Interval
}

/** `high` is undefined where the arm may have brought nothing: then each may have cost anything. */
export interface UpliftCost {
  value: number
  low: number
  high: number | undefined
}

/** @param effect on the share of people who convert. @param people of the arm. */
export function upliftOf(effect: Effect, people: number): Uplift {
  const { low, high } = effect.always
  return { conversions: effect.value * people, interval: { low: low * people, high: high * people } }
}

/**
 * What one conversion more has cost: spend beyond the control's, for as many people, divided by the
 * conversions beyond the control's. The ends come from those of the conversions.
 * @returns undefined where there are no more conversions, or nothing more was spent.
 */
export function upliftCost({ conversions, interval }: Uplift, spent: SpentByArm): UpliftCost | undefined {
  const more = spent.treated - (spent.control * spent.treatedPeople) / spent.controlPeople
  if (!(conversions > 0) || !(more > 0)) return undefined
  return { value: more / conversions, low: more / interval.high, high: interval.low > 0 ? more / interval.low : undefined }
}

/** Money, in one currency. */
export interface SpentByArm {
  treated: number
  control: number
  treatedPeople: number
  controlPeople: number
}
