import { DELIVERY_BREAKDOWNS } from '@weir/contracts'
import type { DeliveryBreakdown } from '@weir/contracts'

/** By what a report of delivery can be grouped. */
export const DELIVERY_DIMENSIONS = [
  'segment',
  'day',
  'hour',
  'source',
  'account',
  'campaign',
  'adgroup',
  'ad',
  ...DELIVERY_BREAKDOWNS,
] as const
export type DeliveryDimension = (typeof DELIVERY_DIMENSIONS)[number]

/** Those that events have as well, so that both can stand side by side. */
export const SHARED = ['segment', 'day', 'campaign', 'adgroup', 'ad'] as const
export type SharedDimension = (typeof SHARED)[number]

export function isOfBoth(dimension: DeliveryDimension): dimension is SharedDimension {
  return (SHARED as readonly string[]).includes(dimension)
}

export function isBreakdown(dimension: DeliveryDimension): dimension is DeliveryBreakdown {
  return (DELIVERY_BREAKDOWNS as readonly string[]).includes(dimension)
}
