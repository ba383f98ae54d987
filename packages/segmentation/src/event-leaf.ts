import { canonicalName, hash32 } from '@weir/contracts'
import type { Comparison, EventCondition, Hit, Selector } from '@weir/contracts'
import { comparisonTest, whereTest } from './operators.ts'
import { SUM_SCALE, scalarsAt, sumUnits, textOf } from './values.ts'
import type { Entry, LeafRule, Measure } from './leaf.ts'
import { spanOf } from './windows.ts'

/** A compiled event condition: which events it takes in, and the rule over them. */
export interface EventLeaf {
  kind: 'event'
  /** A hash of the canonical definition: the key of its state in a person's blob, the same after every restart. */
  id: number
  key: string
  names: readonly string[] | undefined
  prefix: string | undefined
  rule: LeafRule
  /** The entries that an event contributes; none when the selector does not match. */
  entriesOf(hit: Hit, eid: string): Entry[]
}

export function compileEventLeaf(condition: EventCondition): EventLeaf {
  const key = canonicalKey(condition)
  const { measure, comparison, path } = measureOf(condition)
  const span = spanOf(condition.within)
  const matches = compileSelector(condition.event)
  const scaled = measure === 'sum' ? scale(comparison) : comparison
  return {
    kind: 'event',
    id: hash32(`leaf\0${key}`),
    key,
    ...namesOf(condition.event),
    rule: { span, measure, holds: comparisonTest(scaled), latest: latestOf(measure, comparison, condition.event) },
    entriesOf(hit, eid) {
      if (!span.takes(hit.event_time) || span.leave(hit.event_time) <= span.enter(hit.event_time) || !matches(hit)) return []
      return entriesFor(measure, path, hit, eid)
    },
  }
}

function entriesFor(measure: Measure, path: readonly string[], hit: Hit, eid: string): Entry[] {
  const base = { t: hit.event_time, eid, n: 1, units: 0, text: '' }
  if (measure === 'count') return [base]
  const found = scalarsAt(hit.body, path)
  if (measure === 'distinct') return [...new Set(found.map(textOf))].map((text) => ({ ...base, text }))
  const units = found.map(sumUnits).filter((u) => u !== undefined)
  return units.length === 0 ? [] : [{ ...base, units: units.reduce((a, b) => a + b, 0) }]
}

/** @returns the measure with its comparison; a condition without one asks for at least one event. */
export function measureOf(condition: EventCondition): { measure: Measure; comparison: Comparison; path: string[] } {
  const measured = condition.sum ?? condition.distinct
  if (!measured) return { measure: 'count', comparison: condition.count ?? { gte: 1 }, path: [] }
  const { path, ...comparison } = measured
  return { measure: condition.sum ? 'sum' : 'distinct', comparison, path: path.split('.') }
}

/** A threshold rounds to ten-thousandths as the values do. */
export function scale(comparison: Comparison): Comparison {
  const units = (x: number): number => Math.floor(x * SUM_SCALE + 0.5)
  const scaled = Object.entries(comparison).map(([op, operand]) => [
    op,
    Array.isArray(operand) ? operand.map(units) : units(operand as number),
  ])
  return Object.fromEntries(scaled) as Comparison
}

/** A count that asks for more events than this is kept in buckets. */
const LATEST_MAX = 10_000
/** How many events of one person may be waiting for their copy on the other channel at once. */
const REVISABLE_MAX = 32

/**
 * How many events (texts) the comparison can tell apart: `gte 3` needs 3, `lte 3` needs 4 to see that it is more.
 * Infinity where all matter, or so many that buckets are the better bound (texts cannot be added up: they are kept). A copy that is merged adds values, so it can take
 * an event out of a selector with `not_exists` again: such leaves keep older ones in reserve.
 */
function latestOf(measure: Measure, c: Comparison, { where = [] }: Selector): number {
  const revisable = where.some(({ op }) => op === 'not_exists')
  if (measure === 'sum' || (measure === 'distinct' && revisable)) return Infinity
  const reach = c.gte ?? c.lt
  const bound = c.between ? c.between[1] : (c.gt ?? c.lte ?? c.eq ?? c.ne ?? 0)
  const latest = Math.max(1, reach === undefined ? Math.floor(bound) + 1 : Math.ceil(reach)) + (revisable ? REVISABLE_MAX : 0)
  return measure === 'count' && latest > LATEST_MAX ? Infinity : latest
}

function compileSelector(selector: Selector): (hit: Hit) => boolean {
  const { names, prefix } = namesOf(selector)
  const tests = (selector.where ?? []).map(whereTest)
  return (hit) =>
    (names ? names.includes(hit.name) : hit.name.startsWith(prefix as string)) &&
    (selector.source === undefined || hit.source === selector.source) &&
    tests.every((test) => test(hit.body))
}

/** The canonical names a selector asks for, or its prefix. */
export function namesOf(selector: Selector): { names: string[] | undefined; prefix: string | undefined } {
  const sent = selector.names ?? (selector.name === undefined ? undefined : [selector.name])
  return { names: sent?.map(canonicalName), prefix: selector.name_prefix }
}

/** The same text for conditions that mean the same by form: keys sorted, so that equal conditions share one state. */
export function canonicalKey(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}
