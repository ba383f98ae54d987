import { PATH_MEASURES, keysOf } from '@weir/contracts'
import type { Comparison, EventCondition, Selector } from '@weir/contracts'
import type { Entry, Measure, PlainEntry } from '../state/entry.ts'
import type { EventFields } from '../definition/selectors.ts'
import { zoneOf } from '../definition/time-zones.ts'
import type { EntrySource } from '../state/state-spec.ts'
import { SUM_SCALE, scalarsAt, sumUnits, textOf } from '../definition/values.ts'

/**
 * @returns the measure with its comparison; without a measure, a condition asks for at least one
 *   event.
 */
export function measureOf(condition: EventCondition): {
  measure: Measure | 'active_days'
  comparison: Comparison
  path: string[]
} {
  for (const measure of PATH_MEASURES) {
    const measured = condition[measure]
    if (!measured) continue
    const { path, ...comparison } = measured
    return { measure, comparison, path: path.split('.') }
  }
  if (condition.active_days) return { measure: 'active_days', comparison: condition.active_days, path: [] }
  return { measure: 'count', comparison: condition.count ?? { gte: 1 }, path: [] }
}

/** Amounts are compared in ten-thousandths; every measure of a path but `distinct` is one. */
export function comparesAmounts(measure: Measure): boolean {
  return measure !== 'distinct' && PATH_MEASURES.some((amount) => amount === measure)
}

/**
 * Rounds the operands to ten-thousandths, as values are rounded. An operand that overflows becomes
 * the largest number, so that it can still be stored.
 */
export function scale(comparison: Comparison): Comparison {
  const units = (x: number): number => {
    const scaled = Math.floor(x * SUM_SCALE + 0.5)
    return Number.isFinite(scaled) ? scaled : Math.sign(x) * Number.MAX_VALUE
  }
  const { between, ...plain } = comparison
  const scaled = { ...plain }
  for (const op of keysOf(plain)) scaled[op] = units(plain[op]!)
  return between === undefined ? scaled : { ...scaled, between: [units(between[0]), units(between[1])] }
}

/** Returns the zone whose days are counted: the zone of the window if it has one, else UTC. */
export function zoneNameOf({ within }: Pick<EventCondition, 'within'>): string {
  return typeof within === 'object' && 'whole_days' in within ? (within.time_zone ?? 'UTC') : 'UTC'
}

/** Counts that need more events than this are kept in buckets. */
const LATEST_MAX = 10_000
/** How many events of one person may wait at once for their copy on the other channel. */
export const REVISABLE_MAX = 32

/**
 * Returns how many events (or texts) the comparison can tell apart: `gte 3` needs 3, `lte 3` needs
 * 4 to see that there are more. Infinity if all events matter, or if there are so many that buckets
 * are the better bound (texts cannot be added up, so they are kept). Merging a copy adds values,
 * which can take an event out of a selector with `not_exists`; such window states keep older events
 * in reserve.
 */
export function latestOf(measure: Measure, c: Comparison, selector: Selector): number {
  const revisable = isRevisable(selector)
  if (measure === 'last') return revisable ? 1 + REVISABLE_MAX : 1
  if (measure !== 'count' && (measure !== 'distinct' || revisable)) return Infinity
  const reach = c.gte ?? c.lt
  const bound = c.between ? c.between[1] : (c.gt ?? c.lte ?? c.eq ?? c.ne ?? 0)
  const latest = Math.max(1, reach === undefined ? Math.floor(bound) + 1 : Math.ceil(reach)) + (revisable ? REVISABLE_MAX : 0)
  return measure === 'count' && latest > LATEST_MAX ? Infinity : latest
}

/**
 * Returns the amounts that a median is compared with, ascending. Its buckets have to tell them
 * apart.
 * @param comparison in ten-thousandths.
 */
export function cutsOf(comparison: Comparison): number[] {
  return [...new Set(Object.values(comparison).flat())].sort((a, b) => a - b)
}

/** Whether an event that is selected may not be any more once its copy has been merged. */
export function isRevisable({ where = [] }: Selector): boolean {
  return where.some(({ op }) => op === 'not_exists')
}

const NONE: readonly Entry[] = []

/** What selected events add to the measure of a condition. */
export function measuredEntries(condition: EventCondition): EntrySource['entriesOf'] {
  const { measure, path } = measureOf(condition)
  if (measure !== 'active_days') return (hit, plain) => entriesFor(measure, path, hit, plain)
  const zone = zoneOf(zoneNameOf(condition))
  return (hit, [entry]) => [{ ...entry, text: String(zone.dayOf(hit.event_time)) }]
}

/**
 * Returns the entries that a selected event adds to a measure: one per text or per amount, one with
 * the amount of the event, or none.
 */
export function entriesFor(measure: Measure, path: readonly string[], hit: EventFields, plain: PlainEntry): readonly Entry[] {
  if (measure === 'count') return plain
  const [base] = plain
  const found = scalarsAt(hit.body, path)
  // Sorted as they are kept, so that inserting a thousand texts of one event stays cheap.
  if (measure === 'distinct') return [...new Set(found.map(textOf))].sort().map((text) => ({ ...base, text }))
  const units = found.map(sumUnits).filter((u) => u !== undefined)
  if (units.length === 0) return NONE
  switch (measure) {
    case 'median':
      return entryPerAmount(base, units)
    case 'min':
      return [{ ...base, units: Math.min(...units) }]
    case 'max':
      return [{ ...base, units: Math.max(...units) }]
    case 'first':
      return [{ ...base, units: units[0]! }]
    case 'last':
      return [{ ...base, units: units.at(-1)! }]
    default:
      return [{ ...base, n: measure === 'avg' ? units.length : 1, units: units.reduce((a, b) => a + b, 0) }]
  }
}

/**
 * Returns one entry per different amount, with how often the event has it. Their texts tell them
 * apart.
 */
function entryPerAmount(base: Entry, units: readonly number[]): Entry[] {
  const counts = new Map<number, number>()
  for (const amount of units) counts.set(amount, (counts.get(amount) ?? 0) + 1)
  const entries = [...counts].map(([amount, n], i) => ({ ...base, n, units: amount, text: i === 0 ? '' : String(i) }))
  return entries.length === 1 ? entries : entries.sort((a, b) => (a.text < b.text ? -1 : 1))
}
