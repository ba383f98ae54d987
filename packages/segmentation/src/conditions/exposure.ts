// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { durationMs } from '@weir/contracts'
import type { EventCondition, ExposureCondition, Selector, SpanComparison, Where } from '@weir/contracts'
import { identityOf } from './condition.ts'
import { compileCoolDown } from './cool-down.ts'
import { compileEvent } from './event.ts'
import type { CompiledEventCondition } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { canonicalKey, compileSelector, hintOf, namesOf } from '../definition/selectors.ts'
import { BUCKETS_PER_WINDOW, EXACT_ENTRIES_MAX, MERGE_SLACK, invalidate } from '../state/window-state.ts'
import type { Entry } from '../state/entry.ts'
import type { WindowState } from '../state/window-state.ts'
import { spanOf } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'

/** Selects the impressions that an exposure condition is about. */
export function exposureSelector({ exposure }: ExposureCondition): Selector {
  const { campaign, adgroup, ad, creative } = exposure
  const fields = { campaign_id: campaign, adgroup_id: adgroup, ad_id: ad, creative_id: creative }
  const where = Object.entries(fields).flatMap(([field, value]): Where[] =>
    value === undefined ? [] : [{ path: `ad.${field}`, op: Array.isArray(value) ? 'in' : 'eq', value }],
  )
  return { name: 'AdImpression', ...(where.length > 0 ? { where } : {}) }
}

/** Returns a condition that counts impressions as an ordinary event condition. */
export function exposureCount(condition: ExposureCondition): EventCondition {
  return { event: exposureSelector(condition), within: condition.within, count: condition.count! }
}

export function compileExposure(condition: ExposureCondition): CompiledEventCondition {
  if (condition.since_last) return compileRecency(condition, condition.since_last)
  return condition.cool_down === undefined
    ? compileEvent(exposureCount(condition))
    : compileCoolDown(condition, exposureSelector(condition))
}

/** Turns a comparison of ages into a range: true for ages in [low, high) ms. */
export function ageRange(c: SpanComparison): { low: number; high: number } {
  if (c.gte !== undefined) return { low: durationMs(c.gte), high: Infinity }
  if (c.gt !== undefined) return { low: durationMs(c.gt) + 1, high: Infinity }
  if (c.lt !== undefined) return { low: 0, high: durationMs(c.lt) }
  return { low: 0, high: durationMs(c.lte!) + 1 }
}

/**
 * Compiles a comparison of the time since the newest impression in the window. A person who was
 * never shown one has no such time, so every comparison is false. The truth changes by itself when
 * the newest impression reaches the age.
 */
function compileRecency(condition: ExposureCondition, comparison: SpanComparison): CompiledEventCondition {
  const span = spanOf(condition.within)
  const { low, high } = ageRange(comparison)
  const selector = exposureSelector(condition)
  const matches = compileSelector(selector)
  const truthAt = (state: WindowState, at: number): boolean => {
    const newest = newestAt(span, state, at)
    return newest !== undefined && at - newest >= low && at - newest < high
  }
  const nextTransition = (state: WindowState, after: number): number => {
    const truth = truthAt(state, after)
    const instants = state.entries.flatMap(({ t }) => [span.enter(t), span.leave(t), t + low, t + high])
    const ahead = instants.filter((instant) => instant > after && instant < Infinity).sort((a, b) => a - b)
    return ahead.find((instant) => truthAt(state, instant) !== truth) ?? Infinity
  }
  return {
    ...identityOf(condition),
    source: {
      key: `newest ${canonicalKey([selector, condition.within])}`,
      ...namesOf(selector),
      hint: hintOf(selector),
      entriesOf: (hit, plain) => (span.takes(hit.event_time) && matches(hit) ? plain : []),
      retention: (state, now) => keepNewest(span, state, now),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence(state, at) {
      const newest = newestAt(span, state, at)
      return { entries: state.entries.filter(({ t }) => t === newest), value: newest === undefined ? undefined : at - newest }
    },
  }
}

function newestAt(span: Span, state: WindowState, at: number): number | undefined {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const { t } = state.entries[i]!
    if (span.enter(t) <= at) return at < span.leave(t) ? t : undefined
  }
  return undefined
}

/**
 * Keeps the newest entry that counts by now, and those still to come. Of the entries that enter at
 * one instant the newest is enough. If too many wait for a past window, an entry that enters within
 * window / 256 after another replaces it.
 */
export function keepNewest(span: Span, state: WindowState, now: number): void {
  const { entries } = state
  if (entries.length === 0) return
  let keep = entries.length - 1
  while (keep > 0 && span.enter(entries[keep]!.t) > now) keep--
  while (keep < entries.length && span.leave(entries[keep]!.t) <= now) keep++
  if (keep > 0) {
    // Without any entry the truth is told from where the last one stopped counting.
    const known = keep < entries.length ? Math.min(now, span.enter(entries[keep]!.t)) : span.leave(entries[keep - 1]!.t)
    state.exactFrom = Math.max(state.exactFrom, known)
    entries.splice(0, keep)
  }
  if (entries.length > EXACT_ENTRIES_MAX + MERGE_SLACK) thin(span, state, now)
}

function thin(span: Span, state: WindowState, now: number): void {
  const { entries } = state
  const widthMs = Math.max(1, Math.floor(span.lengthMs / BUCKETS_PER_WINDOW))
  const bucketOf = ({ t }: Entry): number => Math.floor(span.enter(t) / widthMs)
  const last = entries.length - EXACT_ENTRIES_MAX
  // The first entry may count by now. Of the others in the older part, the last of each bucket
  // stays.
  state.entries = entries.filter((entry, i) => i === 0 || i >= last || bucketOf(entry) !== bucketOf(entries[i + 1]!))
  state.exactFrom = Math.max(state.exactFrom, now)
  invalidate(state)
}
