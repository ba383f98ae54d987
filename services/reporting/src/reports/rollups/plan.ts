// Held by plan.test.ts
/** A part of a report's range: half-open, Unix ms. */
export interface RolledSpan {
  from: number
  to: number
}

/** A day (UTC) that has facts, by its beginning (Unix ms), and its cells, where it is rolled up. */
export interface DayState {
  from: number
  run: number | undefined
}

/** What a report reads from rollups: what these runs have within these hours. */
export interface Rolled {
  runs: number[]
  hours: RolledSpan
  /** What it reads from facts. */
  left: RolledSpan[]
  /** How many days with facts are read from rollups, wholly or in part. */
  days: number
  /** How many are read from facts, wholly or in part. */
  rawDays: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How finely something is rolled up, and when it is not worth it. */
export interface RollupGrain {
  /** What lies within one of so many ms cannot be parted. */
  unitMs: number
  /** With more gaps all is read from facts: the statement would be longer than it is fast. */
  gapsMax: number
}
const CELLS: RollupGrain = { unitMs: HOUR_MS, gapsMax: 60 }
/** Single events; each gap takes a look at the touches of four weeks. */
export const CONVERSIONS: RollupGrain = { unitMs: 1, gapsMax: 3 }

/**
 * Parts a range into hours (or other units) that are rolled up and spans that are not.
 * @param days those that have facts, in order.
 * @returns undefined when nothing is to be had from rollups.
 */
export function planRollups(
  { from, to }: RolledSpan,
  days: readonly DayState[],
  { unitMs, gapsMax }: RollupGrain = CELLS,
): Rolled | undefined {
  const hours = { from: Math.ceil(from / unitMs) * unitMs, to: Math.floor(to / unitMs) * unitMs }
  if (hours.from >= hours.to) return undefined
  const within = (span: RolledSpan, outer: RolledSpan): RolledSpan => ({
    from: Math.max(span.from, outer.from),
    to: Math.min(span.to, outer.to),
  })
  const isSome = (span: RolledSpan): boolean => span.from < span.to
  const all = days.map((day) => ({ ...day, span: within({ from: day.from, to: day.from + DAY_MS }, { from, to }) }))
  const asked = all.filter(({ span }) => isSome(span))
  const clean = asked.filter(({ run, span }) => run !== undefined && isSome(within(span, hours)))
  const raw = asked.filter(({ run, span }) => run === undefined || span.from < hours.from || span.to > hours.to)
  const left = raw.flatMap(({ run, span }) =>
    run === undefined
      ? [span]
      : [within(span, { from, to: hours.from }), within(span, { from: hours.to, to })].filter((one) => isSome(one)),
  )
  const spans = joined(left)
  if (clean.length === 0 || spans.length > gapsMax) return undefined
  return {
    runs: clean.flatMap(({ run }) => run ?? []),
    hours,
    left: spans,
    days: clean.length,
    rawDays: raw.length,
  }
}

/** Spans in order, those that touch as one. */
function joined(spans: readonly RolledSpan[]): RolledSpan[] {
  const found: RolledSpan[] = []
  for (const span of spans) {
    const last = found.at(-1)
    if (last?.to === span.from) last.to = span.to
    else found.push({ ...span })
  }
  return found
}
