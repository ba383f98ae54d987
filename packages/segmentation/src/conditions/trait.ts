// Held by packages/segmentation/src/evolve/since.prop.test.ts

import { durationMs, hash32, OPS, RELATIVE_OPS } from '@weir/contracts'
import type { RelativeOp, TraitCondition } from '@weir/contracts'
import { canonicalKey } from '../definition/selectors.ts'
import { operatorTest } from '../definition/operators.ts'
import { dateOf, scalarsAt } from '../definition/values.ts'
import type { ScalarValue } from '../definition/values.ts'

/**
 * One value of a trait. The list of them is ordered by event time (ties by eid), oldest first; the
 * last value that has begun is in force.
 */
export interface TraitEntry {
  t: number
  eid: string
  value: unknown
  /** Set if older values were forgotten. */
  first?: true
}

/** How many past values are kept of a trait that conditions read, besides the value in force. */
export const PAST_VALUES_MAX = 7

export interface CompiledTraitCondition {
  kind: 'trait'
  id: number
  key: string
  trait: string
  /**
   * Whether the value in force at T (undefined when there is none) satisfies the condition then.
   */
  holds(value: unknown, at: number): boolean
  /** The instants at which a value's truth can change while it stays in force. */
  instantsOf(value: unknown): number[]
}

export function compileTrait(condition: TraitCondition): CompiledTraitCondition {
  const key = canonicalKey(condition)
  const relative = RELATIVE_OPS.find((o) => o in condition)
  const identity = { kind: 'trait' as const, id: hash32(`leaf\0${key}`), key, trait: condition.trait }
  if (relative) return { ...identity, ...relativeTest(relative, durationMs(condition[relative]!)) }
  const op = OPS.find((o) => o in condition)!
  const test = operatorTest(op, condition[op])
  return { ...identity, holds: (value) => test(scalarsOf(value)), instantsOf: () => [] }
}

function relativeTest(op: RelativeOp, spanMs: number): Pick<CompiledTraitCondition, 'holds' | 'instantsOf'> {
  const datesOf = (value: unknown): number[] =>
    scalarsOf(value)
      .map(dateOf)
      .filter((d) => d !== undefined)
  const within = (date: number, at: number): boolean =>
    op === 'in_next' ? date > at && date <= at + spanMs : date > at - spanMs && date <= at
  return {
    holds(value, at) {
      const dates = datesOf(value)
      const some = dates.some((date) => within(date, at))
      return op === 'not_in_last' ? dates.length > 0 && !some : some
    },
    instantsOf: (value) => datesOf(value).flatMap((date) => [date, op === 'in_next' ? date - spanMs : date + spanMs]),
  }
}

function scalarsOf(value: unknown): ScalarValue[] {
  return scalarsAt({ value }, ['value'])
}

/** Returns the value in force at T; undefined when there is none (null removes a trait). */
export function traitAt(entries: readonly TraitEntry[] | undefined, at: number): unknown {
  if (!entries) return undefined
  for (let i = entries.length - 1; i >= 0; i--) if (entries[i]!.t <= at) return entries[i]!.value ?? undefined
  return undefined
}

/**
 * Returns the next instant after `after` at which the truth changes by itself: a date comes or
 * passes, or a value from up to 5 min ahead comes into force.
 */
export function nextTraitTransition(
  condition: CompiledTraitCondition,
  entries: readonly TraitEntry[] | undefined,
  after: number,
): number {
  if (!entries) return Infinity
  const truthAt = (at: number): boolean => condition.holds(traitAt(entries, at), at)
  const truth = truthAt(after)
  const instants = entries.slice(inForce(entries, after)).flatMap(({ t, value }) => [t, ...condition.instantsOf(value)])
  return instants.filter((at) => at > after && truthAt(at) !== truth).reduce((a, b) => Math.min(a, b), Infinity)
}

/**
 * Adds a value in place.
 * @returns whether this can change anything.
 */
export function insertTrait(entries: TraitEntry[], entry: TraitEntry): boolean {
  let at = entries.length
  while (at > 0 && (entry.t < entries[at - 1]!.t || (entry.t === entries[at - 1]!.t && entry.eid < entries[at - 1]!.eid))) at--
  if (at > 0 && entries[at - 1]!.t === entry.t && entries[at - 1]!.eid === entry.eid) return false
  if (at === 0 && entries[0]?.first) return false
  entries.splice(at, 0, entry)
  return true
}

/**
 * Unites the values that two persons' events gave. Of one event that both have, the greater text of
 * the value counts. Before the first value that either has forgotten others of, nothing is known.
 */
export function uniteTrait(a: readonly TraitEntry[], b: readonly TraitEntry[]): TraitEntry[] {
  const united: TraitEntry[] = []
  let begin = 0
  for (const { first, ...entry } of [...a, ...b].sort(compareEntries)) {
    const last = united.at(-1)
    if (last && last.t === entry.t && last.eid === entry.eid) united.pop()
    if (first) begin = united.length
    united.push(entry)
  }
  const [oldest, ...others] = united.slice(begin)
  const forgot = a[0]?.first ?? b[0]?.first
  return [{ ...oldest!, ...(forgot ? { first: true as const } : {}) }, ...others]
}

/** By time, then event; copies of one event by the text of the value. */
function compareEntries(a: TraitEntry, b: TraitEntry): number {
  if (a.t !== b.t) return a.t - b.t
  if (a.eid !== b.eid) return a.eid < b.eid ? -1 : 1
  const [x, y] = [JSON.stringify(a.value), JSON.stringify(b.value)]
  return x === y ? 0 : x < y ? -1 : 1
}

/** Keeps the value in force, the values still to come, and the `past` values before it. */
export function trimTrait(entries: TraitEntry[], now: number, past: number): TraitEntry[] {
  const begin = inForce(entries, now) - past
  if (begin <= 0) return entries
  return [{ ...entries[begin]!, first: true }, ...entries.slice(begin + 1)]
}

/** Returns the instant (Unix ms) from which the entries are complete. */
export function traitExactFrom(entries: readonly TraitEntry[] | undefined): number {
  return entries?.[0]?.first ? entries[0].t : -Infinity
}

/** Returns the index of the value in force; 0 also before the first value. */
function inForce(entries: readonly TraitEntry[], at: number): number {
  let current = entries.length - 1
  while (current > 0 && entries[current]!.t > at) current--
  return Math.max(current, 0)
}
