import { durationMs } from '@weir/contracts'
import type { EventCondition, ExposureCondition, Selector, SpanComparison, Where } from '@weir/contracts'
import { compileEventLeaf, compileSelector, entry, identityOf, namesOf } from './event-leaf.ts'
import type { EventLeaf } from './event-leaf.ts'
import type { LeafState } from './leaf.ts'
import { spanOf } from './windows.ts'
import type { Span } from './windows.ts'

/** The impressions that an exposure condition is about. */
export function exposureSelector({ exposure }: ExposureCondition): Selector {
  const { campaign, adgroup, ad, creative } = exposure
  const fields = { campaign_id: campaign, adgroup_id: adgroup, ad_id: ad, creative_id: creative }
  const where = Object.entries(fields).flatMap(([field, value]): Where[] =>
    value === undefined ? [] : [{ path: `ad.${field}`, op: 'eq', value }],
  )
  return { name: 'AdImpression', ...(where.length > 0 ? { where } : {}) }
}

/** The same as an ordinary condition, where impressions are counted. */
export function exposureCount(condition: ExposureCondition): EventCondition {
  return { event: exposureSelector(condition), within: condition.within, count: condition.count! }
}

export function compileExposureLeaf(condition: ExposureCondition): EventLeaf {
  return condition.since_last ? recencyLeaf(condition, condition.since_last) : compileEventLeaf(exposureCount(condition))
}

/** A comparison of ages: true for ages in [low, high) ms. */
export function ageRange(c: SpanComparison): { low: number; high: number } {
  if (c.gte !== undefined) return { low: durationMs(c.gte), high: Infinity }
  if (c.gt !== undefined) return { low: durationMs(c.gt) + 1, high: Infinity }
  if (c.lt !== undefined) return { low: 0, high: durationMs(c.lt) }
  return { low: 0, high: durationMs(c.lte!) + 1 }
}

/**
 * How long ago the newest impression in the window was. Somebody who never had one has no such age: false under every
 * comparison. The truth changes by itself when the newest one comes of age.
 */
function recencyLeaf(condition: ExposureCondition, comparison: SpanComparison): EventLeaf {
  const span = spanOf(condition.within)
  const { low, high } = ageRange(comparison)
  const selector = exposureSelector(condition)
  const matches = compileSelector(selector)
  const truthAt = (state: LeafState, at: number): boolean => {
    const newest = newestAt(span, state, at)
    return newest !== undefined && at - newest >= low && at - newest < high
  }
  return {
    ...identityOf(condition),
    ...namesOf(selector),
    entriesOf: (hit, eid) => (span.takes(hit.event_time) && matches(hit) ? [entry(hit, eid)] : []),
    truthAt,
    nextFlip(state, after) {
      const truth = truthAt(state, after)
      const instants = state.entries.flatMap(({ t }) => [span.enter(t), span.leave(t), t + low, t + high])
      const ahead = instants.filter((instant) => instant > after && instant < Infinity).sort((a, b) => a - b)
      return ahead.find((instant) => truthAt(state, instant) !== truth) ?? Infinity
    },
    evidence(state, at) {
      const newest = newestAt(span, state, at)
      return { entries: state.entries.filter(({ t }) => t === newest), value: newest === undefined ? undefined : at - newest }
    },
    trim(state, now) {
      if (state.entries.length === 0) return
      // The newest that counts by now, and those to come.
      let keep = state.entries.length - 1
      while (keep > 0 && span.enter(state.entries[keep]!.t) > now) keep--
      while (keep < state.entries.length && span.leave(state.entries[keep]!.t) <= now) keep++
      if (keep <= 0) return
      state.exactFrom = Math.max(
        state.exactFrom,
        Math.min(now, span.enter(state.entries[Math.min(keep, state.entries.length - 1)]!.t)),
      )
      state.entries = state.entries.slice(keep)
    },
  }
}

function newestAt(span: Span, state: LeafState, at: number): number | undefined {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const { t } = state.entries[i]!
    if (span.enter(t) <= at) return at < span.leave(t) ? t : undefined
  }
  return undefined
}
