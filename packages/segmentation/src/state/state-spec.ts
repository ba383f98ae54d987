// Held by packages/segmentation/src/program/program.test.ts

import { hash32 } from '@weir/contracts'
import type { EventFields, Hint, Names } from '../definition/selectors.ts'
import { trimWindowState } from './window-state.ts'
import type { Entry, Measure, PlainEntry } from './entry.ts'
import type { WindowState } from './window-state.ts'
import { countingFrom, widest } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'

/**
 * Where a condition gets its entries from. Conditions whose sources have equal keys share one
 * window state.
 */
export interface EntrySource extends Names {
  key: string
  hint: Hint | undefined
  /**
   * Returns the entries that an event contributes; none when it is not selected.
   * @param plain the plain entry of the event: see {@link plainEntryOf}.
   */
  entriesOf: (hit: EventFields, plain: PlainEntry) => readonly Entry[]
  /**
   * Set if the entries depend only on the name, source and time of the event; then its body need
   * not be read.
   */
  plain?: boolean
  /**
   * What has to be kept for the condition: a retention if a window decides, else a function that
   * drops what is of no use.
   */
  retention: Retention | Trim
}

/** What a condition over a window needs to keep. `window` identifies the span. */
export interface Retention {
  span: Span
  window: string
  measure: Measure
  latest: number
  /** See regions.ts. Part of the source's key. */
  cuts?: readonly number[] | undefined
  /** See {@link RetentionRule}. Part of the source's key. */
  grouped?: boolean | undefined
}

/** Drops entries that make no difference at any instant from `now` on. */
export type Trim = (state: WindowState, now: number) => void

/** A source with the needs of all its conditions, compiled: see {@link WindowState}. */
export interface StateSpec extends Names {
  /**
   * A hash of the key. It names the state in a person's blob and is the same after every restart.
   */
  id: number
  key: string
  hint: Hint | undefined
  entriesOf: EntrySource['entriesOf']
  /** See {@link EntrySource}. */
  plain: boolean
  trim: Trim
  /**
   * Returns the earliest event time (Unix ms) that can count at `now` or later; -Infinity when any
   * can. `trim` drops older events.
   */
  neededFrom(now: number): number
}

/**
 * Returns the one window state for sources of the same key. What it keeps is part of its identity:
 * a new condition that needs more of the same events gets another window state, which is filled
 * from history.
 */
export function stateSpecOf(sources: readonly [EntrySource, ...EntrySource[]]): StateSpec {
  const [only] = sources
  const known = sources.length === 1 ? alone.get(only) : undefined
  if (known) return known
  const spec = compileStateSpec(sources)
  if (sources.length === 1) alone.set(only, spec)
  return spec
}

/**
 * Compiled window states of conditions that share theirs with no other. Most of thousands are such,
 * and programs are compiled again and again.
 */
const alone = new WeakMap<EntrySource, StateSpec>()

function compileStateSpec(sources: readonly [EntrySource, ...EntrySource[]]): StateSpec {
  const [{ key: sourceKey, names, prefix, hint, entriesOf, plain = false }] = sources
  const common = { names, prefix, hint, entriesOf, plain }
  const needs = sources.flatMap(({ retention }) => (typeof retention === 'function' ? [] : [retention]))
  const [first, ...others] = needs
  if (first === undefined) {
    const trims = sources.flatMap(({ retention }) => (typeof retention === 'function' ? [retention] : []))
    return { ...named(sourceKey), ...common, trim: trims[0]!, neededFrom: () => -Infinity }
  }
  const latest = Math.max(...needs.map((need) => need.latest))
  const span = widest([first.span, ...others.map((need) => need.span)])
  const rule = { span, measure: first.measure, latest, cuts: first.cuts, grouped: first.grouped }
  const identity = named(`${sourceKey}\0${windowsOf(needs)}\0${latest}`)
  const trim: Trim = (state, now) => trimWindowState(rule, state, now)
  return { ...identity, ...common, trim, neededFrom: (now) => countingFrom(span, now) }
}

function named(key: string): { id: number; key: string } {
  return { id: hash32(`track\0${key}`), key }
}

/**
 * Describes the windows by what matters for retention: the longest sliding window, and the shortest
 * length, which sets the width of buckets.
 */
function windowsOf(needs: readonly Retention[]): string {
  const sliding = needs.flatMap(({ span }) => (span.slidesMs === undefined ? [] : [span.slidesMs]))
  const rest = needs.flatMap(({ span, window }) => (span.slidesMs === undefined ? [window] : []))
  const lengths = needs.map(({ span }) => span.lengthMs)
  return JSON.stringify([Math.max(...sliding, 0), Math.min(...lengths), [...new Set(rest)].sort()])
}
