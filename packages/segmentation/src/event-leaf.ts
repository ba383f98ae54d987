import { hash32 } from '@weir/contracts'
import type { AffinityCondition, EventCondition, EventHit, Selector, Window } from '@weir/contracts'
import { nextFlip, truthAt, valueAt } from './leaf.ts'
import type { LeafRule } from './leaf.ts'
import { compileLook } from './look.ts'
import { entriesFor, isAmount, latestOf, measureOf, plainEntry, scale, zoneNameOf } from './measures.ts'
import { comparisonTest } from './operators.ts'
import { canonicalKey, compileSelector, hintOf, namesOf } from './selectors.ts'
import type { Source } from './sources.ts'
import type { Entry, Looks, Measure, TrackState } from './track.ts'
import { SUM_SCALE } from './values.ts'
import { spanOf } from './windows.ts'
import type { Span } from './windows.ts'
import { zoneOf } from './zones.ts'

/** A compiled condition over events: where its entries come from, and what they say at any instant. */
export interface EventLeaf {
  kind: 'event'
  /** A hash of the canonical definition: the same for equal conditions. */
  id: number
  key: string
  source: Source
  /** The track it reads; 0 until it is part of a program. */
  trackId: number
  truthAt: (state: TrackState, at: number) => boolean
  /** The next instant after `after` at which the truth may change by itself; Infinity when it does not. It may be early, never late. */
  nextFlip: (state: TrackState, after: number) => number
  /** Both of these at once, written down as what reader `i` of the track says: the fold asks so for every event. */
  look: (state: TrackState, at: number, looks: Looks, i: number) => void
  /** Whether that is so little work that its outcome is not worth keeping. */
  isBrief: boolean
  /** What the truth at T rests on: the entries that count then, and the measure where it is a number. */
  evidence(state: TrackState, at: number): Evidence
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
  const span = spanOf(condition.within)
  const zone = measure === 'active_days' ? zoneOf(zoneNameOf(condition)) : undefined
  const source = windowSource(condition.event, condition.within, span, {
    what: [measure, path.join('.'), zone ? zoneNameOf(condition) : ''],
    measure: own,
    latest: latestOf(own, comparison, condition.event),
    entriesOf: zone
      ? (hit, eid) => [{ ...plainEntry(hit, eid)[0], text: String(zone.dayOf(hit.event_time)) }]
      : (hit, eid) => entriesFor(own, path, hit, eid),
  })
  return windowLeaf(condition, source, { span, measure: own, comparison: scaled, holds: comparisonTest(scaled) })
}

/** `{ affinity: { by, value } }`: all events that have the path count. */
export function compileAffinityLeaf(condition: AffinityCondition): EventLeaf {
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
      ? (hit, eid) => shareOf(value, entriesFor('distinct', path, hit, eid))
      : (hit, eid) => entriesFor('distinct', path, hit, eid),
  })
  return windowLeaf(condition, source, { span, measure, comparison, holds: comparisonTest(comparison), subject: value })
}

/** For a share, all other texts are one: kept as such, however many there are. */
function shareOf(subject: string, entries: readonly Entry[]): Entry[] {
  const own = entries.filter(({ text }) => text === subject)
  const others = entries.length - own.length
  return others === 0 ? own : [{ ...entries[0]!, text: '', n: others }, ...own]
}

/** The short names of what people have an affinity to; anything with a dot is a path of its own. */
export function affinityPath(by: string): string[] {
  return (by.includes('.') ? by : `properties.contents.${by}`).split('.')
}

interface Kept {
  /** What of an event is kept, as far as that tells sources apart. */
  what: readonly string[]
  measure: Measure
  latest: number
  entriesOf: Source['entriesOf']
}

/**
 * Windows of different length share a track where every event counts at once and only the latest matter. Where all matter,
 * a long window would make the buckets of a short one too many: they share with windows that are the same only.
 */
function windowSource(selector: Selector, window: Window, span: Span, { what, measure, latest, entriesOf }: Kept): Source {
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
    entriesOf: (hit: EventHit, eid: string) => (matches(hit) && takes(hit.event_time) ? entriesOf(hit, eid) : NONE),
    plain: selector.where === undefined && (what[0] === 'count' || what[0] === 'active_days'),
    keeps: { span, window: canonicalKey(window), measure, latest },
  }
}

const NONE: readonly Entry[] = []

function windowLeaf(definition: unknown, source: Source, given: Omit<LeafRule, 'tally'>): WindowLeaf {
  const { span, measure, subject = '' } = given
  const rule = { ...given, tally: JSON.stringify([windowOf(source), measure, subject]) }
  return {
    ...identityOf(definition),
    source,
    trackId: 0,
    rule,
    truthAt: (state, at) => truthAt(rule, state, at),
    nextFlip: (state, after) => nextFlip(rule, state, after),
    ...compileLook(rule),
    evidence(state, at) {
      const value = valueAt(rule, state.entries, at)
      const entries = state.entries.filter(({ t }) => span.enter(t) <= at && at < span.leave(t))
      return { entries, value: value !== undefined && isAmount(rule.measure) ? value / SUM_SCALE : value }
    },
  }
}

function windowOf({ keeps }: Source): string {
  return typeof keeps === 'function' ? '' : keeps.window
}

export function identityOf(definition: unknown): { kind: 'event'; id: number; key: string } {
  const key = canonicalKey(definition)
  return { kind: 'event', id: hash32(`leaf\0${key}`), key }
}
