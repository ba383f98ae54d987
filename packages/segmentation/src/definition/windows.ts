import { durationMs, ruleInstant } from '@weir/contracts'
import type { Window } from '@weir/contracts'
import { isTimeZone, zoneOf } from './time-zones.ts'

/**
 * A window, turned round: instead of asking which events lie in the window at T, each event at time
 * t is given the interval of instants [enter(t), leave(t)) at which it counts. Both functions never
 * fall as t rises, so the events that count at T are always a run of the events in time order, and
 * the next instant at which anything changes is known exactly.
 *
 *        t          t + to                       t + from
 *   -----o------------[===========================)------------>  { from, to }; a plain "7d" has to = 0
 */
export interface Span {
  /** Whether an event at t can ever count. */
  takes: (t: number) => boolean
  enter: (t: number) => number
  /** Infinity when it counts for ever. */
  leave: (t: number) => number
  /**
   * Whether every event counts from its own time on (`enter(t)` is t). Windows of different lengths
   * can then share a window state.
   */
  atOnce: boolean
  /**
   * Set if events count at once and for a fixed time (a plain "7d"), in ms: the most frequent
   * window, which has short cuts.
   */
  slidesMs?: number
  /**
   * The longest time that an event stays, ms (Infinity if it stays for ever). It sets the width of
   * buckets.
   */
  lengthMs: number
}

/**
 * @throws RangeError when the window makes no sense (its message is for the author of the rule).
 */
export function spanOf(window: Window): Span {
  if (window === 'all') return { ...lasting(() => true), atOnce: true }
  if (typeof window === 'string') return sliding(durationMs(window), 0)
  if ('from' in window) return sliding(durationMs(window.from), durationMs(window.to))
  if ('since' in window)
    return fixed(ruleInstant(window.since), window.until === undefined ? Infinity : ruleInstant(window.until))
  return wholeDays(window.whole_days, window.time_zone ?? 'UTC', window.include_today ?? false)
}

/**
 * Returns the event times that count at T as [from, before), the form that a query over history
 * needs.
 */
export function windowAt(window: Window, at: number): { from: number; before: number } {
  const after = at + 1
  if (window === 'all') return { from: -Infinity, before: after }
  if (typeof window === 'string') return { from: at - durationMs(window) + 1, before: after }
  if ('from' in window) return { from: at - durationMs(window.from) + 1, before: at - durationMs(window.to) + 1 }
  if ('since' in window) {
    const until = window.until === undefined ? Infinity : ruleInstant(window.until)
    return { from: ruleInstant(window.since), before: Math.min(until, after) }
  }
  const zone = zoneOf(window.time_zone ?? 'UTC')
  const today = zone.dayOf(at)
  if (window.include_today ?? false) return { from: zone.startOf(today - window.whole_days + 1), before: after }
  return { from: zone.startOf(today - window.whole_days), before: Math.min(zone.startOf(today), after) }
}

function lasting(takes: (t: number) => boolean): Span {
  return { takes, enter: (t) => t, leave: () => Infinity, atOnce: false, lengthMs: Infinity }
}

function sliding(fromMs: number, toMs: number): Span {
  if (toMs > fromMs) throw new RangeError('"from" must reach further back than "to"')
  return {
    takes: () => fromMs > toMs,
    enter: (t) => t + toMs,
    leave: (t) => t + fromMs,
    lengthMs: fromMs - toMs,
    atOnce: toMs === 0,
    ...(toMs === 0 ? { slidesMs: fromMs } : {}),
  }
}

function fixed(since: number, until: number): Span {
  if (!(until > since)) throw new RangeError('"until" must be later than "since"')
  return lasting((t) => t >= since && t < until)
}

function wholeDays(days: number, name: string, includeToday: boolean): Span {
  if (!isTimeZone(name)) throw new RangeError(`"${name}" is not a known time zone`)
  const zone = zoneOf(name)
  const takes = (): boolean => true
  const lengthMs = days * 86_400_000
  return includeToday
    ? { takes, enter: (t) => t, leave: (t) => zone.startOf(zone.dayOf(t) + days), atOnce: true, lengthMs }
    : {
        takes,
        enter: (t) => zone.startOf(zone.dayOf(t) + 1),
        leave: (t) => zone.startOf(zone.dayOf(t) + days + 1),
        atOnce: false,
        lengthMs,
      }
}

/**
 * Returns the shortest window that covers all of these (all of them `atOnce`), with buckets as fine
 * as the shortest of them needs.
 */
export function widest(spans: readonly [Span, ...Span[]]): Span {
  const [first, ...rest] = spans
  if (rest.length === 0) return first
  const lengthMs = Math.min(...spans.map((span) => span.lengthMs))
  const slides = spans.map(({ slidesMs }) => slidesMs)
  const slidesMs = slides.every((ms) => ms !== undefined) ? Math.max(...slides) : undefined
  const leave =
    slidesMs === undefined
      ? (t: number): number => spans.reduce((last, span) => Math.max(last, span.leave(t)), -Infinity)
      : (t: number): number => t + slidesMs
  return { takes: () => true, enter: (t) => t, leave, atOnce: true, lengthMs, ...(slidesMs === undefined ? {} : { slidesMs }) }
}

/**
 * Returns the earliest event time (Unix ms) at which an event may still count at `now` or later;
 * -Infinity when events never leave.
 */
export function countingFrom({ leave, slidesMs }: Span, now: number): number {
  if (slidesMs !== undefined) return now - slidesMs + 1
  if (leave(0) > now) return -Infinity
  // `leave` never falls and is not before the event itself, so the first event time that still
  // counts lies in (low, high].
  let low = 0
  let high = Math.max(0, now) + 1
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    if (leave(middle) > now) high = middle
    else low = middle
  }
  return high
}
