// Held by packages/segmentation/src/conditions/windowed.test.ts

import type { AffinityCondition, EventCondition, Selector, Window } from '@weir/contracts'
import { nextTransition, truthAt, valueAt } from './windowed.ts'
import type { WindowedRule } from './windowed.ts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition, ConditionEvidence } from './condition.ts'
import { compileEvaluate } from './evaluate.ts'
import { cutsOf, entriesFor, comparesAmounts, latestOf, measuredEntries, measureOf, scale, zoneNameOf } from './measures.ts'
import { comparisonTest } from '../definition/operators.ts'
import { canonicalKey, compileSelector, hintOf, namesOf } from '../definition/selectors.ts'
import type { EntrySource } from '../state/state-spec.ts'
import type { Entry, Measure } from '../state/entry.ts'
import { valuesReached } from '../state/aggregate.ts'
import type { PerValueMeasure } from '../state/aggregate.ts'
import { groupedText, groupOf } from '../state/grouped-text.ts'
import { scalarsAt, SUM_SCALE, textOf } from '../definition/values.ts'
import { spanOf } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'

/** A condition whose truth is a measure over a window. */
export interface CompiledWindowed extends CompiledEventCondition {
  rule: WindowedRule
}

export function compileEvent(condition: EventCondition): CompiledWindowed {
  const { measure, comparison, path } = measureOf(condition)
  const own = measure === 'active_days' ? 'distinct' : measure
  const scaled = comparesAmounts(own) ? scale(comparison) : comparison
  const span = spanOf(condition.within)
  const cuts = measure === 'median' ? cutsOf(scaled) : undefined
  const { per } = condition
  const entriesOf = measuredEntries(condition)
  const source = windowSource(condition.event, condition.within, span, {
    what: [
      measure,
      path.join('.'),
      measure === 'active_days' ? zoneNameOf(condition) : '',
      ...(cuts ?? []).map(String),
      ...(per === undefined ? [] : ['per', per]),
    ],
    measure: own,
    // A value that may yet be the one that reaches it must not go for the newer ones of others.
    latest: per === undefined ? latestOf(own, comparison, condition.event) : Infinity,
    cuts,
    grouped: per !== undefined,
    entriesOf: per === undefined ? entriesOf : perValue(per.split('.'), entriesOf),
  })
  const holds = comparisonTest(scaled)
  if (per === undefined) return windowed(condition, source, { span, measure: own, comparison: scaled, holds })
  const each = { measure: own, holds }
  const subject = canonicalKey(scaled)
  return windowed(condition, source, { span, measure: 'values', comparison: { gte: 1 }, holds: (n) => n > 0, each, subject })
}

/** Entries of an event for each value that it has at the path. */
function perValue(path: readonly string[], entriesOf: EntrySource['entriesOf']): EntrySource['entriesOf'] {
  return (hit, plain) => {
    const found = entriesOf(hit, plain)
    if (found.length === 0) return found
    const values = [...new Set(scalarsAt(hit.body, path).map(textOf))]
    const entries = values.flatMap((value) => found.map((entry) => ({ ...entry, text: groupedText(value, entry.text) })))
    return entries.sort((a, b) => (a.text < b.text ? -1 : 1))
  }
}

/** Compiles `{ affinity: { by, value } }`. Every event that has a value at the path counts. */
export function compileAffinity(condition: AffinityCondition): CompiledEventCondition {
  const { by, value } = condition.affinity
  const path = affinityPath(by)
  const measure = condition.share ? 'share' : 'rank'
  const comparison = (condition.share ?? condition.rank)!
  const span = spanOf(condition.within)
  const source = windowSource({ name_prefix: '' }, condition.within, span, {
    what: condition.share ? ['share', path.join('.'), value] : ['texts', path.join('.')],
    measure,
    latest: Infinity,
    entriesOf: condition.share
      ? (hit, plain) => shareOf(value, entriesFor('distinct', path, hit, plain))
      : (hit, plain) => entriesFor('distinct', path, hit, plain),
  })
  return windowed(condition, source, { span, measure, comparison, holds: comparisonTest(comparison), subject: value })
}

/**
 * A share tells one text from all others, so the others are kept as one entry, however many there
 * are.
 */
function shareOf(subject: string, entries: readonly Entry[]): Entry[] {
  const own = entries.filter(({ text }) => text === subject)
  const others = entries.length - own.length
  return others === 0 ? own : [{ ...entries[0]!, text: '', n: others }, ...own]
}

/**
 * Returns the path of an affinity. A name without a dot is a field of `properties.contents`; a name
 * with a dot is a path of its own.
 */
export function affinityPath(by: string): string[] {
  return (by.includes('.') ? by : `properties.contents.${by}`).split('.')
}

interface Contribution {
  /** What is kept of an event, as far as it tells sources apart. */
  what: readonly string[]
  measure: Measure
  latest: number
  cuts?: readonly number[] | undefined
  grouped?: boolean
  entriesOf: EntrySource['entriesOf']
}

/**
 * Builds the source of a condition over a window. Windows of different lengths share a window state
 * if every event counts at once and only the latest entries matter. If all entries matter, a long
 * window would need more buckets than a short one allows, so only equal windows share.
 */
function windowSource(
  selector: Selector,
  window: Window,
  span: Span,
  { what, measure, latest, cuts, grouped = false, entriesOf }: Contribution,
): EntrySource {
  const matches = compileSelector(selector)
  const { names, prefix } = namesOf(selector)
  const shared = span.atOnce && latest < Infinity
  const own = shared ? '' : `${canonicalKey(window)}${latest < Infinity ? '' : ' all'}`
  const takes = shared ? () => true : (t: number) => span.takes(t) && span.leave(t) > span.enter(t)
  return {
    key: canonicalKey([{ ...selector, name: undefined, names }, what, own]),
    names,
    prefix,
    hint: hintOf(selector),
    entriesOf: (hit, plain) => (matches(hit) && takes(hit.event_time) ? entriesOf(hit, plain) : NONE),
    plain: selector.where === undefined && !grouped && (what[0] === 'count' || what[0] === 'active_days'),
    retention: { span, window: canonicalKey(window), measure, latest, cuts, grouped },
  }
}

const NONE: readonly Entry[] = []

/** A condition on a measure over a window. */
export function windowed(definition: unknown, source: EntrySource, given: Omit<WindowedRule, 'tally'>): CompiledWindowed {
  const { span, measure, subject = '' } = given
  const rule = { ...given, tally: JSON.stringify([windowOf(source), measure, subject]) }
  return {
    ...identityOf(definition),
    source,
    stateId: 0,
    rule,
    truthAt: (state, at) => truthAt(rule, state, at),
    nextTransition: (state, after) => nextTransition(rule, state, after),
    ...compileEvaluate(rule),
    evidence(state, at) {
      const entries = state.entries.filter(({ t }) => span.enter(t) <= at && at < span.leave(t))
      if (rule.each) return evidenceOfEach(rule.each, entries)
      const value = valueAt(rule, state.entries, at)
      return { entries, value: value !== undefined && comparesAmounts(rule.measure) ? value / SUM_SCALE : value }
    },
  }
}

/** The first value that reaches the comparison, with the entries of all that do; else all. */
function evidenceOfEach(each: PerValueMeasure, entries: Entry[]): ConditionEvidence {
  const reached = valuesReached(each, entries)
  if (reached.size === 0) return { entries, value: undefined }
  return { entries: entries.filter(({ text }) => reached.has(groupOf(text))), value: [...reached].sort()[0] }
}

function windowOf({ retention }: EntrySource): string {
  return typeof retention === 'function' ? '' : retention.window
}
