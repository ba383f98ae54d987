import { canonicalName, hash32, PATH_MEASURES } from '@weir/contracts'
import type { AffinityCondition, Comparison, EventCondition, Hit, Selector } from '@weir/contracts'
import { comparisonTest, whereTest } from './operators.ts'
import { SUM_SCALE, scalarsAt, sumUnits, textOf } from './values.ts'
import { nextFlip, trimLeaf, truthAt, valueAt } from './leaf.ts'
import type { Entry, LeafRule, LeafState, Measure } from './leaf.ts'
import { spanOf } from './windows.ts'
import { zoneOf } from './zones.ts'

/** A compiled condition over events: which it takes in, what is kept of them, and what that says at any instant. */
export interface EventLeaf {
  kind: 'event'
  /** A hash of the canonical definition: the key of its state in a person's blob, the same after every restart. */
  id: number
  key: string
  /** Canonical names, or the prefix of them, of the events it can take in. */
  names: readonly string[] | undefined
  prefix: string | undefined
  /** The entries that an event contributes; none when it is not selected. */
  entriesOf(hit: Hit, eid: string): Entry[]
  truthAt(state: LeafState, at: number): boolean
  /** The next instant after `after` at which the truth changes by itself; Infinity when it does not. */
  nextFlip(state: LeafState, after: number): number
  /** Drops what no instant from `now` on can tell apart. */
  trim(state: LeafState, now: number): void
  /** What the truth at T rests on: the entries that count then, and the measure where it is a number. */
  evidence(state: LeafState, at: number): Evidence
}

export interface Evidence {
  entries: Entry[]
  /** As the rule writes it (amounts not in ten-thousandths); undefined where there is none. */
  value: number | undefined
}

/** A leaf whose truth is a measure over a window. */
export interface WindowLeaf extends EventLeaf {
  rule: LeafRule
}

export function compileEventLeaf(condition: EventCondition): WindowLeaf {
  const { measure, comparison, path } = measureOf(condition)
  const own = measure === 'active_days' ? 'distinct' : measure
  const scaled = isAmount(own) ? scale(comparison) : comparison
  const latest = latestOf(own, comparison, condition.event)
  const rule = { span: spanOf(condition.within), measure: own, holds: comparisonTest(scaled), latest }
  const dayOf = measure === 'active_days' ? dayCounter(condition) : () => 0
  return windowLeaf(condition, condition.event, rule, (hit, eid) =>
    measure === 'active_days' ? [{ ...entry(hit, eid), text: String(dayOf(hit.event_time)) }] : entriesFor(own, path, hit, eid),
  )
}

/** `{ affinity: { by, value } }`: all events that have the path count. */
export function compileAffinityLeaf(condition: AffinityCondition): EventLeaf {
  const { by, value } = condition.affinity
  const measure = condition.share ? 'share' : 'rank'
  const comparison = (condition.share ?? condition.rank)!
  const rule = {
    span: spanOf(condition.within),
    measure,
    holds: comparisonTest(comparison),
    latest: Infinity,
    subject: value,
  } as const
  return windowLeaf(condition, { name_prefix: '' }, rule, (hit, eid) => entriesFor('distinct', affinityPath(by), hit, eid))
}

/** The short names of what people have an affinity to; anything with a dot is a path of its own. */
export function affinityPath(by: string): string[] {
  return (by.includes('.') ? by : `properties.contents.${by}`).split('.')
}

function windowLeaf(definition: unknown, selector: Selector, rule: LeafRule, entriesOf: EventLeaf['entriesOf']): WindowLeaf {
  const { span } = rule
  const matches = compileSelector(selector)
  return {
    ...identityOf(definition),
    ...namesOf(selector),
    rule,
    entriesOf: (hit, eid) =>
      span.takes(hit.event_time) && span.leave(hit.event_time) > span.enter(hit.event_time) && matches(hit)
        ? entriesOf(hit, eid)
        : [],
    truthAt: (state, at) => truthAt(rule, state, at),
    nextFlip: (state, after) => nextFlip(rule, state, after),
    trim: (state, now) => trimLeaf(rule, state, now),
    evidence(state, at) {
      const value = valueAt(rule, state, at)
      const entries = state.entries.filter(({ t }) => span.enter(t) <= at && at < span.leave(t))
      return { entries, value: value !== undefined && isAmount(rule.measure) ? value / SUM_SCALE : value }
    },
  }
}

export function identityOf(definition: unknown): { kind: 'event'; id: number; key: string } {
  const key = canonicalKey(definition)
  return { kind: 'event', id: hash32(`leaf\0${key}`), key }
}

/** An entry of an event, as far as every measure has it. */
export function entry(hit: Hit, eid: string): Entry {
  return { t: hit.event_time, eid, n: 1, units: 0, text: '' }
}

function entriesFor(measure: Measure, path: readonly string[], hit: Hit, eid: string): Entry[] {
  const base = entry(hit, eid)
  if (measure === 'count') return [base]
  const found = scalarsAt(hit.body, path)
  if (measure === 'distinct') return [...new Set(found.map(textOf))].map((text) => ({ ...base, text }))
  const units = found.map(sumUnits).filter((u) => u !== undefined)
  if (units.length === 0) return []
  switch (measure) {
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

/** @returns the measure with its comparison; a condition without one asks for at least one event. */
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

/** Amounts are compared in ten-thousandths. */
export function isAmount(measure: Measure): boolean {
  return (
    measure === 'sum' || measure === 'avg' || measure === 'min' || measure === 'max' || measure === 'first' || measure === 'last'
  )
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

/** The zone whose days are counted: that of the window, where it has one. */
export function zoneNameOf({ within }: Pick<EventCondition, 'within'>): string {
  return typeof within === 'object' && 'whole_days' in within ? (within.time_zone ?? 'UTC') : 'UTC'
}

function dayCounter(condition: EventCondition): (t: number) => number {
  const zone = zoneOf(zoneNameOf(condition))
  return (t) => zone.dayOf(t)
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
  if (measure === 'last') return revisable ? 1 + REVISABLE_MAX : 1
  if (measure !== 'count' && (measure !== 'distinct' || revisable)) return Infinity
  const reach = c.gte ?? c.lt
  const bound = c.between ? c.between[1] : (c.gt ?? c.lte ?? c.eq ?? c.ne ?? 0)
  const latest = Math.max(1, reach === undefined ? Math.floor(bound) + 1 : Math.ceil(reach)) + (revisable ? REVISABLE_MAX : 0)
  return measure === 'count' && latest > LATEST_MAX ? Infinity : latest
}

export function compileSelector(selector: Selector): (hit: Hit) => boolean {
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
