// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { Comparison, EventCondition, Selector } from '@weir/contracts'
import { canonicalKey, compileSelector, namesOfAll } from '../definition/selectors.ts'
import { comparisonTest } from '../definition/operators.ts'
import { SUM_SCALE } from '../definition/values.ts'
import { spanOf } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'
import { createAggregate } from '../state/aggregate.ts'
import type { Entry, Measure } from '../state/entry.ts'
import { EXACT_ENTRIES_MAX, invalidate, MERGE_SLACK } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { comparesAmounts, isRevisable, latestOf, measuredEntries, measureOf, REVISABLE_MAX, scale } from './measures.ts'

/** An event condition that looks at what came after the newest of other events. */
export type SinceCondition = EventCondition & { since: { event: Selector } }

/**
 * Compiles a measure of the events since the newest of others, the anchors: both lie in the window,
 * and without an anchor in it the condition is false. Entries of anchors stand for no event (`n` is
 * 0). What is measured only grows until the next anchor comes, and ends with the anchor's window:
 *
 *   anchors    A--------------------------------)      each as long as its window
 *                         A-----------------------)
 *   events        x   x        x
 *   count      0  1   2   0    1                  false
 */
export function compileSince(condition: SinceCondition): CompiledEventCondition {
  const { measure, comparison } = measureOf(condition)
  const own = measure === 'active_days' ? 'distinct' : measure
  const holds = comparisonTest(comparesAmounts(own) ? scale(comparison) : comparison)
  const rule = { span: spanOf(condition.within), measure: own, holds, ...sinceRetention(condition) }
  const [isAnchor, matches] = [compileSelector(condition.since.event), compileSelector(condition.event)]
  const entriesOf = measuredEntries(condition)
  const truthAt = (state: WindowState, at: number): boolean => {
    const value = valueOf(rule, countingAt(rule, state.entries, at)?.measured)
    return value !== undefined && holds(value)
  }
  const nextTransition = (state: WindowState, after: number): number => {
    const truth = truthAt(state, after)
    return instantsOf(rule, state.entries, after).find((at) => truthAt(state, at) !== truth) ?? Infinity
  }
  return {
    ...identityOf(condition),
    source: {
      key: `since ${canonicalKey(condition)}`,
      ...namesOfAll([condition.since.event, condition.event]),
      hint: undefined,
      entriesOf(hit, plain) {
        if (!rule.span.takes(hit.event_time)) return []
        if (isAnchor(hit)) return [{ ...plain[0], n: 0 }]
        return matches(hit) ? entriesOf(hit, plain) : []
      },
      retention: (state, now) => trim(rule, state, now),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence(state, at) {
      const counting = countingAt(rule, state.entries, at)
      const value = valueOf(rule, counting?.measured)
      return {
        entries: counting ? [counting.anchor, ...counting.measured] : [],
        value: value !== undefined && comparesAmounts(own) ? value / SUM_SCALE : value,
      }
    },
  }
}

interface SinceRule extends SinceRetention {
  span: Span
  measure: Measure
}

/** How many of the newest anchors, and of the newest entries that are measured, may matter. */
export interface SinceRetention {
  anchors: number
  /** Infinity where all of them do. */
  latest: number
}

export function sinceRetention(condition: SinceCondition): SinceRetention {
  const { measure, comparison } = measureOf(condition)
  return {
    // An anchor that may yet turn out to be none has others in reserve.
    anchors: 1 + (isRevisable(condition.since.event) ? REVISABLE_MAX : 0),
    latest: latestSince(measure, comparison, condition.event),
  }
}

/** A late anchor among the newest few leaves as many of them after it as there were. */
function latestSince(measure: Measure | 'active_days', comparison: Comparison, selector: Selector): number {
  return measure === 'count' || measure === 'last' ? latestOf(measure, comparison, selector) : Infinity
}

/** The newest anchor that counts at T, with the entries after it that do. */
function countingAt(
  { span }: SinceRule,
  entries: readonly Entry[],
  at: number,
): { anchor: Entry; measured: Entry[] } | undefined {
  const end = enteredBy(span, entries, at)
  let place = end - 1
  while (place >= 0 && entries[place]!.n > 0) place--
  const anchor = entries[place]
  if (!anchor || span.leave(anchor.t) <= at) return undefined
  return { anchor, measured: entries.slice(place + 1, end) }
}

function valueOf({ measure }: SinceRule, measured: readonly Entry[] | undefined): number | undefined {
  if (!measured) return undefined
  const running = createAggregate(measure)
  for (const entry of measured) running.add(entry)
  return running.value(measured[0], measured.at(-1))
}

/** The instants after `after` at which an entry comes, or an anchor goes, in order. */
function instantsOf({ span }: SinceRule, entries: readonly Entry[], after: number): number[] {
  const all = entries.flatMap(({ t, n }) => (n === 0 ? [span.enter(t), span.leave(t)] : [span.enter(t)]))
  return [...new Set(all)].filter((at) => at > after && at < Infinity).sort((a, b) => a - b)
}

/** Returns how many entries have begun to count by T. */
function enteredBy(span: Span, entries: readonly Entry[], at: number): number {
  let end = entries.length
  while (end > 0 && span.enter(entries[end - 1]!.t) > at) end--
  return end
}

/**
 * Drops what has left the window, what came before the newest anchor, and of what is measured all
 * but the newest that can decide. Beyond the bound the oldest that are measured go.
 */
function trim(rule: SinceRule, state: WindowState, now: number): void {
  const { span, anchors, latest } = rule
  const { entries } = state
  const entered = enteredBy(span, entries, now)
  const newest = (isAnchor: boolean): number =>
    span.enter(entries.slice(0, entered).findLast(({ n }) => (n === 0) === isAnchor)!.t)
  let anchorsLeft = anchors
  let left = latest
  const kept: Entry[] = []
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!
    if (i < entered) {
      if (span.leave(entry.t) <= now) {
        know(state, span.leave(entry.t))
        break
      }
      // Before the newest anchors nothing matters any more; nor do more entries than can decide.
      if (anchorsLeft === 0) {
        know(state, newest(true))
        break
      }
      if (entry.n > 0 && left === 0) {
        know(state, newest(false))
        continue
      }
      if (entry.n === 0) anchorsLeft--
      else left--
    }
    kept.push(entry)
  }
  if (kept.length < entries.length) state.entries = kept.reverse()
  const most = EXACT_ENTRIES_MAX + (latest < Infinity ? latest : 0)
  if (state.entries.length > most + MERGE_SLACK) dropOldest(rule, state, state.entries.length - most, now)
}

/** Late events must not rewrite what was before the instant. */
function know(state: WindowState, instant: number): void {
  state.exactFrom = Math.max(state.exactFrom, instant)
}

/** The newest anchors that count by now stay. */
function dropOldest({ span }: SinceRule, state: WindowState, surplus: number, now: number): void {
  const entered = enteredBy(span, state.entries, now)
  let left = surplus
  state.entries = state.entries.filter(({ n }, i) => (n === 0 && i < entered) || left-- <= 0)
  know(state, now)
  invalidate(state)
}
