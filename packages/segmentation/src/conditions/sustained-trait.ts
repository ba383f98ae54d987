import { durationMs, RELATIVE_OPS } from '@weir/contracts'
import type { TraitCondition } from '@weir/contracts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition, ConditionEvidence } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { EXACT_ENTRIES_MAX, invalidate } from '../state/window-state.ts'
import type { Entry } from '../state/entry.ts'
import type { WindowState } from '../state/window-state.ts'
import { compileTrait } from './trait.ts'
import type { CompiledTraitCondition } from './trait.ts'

/**
 * A test on a trait that has held for a span without interruption. Unlike the plain test it needs
 * to know what the trait was before, so it keeps its own entries, of all events that name the trait
 * (the text is the value as JSON):
 *
 *   plan            free      gold at g              silver at s
 *   plan = gold               [g ........................ s)
 *   for 30d                              [g + 30d ....... s)        the instants at which it has held long enough
 *
 * Before the first value there was none; a test that holds of none has held for ever.
 */
export function compileSustainedTrait(condition: TraitCondition & { for: string }): CompiledEventCondition {
  const { for: span, ...plain } = condition
  const isRelative = RELATIVE_OPS.some((op) => op in plain)
  const rule: SustainedRule = { test: compileTrait(plain), forMs: durationMs(span), isRelative }
  const identity = identityOf(condition)
  const truthAt = ({ entries }: WindowState, at: number): boolean => sustainedMs(rule, entries, at) >= rule.forMs
  const nextTransition = ({ entries }: WindowState, after: number): number => nextRunTransition(rule, entries, after)
  return {
    ...identity,
    source: {
      key: `held ${identity.key}`,
      names: undefined,
      prefix: '',
      hint: undefined,
      entriesOf({ body: { traits } }, [entry]) {
        if (!traits || !Object.hasOwn(traits, condition.trait)) return []
        return [{ ...entry, text: JSON.stringify(traits[condition.trait]) }]
      },
      retention: (state, now) => trim(rule, state, now),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence: (state, at) => evidence(rule, state.entries, at),
  }
}

interface SustainedRule {
  test: CompiledTraitCondition
  forMs: number
  /** Whether the truth of a value changes with time. */
  isRelative: boolean
}

/**
 * Returns for how long (ms) the test has held at T without interruption: Infinity if it always has,
 * -Infinity if it does not hold.
 */
function sustainedMs({ test }: SustainedRule, entries: readonly Entry[], at: number): number {
  const run = runsOf(test, entries).find(([from, to]) => from <= at && at < to)
  return run ? at - run[0] : -Infinity
}

/** Returns the intervals of instants [from, to) in which the test holds, in order and apart. */
function runsOf(test: CompiledTraitCondition, entries: readonly Entry[]): [from: number, to: number][] {
  const runs: [number, number][] = []
  const add = (from: number, to: number): void => {
    const last = runs.at(-1)
    if (last && last[1] === from) last[1] = to
    else runs.push([from, to])
  }
  const values = createReader()
  let value: unknown = undefined
  let from = -Infinity
  for (let i = 0; i <= entries.length; i++) {
    const to = entries[i]?.t ?? Infinity
    // If several values begin at one instant, the last of them is in force.
    const turns = to > from ? [from, ...turnsOf(test, value, from, to)] : []
    turns.forEach((start, k) => test.holds(value, start) && add(start, turns[k + 1] ?? to))
    value = values(entries[i])
    from = to
  }
  return runs
}

function turnsOf(test: CompiledTraitCondition, value: unknown, from: number, to: number): number[] {
  const inside = test.instantsOf(value).filter((instant) => instant > from && instant < to)
  return inside.sort((a, b) => a - b)
}

/** Returns a reader of entries' values. It parses a repeated value once. */
function createReader(): (entry: Entry | undefined) => unknown {
  let text = 'null'
  let value: unknown = undefined
  return (entry) => {
    if (entry && entry.text !== text) {
      text = entry.text
      value = (JSON.parse(text) as unknown) ?? undefined
    }
    return value
  }
}

function nextRunTransition(rule: SustainedRule, entries: readonly Entry[], after: number): number {
  for (const [from, to] of runsOf(rule.test, entries)) {
    if (from + rule.forMs >= to) continue
    if (from + rule.forMs > after) return from + rule.forMs
    if (to > after) return to
  }
  return Infinity
}

/**
 * Returns the entries since the test began to hold, and for how long it has held (ms). If it does
 * not hold, returns the entry in force.
 */
function evidence(rule: SustainedRule, entries: readonly Entry[], at: number): ConditionEvidence {
  const held = sustainedMs(rule, entries, at)
  const since = at - Math.max(held, 0)
  const from = entries.findLast(({ t }) => t <= since)?.t ?? -Infinity
  return {
    entries: entries.filter(({ t }) => t >= from && t <= at),
    value: held === Infinity ? undefined : Math.max(held, 0),
  }
}

/**
 * Keeps the value that was in force when the span began, and all later values. Beyond the bound,
 * values that repeat the truth of the one before go first, oldest first; that loses nothing unless
 * an event between them comes late. After them the oldest values go.
 */
function trim(rule: SustainedRule, state: WindowState, now: number): void {
  const { entries } = state
  let drop = entries.length - 1
  while (drop > 0 && entries[drop]!.t > now - rule.forMs) drop--
  if (drop > 0) dropOldest(rule, state, drop, now)
  if (state.entries.length <= EXACT_ENTRIES_MAX) return
  dropRepeats(rule, state)
  invalidate(state)
  if (state.entries.length > EXACT_ENTRIES_MAX) dropOldest(rule, state, beginning(rule, state.entries), now)
}

function dropOldest({ forMs }: SustainedRule, state: WindowState, count: number, now: number): void {
  state.entries.splice(0, count)
  state.exactFrom = Math.max(state.exactFrom, Math.min(now, state.entries[0]!.t + forMs))
}

function dropRepeats(rule: SustainedRule, state: WindowState): void {
  const says = state.entries.map(createSays(rule))
  let surplus = state.entries.length - EXACT_ENTRIES_MAX
  state.entries = state.entries.filter((_, i) => i === 0 || says[i] !== says[i - 1] || surplus-- <= 0)
}

/**
 * Returns where the newest entries begin. What came before them is forgotten, so a test that holds
 * of a missing value must not hold of the first entry.
 */
function beginning(rule: SustainedRule, entries: readonly Entry[]): number {
  const says = createSays(rule)
  const first = entries.length - EXACT_ENTRIES_MAX
  return !rule.isRelative && rule.test.holds(undefined, 0) && says(entries[first]!) === true ? first + 1 : first
}

/**
 * Returns what makes an entry a repeat of the one before it: the same truth or, if the truth
 * changes with time, the same value.
 */
function createSays({ test, isRelative }: SustainedRule): (entry: Entry) => string | boolean {
  const read = createReader()
  return (entry) => (isRelative ? entry.text : test.holds(read(entry), entry.t))
}
