// Held by rollups.test.ts
import { ATTRIBUTED_NAMES, ATTRIBUTED_WINDOWS } from '@weir/warehouse'
import { hasWholeHours } from '../../shared/time/hours.ts'
import { offsetsIn } from '../../shared/time/offsets.ts'
import type { Dimension } from '../dimensions.ts'
import type { MetricsQuery } from '../query.ts'
import type { RowsOptions } from '../rows.ts'
import { hasSums } from '../sums.ts'

const DIMENSIONS: ReadonlySet<Dimension> = new Set<Dimension>([
  'segment',
  'day',
  'week',
  'hour',
  'source',
  'campaign',
  'adgroup',
  'ad',
])

/**
 * Whether cells can tell what is asked. They have hours and ads, no persons (who are counted beside
 * them; intervals need them row by row), no machines, and amounts in the currency in which they
 * were.
 */
export function canBeRolledUp({ scope, zone, groupBy, isWithin, needed }: MetricsQuery, options: RowsOptions): boolean {
  const { money, level, isCreditShared } = options
  if (scope.anonymous || (scope.bots ?? 'exclude') !== 'exclude') return false
  if (isWithin === true || typeof money !== 'string' || level !== undefined || isCreditShared) return false
  if (!hasSums(needed) || groupBy.some((dimension) => !DIMENSIONS.has(dimension))) return false
  return hasWholeHours(offsetsIn({ from: scope.from, to: scope.to, zone }))
}

/**
 * Whether the conversions and landings asked for are among those that are attributed beforehand: by
 * the last touch, of all sources, without machines.
 */
export function canBeAttributed({ scope, conversions, attribution, credit }: MetricsQuery): boolean {
  if (attribution === 'none' || (credit !== undefined && credit.model !== 'last_touch')) return false
  if (scope.sources !== undefined || (scope.bots ?? 'exclude') !== 'exclude') return false
  const { clickMs = 0, viewMs = 0 } = attribution
  if (clickMs > ATTRIBUTED_WINDOWS.clickMs || viewMs > ATTRIBUTED_WINDOWS.viewMs) return false
  return conversions.every((name) => ATTRIBUTED_NAMES.includes(name))
}
