import { durationMs } from '@weir/contracts'
import type { SequenceCondition } from '@weir/contracts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { canonicalKey, compileSelector, namesOfAll } from '../definition/selectors.ts'
import type { EventFields } from '../definition/selectors.ts'
import { EXACT_ENTRIES_MAX } from '../state/window-state.ts'
import type { Entry, PlainEntry } from '../state/entry.ts'
import type { WindowState } from '../state/window-state.ts'
import { spanOf } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'

/**
 * One event after another. Each way to complete the steps holds for one interval of instants, so a
 * sequence, too, has exact instants and needs no clock:
 *
 *   AddToCart at c, nothing bought by c + 1h, within 7d:   [c + 1h, c + 7d)
 *   A at a, then B at b, within 7d:                        [b, a + 7d)        provided b - a <= span
 *
 * The interval begins when the last step has come (and, for an absence, has not come long enough),
 * and ends when the first step leaves the window. For each possible last step only the latest
 * possible first step matters.
 */
export function compileSequence(condition: SequenceCondition): CompiledEventCondition {
  const steps = condition.sequence.flatMap((step) => ('absent' in step ? [] : [step.event]))
  const last = condition.sequence.at(-1)!
  const absent = 'absent' in last ? { selector: last.absent, forMs: durationMs(last.for) } : undefined
  const rule: SequenceRule = {
    span: spanOf(condition.within),
    steps: steps.length,
    spanMs: durationMs(condition.span),
    absentMs: absent?.forMs,
  }
  const selectors = absent ? [...steps, absent.selector] : steps
  const matchers = selectors.map(compileSelector)
  const truthAt = ({ entries }: WindowState, at: number): boolean =>
    completions(rule, entries).some(([from, to]) => from <= at && at < to)
  const nextTransition = ({ entries }: WindowState, after: number): number => nextEnd(completions(rule, entries), after)
  return {
    ...identityOf(condition),
    source: {
      key: `sequence ${canonicalKey(condition)}`,
      ...namesOfAll(selectors),
      hint: undefined,
      entriesOf(hit: EventFields, [entry]: PlainEntry): Entry[] {
        const bits = matchers.reduce((mask, matches, i) => (matches(hit) ? mask | (1 << i) : mask), 0)
        return bits === 0 ? [] : [{ ...entry, units: bits }]
      },
      retention: (state, now) => trim(rule, state, now),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence: (state, at) => ({
      entries: state.entries.filter(({ t }) => rule.span.takes(t) && t <= at && at < rule.span.leave(t)),
      value: undefined,
    }),
  }
}

interface SequenceRule {
  span: Span
  /** The number of event steps. The bit after theirs marks the absent step. */
  steps: number
  spanMs: number
  absentMs: number | undefined
}

/** Returns the intervals of instants [from, to) in which some way to complete the steps holds. */
function completions(rule: SequenceRule, entries: readonly Entry[]): [from: number, to: number][] {
  const { span, steps, spanMs, absentMs } = rule
  const found: [number, number][] = []
  // starts[i]: the latest first step of a chain whose steps 0 to i have come by now.
  const starts: number[] = Array.from({ length: steps }, () => -Infinity)
  entries.forEach(({ t, units: bits }, at) => {
    // Goes from the last step down, so that one event does not serve as two steps.
    for (let step = steps - 1; step >= 0; step--) {
      if ((bits & (1 << step)) === 0) continue
      const start = step === 0 ? t : starts[step - 1]!
      starts[step] = Math.max(starts[step]!, start)
      if (step < steps - 1 || start === -Infinity || t - start > spanMs || !span.takes(start) || !span.takes(t)) continue
      if (absentMs !== undefined && comes(entries, at, t + absentMs, 1 << steps)) continue
      const from = Math.max(span.enter(t), t + (absentMs ?? 0))
      if (from < span.leave(start)) found.push([from, span.leave(start)])
    }
  })
  return found
}

/**
 * Whether an event with the bit follows the entry at `index`, up to and including the instant
 * `until`.
 */
function comes(entries: readonly Entry[], index: number, until: number, bit: number): boolean {
  for (let i = index + 1; i < entries.length && entries[i]!.t <= until; i++) if (entries[i]!.units & bit) return true
  return false
}

function nextEnd(intervals: readonly (readonly [number, number])[], after: number): number {
  const holds = (at: number): boolean => intervals.some(([from, to]) => from <= at && at < to)
  const truth = holds(after)
  let next = Infinity
  for (const instant of intervals.flat()) if (instant > after && instant < next && holds(instant) !== truth) next = instant
  return next
}

/**
 * Drops entries that have left the window. Beyond the bound the oldest entries go, so that the
 * newest stay exact.
 */
function trim(rule: SequenceRule, state: WindowState, now: number): void {
  const { span, absentMs = 0 } = rule
  let drop = Math.max(0, state.entries.length - EXACT_ENTRIES_MAX)
  while (drop < state.entries.length && span.leave(state.entries[drop]!.t) + absentMs <= now) drop++
  if (drop === 0) return
  state.exactFrom = Math.max(state.exactFrom, Math.min(now, span.leave(state.entries[drop - 1]!.t) + absentMs))
  state.entries = state.entries.slice(drop)
}
