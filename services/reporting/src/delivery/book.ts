import type { Targeting } from '@weir/contracts'
import type { DeliveryGroup } from './query.ts'
import { addTotals } from './metrics.ts'
import type { DeliveryTotals } from './metrics.ts'

/** Delivery of an ad group on a day, with the other keys of its group. */
export interface OfAdgroup {
  adgroup: string
  /** `YYYY-MM-DD` */
  day: string
  group: DeliveryGroup
}

/**
 * Books delivery to the segments that its ad group was aimed at on that day, whole to each of them;
 * what is booked to none has no segment. Groups with the same keys are added up.
 * @param only the segments asked for; all of them, and what has none, unless told.
 */
export function bookToSegments(
  delivered: readonly OfAdgroup[],
  targeting: ReadonlyMap<string, Pick<Targeting, 'bookings'>>,
  only?: ReadonlySet<string>,
): { segment: string | null; keys: string[]; sums: DeliveryTotals }[] {
  const booked = new Map<string, { segment: string | null; keys: string[]; sums: DeliveryTotals }>()
  for (const { adgroup, day, group } of delivered) {
    for (const segment of segmentsOn(targeting.get(adgroup), day)) {
      if (only && (segment === null || !only.has(segment))) continue
      const id = JSON.stringify([segment, ...group.keys])
      const before = booked.get(id)
      const sums = before ? addTotals(before.sums, group.sums) : group.sums
      booked.set(id, { segment, keys: group.keys, sums })
    }
  }
  return [...booked.values()]
}

function segmentsOn(targeting: Pick<Targeting, 'bookings'> | undefined, day: string): readonly (string | null)[] {
  const booking = targeting?.bookings.find(({ from, to }) => (from ?? '') <= day && (to === undefined || day < to))
  return booking ? booking.include : [null]
}
