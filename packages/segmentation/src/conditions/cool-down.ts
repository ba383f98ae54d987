import { durationMs } from '@weir/contracts'
import type { ExposureCondition, Selector } from '@weir/contracts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { canonicalKey, compileSelector, hintOf, namesOf } from '../definition/selectors.ts'
import type { Entry } from '../state/entry.ts'
import { EXACT_ENTRIES_MAX, invalidate, MERGE_SLACK } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'

/** What a count of impressions with a cool-down asks. */
export interface CoolDownRule {
  /** As many within the window are a reason to hold. */
  cap: number
  windowMs: number
  /** So long after an impression with which the cap was reached is another. */
  coolDownMs: number
}

export function coolDownRule({ within, count, cool_down }: ExposureCondition): CoolDownRule {
  if (typeof within !== 'string' || count?.gte === undefined || cool_down === undefined)
    throw new RangeError('a cool-down goes with a window that is a duration and a count of at least so many')
  return { cap: count.gte, windowMs: durationMs(within), coolDownMs: durationMs(cool_down) }
}

/** What is known of an entry whose predecessors are gone: whether the cap was reached with it. */
const REACHED = 1
const NOT_REACHED = 2

/**
 * Compiles a count of impressions with a cool-down. Each impression at t gives intervals of
 * instants in which the condition holds; for a cap of 3 in 7 days, and 2 days to cool down:
 *
 *   the cap is full          [t, second before it + 7d)        when that one is less than 7d before t
 *   the cool-down            [t, t + 2d)                       when exactly 2 were in the 7d before t
 */
export function compileCoolDown(condition: ExposureCondition, selector: Selector): CompiledEventCondition {
  const rule = coolDownRule(condition)
  const matches = compileSelector(selector)
  const truthAt = ({ entries }: WindowState, at: number): boolean => holdsIn(intervals(rule, entries), at)
  const nextTransition = ({ entries }: WindowState, after: number): number => nextEnd(intervals(rule, entries), after)
  return {
    ...identityOf(condition),
    source: {
      key: `cool-down ${canonicalKey([selector, rule.cap, rule.windowMs, rule.coolDownMs])}`,
      ...namesOf(selector),
      hint: hintOf(selector),
      entriesOf: (hit, plain) => (matches(hit) ? plain : []),
      retention: (state, now) => trim(rule, state, now),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence: (state, at) => {
      const entries = reasonsAt(rule, state.entries, at)
      return { entries, value: entries.length }
    },
  }
}

/** Whether as many as the cap, the entry with them, lie in the window that ends with it. */
function isFull({ cap, windowMs }: CoolDownRule, entries: readonly Entry[], i: number): boolean {
  return i + 1 >= cap && entries[i + 1 - cap]!.t > entries[i]!.t - windowMs
}

/** Whether the cap was reached with the entry: it is full with it, and was not before it. */
function isReached(rule: CoolDownRule, entries: readonly Entry[], i: number): boolean {
  const { t, units } = entries[i]!
  if (units !== 0) return units === REACHED
  const { cap, windowMs } = rule
  return isFull(rule, entries, i) && !(i >= cap && entries[i - cap]!.t > t - windowMs)
}

type Interval = readonly [from: number, to: number]

/** The instants in which the condition holds; they may overlap, and begin in order. */
function intervals(rule: CoolDownRule, entries: readonly Entry[]): Interval[] {
  const { cap, windowMs, coolDownMs } = rule
  return entries.flatMap(({ t }, i): Interval[] => {
    const full = isFull(rule, entries, i) ? entries[i + 1 - cap]!.t + windowMs : t
    const cooled = isReached(rule, entries, i) ? t + coolDownMs : t
    const to = Math.max(full, cooled)
    return to > t ? [[t, to]] : []
  })
}

function holdsIn(list: readonly Interval[], at: number): boolean {
  return list.some(([from, to]) => from <= at && at < to)
}

/** The next instant at which it begins to hold, or ends. */
function nextEnd(list: readonly Interval[], after: number): number {
  let end = holdsIn(list, after) ? after : undefined
  for (const [from, to] of list) {
    if (to <= after) continue
    if (end === undefined) return from
    // A gap before the next interval is where it ends.
    if (from > end && end > after) return end
    end = Math.max(end, to)
  }
  return end ?? Infinity
}

/**
 * The impressions that it rests on: those in the window, where they fill the cap, else those of the
 * window that ended with the one that reached it.
 */
function reasonsAt(rule: CoolDownRule, entries: readonly Entry[], at: number): Entry[] {
  const within = (end: number): Entry[] => entries.filter(({ t }) => t > end - rule.windowMs && t <= end)
  const now = within(at)
  if (now.length >= rule.cap) return now
  const reached = entries.findLast(({ t }, i) => t <= at && at < t + rule.coolDownMs && isReached(rule, entries, i))
  return reached ? within(reached.t) : now
}

/**
 * Drops what can no more tell whether an impression reached the cap that people still cool down
 * from. Beyond the bound the oldest go; whether the cap was reached is written down before.
 */
function trim(rule: CoolDownRule, state: WindowState, now: number): void {
  const { entries } = state
  const keptMs = rule.windowMs + rule.coolDownMs
  let drop = 0
  while (drop < entries.length && entries[drop]!.t + keptMs <= now) drop++
  if (drop > 0) {
    state.exactFrom = Math.max(state.exactFrom, entries[drop - 1]!.t + keptMs)
    state.entries = entries.slice(drop)
  }
  if (state.entries.length > EXACT_ENTRIES_MAX + MERGE_SLACK) thin(rule, state, now)
}

/**
 * Of the oldest, only the newest that reached the cap matters from now on. Of those after them, as
 * many as the cap could not tell any more what they were.
 */
function thin(rule: CoolDownRule, state: WindowState, now: number): void {
  const { entries } = state
  const from = entries.length - EXACT_ENTRIES_MAX
  const told = entries
    .slice(0, from + rule.cap)
    .map((entry, i): Entry => ({ ...entry, units: isReached(rule, entries, i) ? REACHED : NOT_REACHED }))
  const reached = told.slice(0, from).findLast(({ units }) => units === REACHED)
  state.entries = [...(reached ? [reached] : []), ...told.slice(from), ...entries.slice(from + rule.cap)]
  state.exactFrom = Math.max(state.exactFrom, now)
  invalidate(state)
}
