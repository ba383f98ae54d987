import { durationMs } from '@weir/contracts'
import type { Window } from '@weir/contracts'
import { isTimeZone, zoneOf } from './zones.ts'

/**
 * A window, turned round: instead of asking which events lie in the window at T, each event at time t is given the
 * interval of instants [enter(t), leave(t)) at which it counts. Both functions never fall as t rises, so the events that
 * count at T are always a run of the events in time order, and the next instant at which anything changes is known exactly.
 *
 *        t          t + to                       t + from
 *   -----o------------[===========================)------------>  { from, to }; a plain "7d" has to = 0
 */
export interface Span {
  /** Whether an event at t can ever count. */
  takes(t: number): boolean
  enter(t: number): number
  /** Infinity when it counts for ever. */
  leave(t: number): number
  /** The longest time an event stays, ms (Infinity when it stays for ever): sets the width of the buckets of bounded state. */
  lengthMs: number
}

/** @throws RangeError when the window makes no sense (its message is for the author of the rule). */
export function spanOf(window: Window): Span {
  if (window === 'all') return lasting(() => true)
  if (typeof window === 'string') return sliding(durationMs(window), 0)
  if ('from' in window) return sliding(durationMs(window.from), durationMs(window.to))
  if ('since' in window) return fixed(Date.parse(window.since), window.until === undefined ? Infinity : Date.parse(window.until))
  return wholeDays(window.whole_days, window.time_zone ?? 'UTC', window.include_today ?? false)
}

/** The event times that count at T, as [from, before): the window as a query over history sees it. */
export function windowAt(window: Window, at: number): { from: number; before: number } {
  const after = at + 1
  if (window === 'all') return { from: -Infinity, before: after }
  if (typeof window === 'string') return { from: at - durationMs(window) + 1, before: after }
  if ('from' in window) return { from: at - durationMs(window.from) + 1, before: at - durationMs(window.to) + 1 }
  if ('since' in window) {
    const until = window.until === undefined ? Infinity : Date.parse(window.until)
    return { from: Date.parse(window.since), before: Math.min(until, after) }
  }
  const zone = zoneOf(window.time_zone ?? 'UTC')
  const today = zone.dayOf(at)
  if (window.include_today ?? false) return { from: zone.startOf(today - window.whole_days + 1), before: after }
  return { from: zone.startOf(today - window.whole_days), before: Math.min(zone.startOf(today), after) }
}

function lasting(takes: (t: number) => boolean): Span {
  return { takes, enter: (t) => t, leave: () => Infinity, lengthMs: Infinity }
}

function sliding(fromMs: number, toMs: number): Span {
  if (toMs > fromMs) throw new RangeError('"from" must reach further back than "to"')
  return {
    takes: () => fromMs > toMs,
    enter: (t) => t + toMs,
    leave: (t) => t + fromMs,
    lengthMs: fromMs - toMs,
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
    ? { takes, enter: (t) => t, leave: (t) => zone.startOf(zone.dayOf(t) + days), lengthMs }
    : {
        takes,
        enter: (t) => zone.startOf(zone.dayOf(t) + 1),
        leave: (t) => zone.startOf(zone.dayOf(t) + days + 1),
        lengthMs,
      }
}
