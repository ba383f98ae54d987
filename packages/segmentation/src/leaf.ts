import type { Comparison } from '@weir/contracts'
import { createRunning } from './running.ts'
import type { Entry, Measure } from './track.ts'
import type { Span } from './windows.ts'

/**
 * What a condition over a window says of the entries of its track, at any instant.
 *
 * By the window each entry has an interval [enter, leave) at which it counts; both ends never fall along the list, so the
 * entries that count at T are a run, and the measure changes only at their ends:
 *
 *   entries      a------------)
 *                    b------------)
 *                        c------------)
 *   count     0  1   2   3    2   1   0        "count >= 2" flips at b.enter and at b.leave: no clock has to be polled
 */
export interface LeafRule {
  span: Span
  measure: Measure
  comparison: Comparison
  /** The same as a test of the measure's value (amounts in ten-thousandths). Of nothing, most measures have no value: then it is false. */
  holds(value: number): boolean
  /** The text that a share or a rank is about. */
  subject?: string
}

/** The measure at T; undefined where nothing has no value. */
export function valueAt(rule: LeafRule, entries: readonly Entry[], at: number): number | undefined {
  const running = createRunning(rule.measure, rule.subject)
  for (const entry of entries) {
    if (rule.span.enter(entry.t) > at) break
    if (rule.span.leave(entry.t) > at) running.add(entry)
  }
  return running.value()
}

export function truthAt(rule: LeafRule, entries: readonly Entry[], at: number): boolean {
  return holds(rule, rule.measure === 'count' ? countAt(rule.span, entries, at) : valueAt(rule, entries, at))
}

/** The same as valueAt for the most frequent measure, from the newest entry back, without anything to allocate. */
function countAt({ slidesMs, enter, leave }: Span, entries: readonly Entry[], at: number): number {
  let count = 0
  for (let i = entries.length - 1; i >= 0; i--) {
    const { t, n } = entries[i]!
    if ((slidesMs === undefined ? leave(t) : t + slidesMs) <= at) break
    if ((slidesMs === undefined ? enter(t) : t) <= at) count += n
  }
  return count
}

function holds(rule: LeafRule, value: number | undefined): boolean {
  return value !== undefined && rule.holds(value)
}

/** The first instant after `after` at which the truth is another one than at `after`, if nothing else happens; else Infinity. */
export function nextFlip(rule: LeafRule, entries: readonly Entry[], after: number): number {
  if (rule.measure === 'count') return nextCountFlip(rule, entries, after)
  const { span } = rule
  const running = createRunning(rule.measure, rule.subject)
  // `entered` and `left` walk the two ends of the run of entries that count; start with the run at `after`.
  let entered = 0
  let left = 0
  const move = (instant: number): boolean => {
    for (; entered < entries.length && span.enter(entries[entered]!.t) <= instant; entered++) running.add(entries[entered]!)
    for (; left < entered && span.leave(entries[left]!.t) <= instant; left++) running.remove(entries[left]!)
    return holds(rule, running.value())
  }
  const truth = move(after)
  for (;;) {
    const nextEnter = entered < entries.length ? span.enter(entries[entered]!.t) : Infinity
    const nextLeave = left < entries.length ? span.leave(entries[left]!.t) : Infinity
    const instant = Math.min(nextEnter, nextLeave)
    if (instant === Infinity) return Infinity
    if (move(instant) !== truth) return instant
  }
}

/** The same for a count: this runs for every event and every condition on its track, so it allocates nothing. */
function nextCountFlip(rule: LeafRule, entries: readonly Entry[], after: number): number {
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
