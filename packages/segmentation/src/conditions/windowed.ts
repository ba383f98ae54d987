import type { Comparison } from '@weir/contracts'
import { WindowTally } from '../state/tally.ts'
import type { Measured } from '../state/tally.ts'
import type { Entry } from '../state/entry.ts'
import type { WindowState } from '../state/window-state.ts'
import type { Span } from '../definition/windows.ts'

/**
 * What a condition over a window says of the entries of its window state, at any instant.
 *
 * By the window each entry has an interval [enter, leave) at which it counts; both ends never fall
 * along the list, so the entries that count at T are a run, and the measure changes only at their
 * ends:
 *
 *   entries      a------------)
 *                    b------------)
 *                        c------------)
 *   count     0  1   2   3    2   1   0        "count >= 2" changes at b.enter and at b.leave: no clock has to be polled
 */
export interface WindowedRule extends Measured {
  /** Equal for rules that take the same measure of the same entries. */
  tally: string
  comparison: Comparison
  /**
   * Tests the value of the measure (amounts in ten-thousandths). Most measures have no value if
   * nothing counts; then the rule is false.
   */
  holds(value: number): boolean
}

/** Up to this many entries are counted on every question; beyond it a tally is kept. */
export const FEW_ENTRIES = 64
/** How far a tally looks ahead for the next change. */
const STEPS_AHEAD = 16

/** Returns the measure at T; undefined if it has no value. */
export function valueAt(rule: WindowedRule, entries: readonly Entry[], at: number): number | undefined {
  return new WindowTally(rule).valueAt(entries, at)
}

export function truthAt(rule: WindowedRule, state: WindowState, at: number): boolean {
  const { entries } = state
  const tally = tallyOf(rule, state)
  if (tally) return holds(rule, tally.valueAt(entries, at))
  return holds(rule, rule.measure === 'count' ? countAt(rule.span, entries, at) : valueAt(rule, entries, at))
}

/**
 * Returns the tally of a window state with many entries, which follows its changes so that an event
 * does not count them all again. With few entries a tally costs more than it saves.
 */
function tallyOf(rule: WindowedRule, state: WindowState): WindowTally | undefined {
  if (state.entries.length <= FEW_ENTRIES) {
    state.tallies = undefined
    return undefined
  }
  const { tallies = [] } = state
  state.tallies = tallies
  let known = tallies.find(({ of }) => of === rule.tally)
  if (!known) tallies.push((known = { of: rule.tally, tally: new WindowTally(rule) }))
  return known.tally.isExact ? known.tally : undefined
}

/** Counts from the newest entry back, as valueAt would, without allocating: most rules count. */
function countAt({ slidesMs, enter, leave }: Span, entries: readonly Entry[], at: number): number {
  let count = 0
  for (let i = entries.length - 1; i >= 0; i--) {
    const { t, n } = entries[i]!
    if ((slidesMs === undefined ? leave(t) : t + slidesMs) <= at) break
    if ((slidesMs === undefined ? enter(t) : t) <= at) count += n
  }
  return count
}

function holds(rule: WindowedRule, value: number | undefined): boolean {
  return value !== undefined && rule.holds(value)
}

/**
 * Returns the first instant after `after` at which the truth differs from the truth at `after` if
 * nothing else happens, or Infinity. With many entries the instant may be too early: then nothing
 * changes at it, and the caller asks again.
 */
export function nextTransition(rule: WindowedRule, state: WindowState, after: number): number {
  const { entries } = state
  const test = (value: number | undefined): boolean => holds(rule, value)
  const tally = tallyOf(rule, state)
  if (tally) {
    state.guesses = true
    return tally.nextTransition(entries, after, test, STEPS_AHEAD)
  }
  if (rule.measure === 'count') return nextCountTransition(rule, entries, after)
  return new WindowTally(rule).nextTransition(entries, after, test)
}

/**
 * Does the same for a count. It runs for every event and every condition, so it allocates nothing.
 */
function nextCountTransition(rule: WindowedRule, entries: readonly Entry[], after: number): number {
  const { slidesMs, enter, leave } = rule.span
  let entered = entries.length
  while (entered > 0 && (slidesMs === undefined ? enter(entries[entered - 1]!.t) : entries[entered - 1]!.t) > after) entered--
  let left = entered
  let count = 0
  for (; left > 0; left--) {
    const { t, n } = entries[left - 1]!
    if ((slidesMs === undefined ? leave(t) : t + slidesMs) <= after) break
    count += n
  }
  const truth = rule.holds(count)
  while (left < entries.length) {
    const leaves = slidesMs === undefined ? leave(entries[left]!.t) : entries[left]!.t + slidesMs
    const enters =
      entered === entries.length ? Infinity : slidesMs === undefined ? enter(entries[entered]!.t) : entries[entered]!.t
    const instant = Math.min(leaves, enters)
    if (instant === Infinity) return Infinity
    for (; entered < entries.length; entered++) {
      const { t, n } = entries[entered]!
      if ((slidesMs === undefined ? enter(t) : t) > instant) break
      count += n
    }
    for (; left < entered; left++) {
      const { t, n } = entries[left]!
      if ((slidesMs === undefined ? leave(t) : t + slidesMs) > instant) break
      count -= n
    }
    if (rule.holds(count) !== truth) return instant
  }
  return Infinity
}
