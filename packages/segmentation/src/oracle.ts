import { allows, foldConsent } from '@weir/consent'
import type { PersonConsent } from '@weir/consent'
import { canonicalName, DEFAULT_SEGMENT_PURPOSES, durationMs, OPS } from '@weir/contracts'
import type {
  AffinityCondition,
  Comparison,
  Condition,
  EventCondition,
  ExposureCondition,
  PersonEvent,
  Selector,
  SegmentDefinition,
  SequenceCondition,
  TraitCondition,
} from '@weir/contracts'
import { windowAt } from './windows.ts'

/**
 * The naive oracle: the reference meaning M(rule, person, T), computed from the full history each time, with none of the
 * fold's machinery (it shares the window's edges as a query sees them, nothing else). Slow, and plainly right.
 */
export function isMemberAt(
  segment: SegmentDefinition,
  history: readonly PersonEvent[],
  at: number,
  others: readonly SegmentDefinition[] = [],
): boolean {
  const events = latestRevisions(history)
  const seen = events.filter((e) => e.hit.event_time <= at)
  if (seen.length === 0) return false
  return (
    allows(consentAt(events, at), segment.purposes ?? DEFAULT_SEGMENT_PURPOSES) &&
    holds(segment.rule, seen, at, (id) =>
      isMemberAt(
        others.find((other) => other.id === id)!,
        history,
        at,
        others,
      ),
    )
  )
}

/** One event per eid, its newest revision, in order of time (ties by eid). */
export function latestRevisions(history: readonly PersonEvent[]): PersonEvent[] {
  const byEid = new Map<string, PersonEvent>()
  for (const event of history) if ((byEid.get(event.eid)?.rev ?? -1) < event.rev) byEid.set(event.eid, event)
  return [...byEid.values()].sort((a, b) => a.hit.event_time - b.hit.event_time || (a.eid < b.eid ? -1 : 1))
}

/** Consent counts from the event's time, or from its receipt when the sender's clock is fast. */
export function consentAt(events: readonly PersonEvent[], at: number): PersonConsent {
  const said = events.map(({ hit }) => ({ consent: hit.consent, from: Math.min(hit.event_time, hit.received_at) }))
  return said
    .filter(({ from }) => from <= at)
    .reduce<PersonConsent>((known, { consent, from }) => foldConsent(known, consent, from), {})
}

function holds(rule: Condition, seen: readonly PersonEvent[], at: number, isMemberOf: (segment: string) => boolean): boolean {
  if ('all' in rule) return rule.all.every((c) => holds(c, seen, at, isMemberOf))
  if ('any' in rule) return rule.any.some((c) => holds(c, seen, at, isMemberOf))
  if ('not' in rule) return !holds(rule.not, seen, at, isMemberOf)
  if ('segment' in rule) return isMemberOf(rule.segment)
  if ('trait' in rule) {
    const said = seen.filter((e) => e.hit.body.traits && rule.trait in e.hit.body.traits)
    const found = flatten(said.at(-1)?.hit.body.traits?.[rule.trait])
    const op = OPS.find((o) => o in rule)
    return op ? satisfies(found, op, rule[op]) : isNear(rule, found, at)
  }
  const { from, before } = windowAt(rule.within, at)
  const inWindow = seen.filter((e) => e.hit.event_time >= from && e.hit.event_time < before)
  if ('sequence' in rule) return completes(rule, seen, inWindow, at)
  if ('affinity' in rule) return hasAffinity(rule, inWindow)
  if ('exposure' in rule) return isExposed(rule, inWindow, at)
  return measures(
    rule,
    inWindow.filter((e) => selects(rule.event, e)),
  )
}

const units = (x: number): number => Math.floor(x * 10_000 + 0.5)

function measures(rule: EventCondition, chosen: readonly PersonEvent[]): boolean {
  const numbers = (path: string): number[][] =>
    chosen.map((e) =>
      walk(e.hit.body, path.split('.'))
        .map(asNumber)
        .filter((x): x is number => x !== undefined && Math.abs(x) <= 9e11)
        .map(units),
    )
  const all = (path: string): number[] => numbers(path).flat()
  const total = (list: number[]): number => list.reduce((a, b) => a + b, 0)
  const some = (value: number | undefined, c: Comparison): boolean => value !== undefined && compares(value, c, units)
  if (rule.sum) return some(total(all(rule.sum.path)), rule.sum)
  if (rule.avg)
    return some(all(rule.avg.path).length === 0 ? undefined : total(all(rule.avg.path)) / all(rule.avg.path).length, rule.avg)
  if (rule.min) return some([...all(rule.min.path)].sort((a, b) => a - b)[0], rule.min)
  if (rule.max) return some([...all(rule.max.path)].sort((a, b) => b - a)[0], rule.max)
  if (rule.first) return some(numbers(rule.first.path).find((list) => list.length > 0)?.[0], rule.first)
  if (rule.last)
    return some(
      numbers(rule.last.path)
        .findLast((list) => list.length > 0)
        ?.at(-1),
      rule.last,
    )
  if (rule.distinct)
    return compares(
      new Set(chosen.flatMap((e) => walk(e.hit.body, rule.distinct!.path.split('.'))).map(asText)).size,
      rule.distinct,
    )
  if (rule.active_days) {
    const zone = typeof rule.within === 'object' && 'whole_days' in rule.within ? (rule.within.time_zone ?? 'UTC') : 'UTC'
    return compares(
      new Set(chosen.map((e) => new Date(e.hit.event_time).toLocaleDateString('en-CA', { timeZone: zone }))).size,
      rule.active_days,
    )
  }
  return compares(chosen.length, rule.count ?? { gte: 1 })
}

function hasAffinity({ affinity, share, rank }: AffinityCondition, inWindow: readonly PersonEvent[]): boolean {
  const path = (affinity.by.includes('.') ? affinity.by : `properties.contents.${affinity.by}`).split('.')
  const counts: Record<string, number> = {}
  for (const e of inWindow) for (const text of new Set(walk(e.hit.body, path).map(asText))) counts[text] = (counts[text] ?? 0) + 1
  const own = counts[affinity.value] ?? 0
  const all = Object.values(counts).reduce((a, b) => a + b, 0)
  if (share) return all > 0 && compares(own / all, share)
  return own > 0 && compares(1 + Object.values(counts).filter((n) => n > own).length, rank!)
}

function isExposed(rule: ExposureCondition, inWindow: readonly PersonEvent[], at: number): boolean {
  const asked = {
    campaign_id: rule.exposure.campaign,
    adgroup_id: rule.exposure.adgroup,
    ad_id: rule.exposure.ad,
    creative_id: rule.exposure.creative,
  }
  const shown = inWindow.filter(
    (e) =>
      e.hit.name === 'AdImpression' &&
      Object.entries(asked).every(([k, v]) => v === undefined || walk(e.hit.body, ['ad', k]).map(asText).includes(v)),
  )
  if (rule.count) return compares(shown.length, rule.count)
  const newest = shown.at(-1)
  if (!newest) return false
  const [op, span] = Object.entries(rule.since_last!)[0] as [string, string]
  return compares(at - newest.hit.event_time, { [op]: durationMs(span) } as Comparison)
}

/** Tries every choice of events for the steps. `seen` is in time order, ties by eid. */
function completes(rule: SequenceCondition, seen: readonly PersonEvent[], inWindow: readonly PersonEvent[], at: number): boolean {
  const steps = rule.sequence.filter((step) => 'event' in step)
  const absent = rule.sequence.find((step) => 'absent' in step)
  const finish = (first: PersonEvent, last: PersonEvent): boolean => {
    if (last.hit.event_time - first.hit.event_time > durationMs(rule.span)) return false
    if (!absent) return true
    const until = last.hit.event_time + durationMs(absent.for)
    const after = seen.slice(seen.indexOf(last) + 1)
    return at >= until && !after.some((e) => e.hit.event_time <= until && selects(absent.absent, e))
  }
  const choose = (step: number, from: number, first: PersonEvent | undefined): boolean =>
    inWindow.some((e, i) => {
      if (i < from || !selects(steps[step]!.event, e)) return false
      return step === steps.length - 1 ? finish(first ?? e, e) : choose(step + 1, i + 1, first ?? e)
    })
  return choose(0, 0, undefined)
}

function compares(value: number, c: Comparison, scale: (x: number) => number = (x) => x): boolean {
  if (c.eq !== undefined) return value === scale(c.eq)
  if (c.ne !== undefined) return value !== scale(c.ne)
  if (c.gt !== undefined) return value > scale(c.gt)
  if (c.gte !== undefined) return value >= scale(c.gte)
  if (c.lt !== undefined) return value < scale(c.lt)
  if (c.lte !== undefined) return value <= scale(c.lte)
  return c.between !== undefined && value >= scale(c.between[0]) && value <= scale(c.between[1])
}

function selects(selector: Selector, { hit }: PersonEvent): boolean {
  const names = selector.names ?? (selector.name === undefined ? undefined : [selector.name])
  if (names && !names.map(canonicalName).includes(hit.name)) return false
  if (selector.name_prefix !== undefined && !hit.name.startsWith(selector.name_prefix)) return false
  if (selector.source !== undefined && selector.source !== hit.source) return false
  return (selector.where ?? []).every(({ path, op, value }) => satisfies(walk(hit.body, path.split('.')), op, value))
}

/** Every scalar behind a path, through arrays, by plain recursion. */
function walk(node: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return flatten(node)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return []
  const child: unknown = Object.hasOwn(node, step) ? (node as Record<string, unknown>)[step] : undefined
  return (Array.isArray(child) ? child : [child]).flatMap((c) => (rest.length > 0 ? walk(c, rest) : scalar(c)))
}

function flatten(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).flatMap(scalar)
}

function scalar(value: unknown): unknown[] {
  return ['string', 'number', 'boolean'].includes(typeof value) ? [value] : []
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function asNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean' || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(asText(value))) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

function satisfies(found: unknown[], op: (typeof OPS)[number], operand: unknown): boolean {
  if (op === 'not_exists') return found.length === 0
  if (op === 'ne' || op === 'not_in') return found.length > 0 && !satisfies(found, op === 'ne' ? 'eq' : 'in', operand)
  return found.some((value) => {
    switch (op) {
      case 'exists':
        return true
      case 'eq':
        return equal(value, operand)
      case 'in':
        return (operand as unknown[]).some((o) => equal(value, o))
      case 'contains':
        return asText(value).includes(operand as string)
      case 'starts_with':
        return asText(value).startsWith(operand as string)
      case 'before':
        return (asDate(value) ?? Infinity) < Date.parse(operand as string)
      case 'after':
        return (asDate(value) ?? -Infinity) > Date.parse(operand as string)
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
      case 'between': {
        const number = asNumber(value)
        return number !== undefined && compares(number, { [op]: operand } as Comparison)
      }
    }
  })
}

/** Dates relative to T: in the last span, not in it, or in the next one. */
function isNear(rule: TraitCondition, found: unknown[], at: number): boolean {
  const dates = found.map(asDate).filter((d): d is number => d !== undefined)
  if (rule.in_next !== undefined) return dates.some((d) => d > at && d <= at + durationMs(rule.in_next!))
  const recent = dates.some((d) => d <= at && d > at - durationMs((rule.in_last ?? rule.not_in_last)!))
  return rule.in_last !== undefined ? recent : dates.length > 0 && !recent
}

function asDate(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.floor(value * 1000)
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)?)?$/.test(value))
    return undefined
  const utc = /T/.test(value) && !/(Z|[+-]\d\d:\d\d)$/.test(value)
  const instant = Date.parse(utc ? `${value}Z` : value)
  return Number.isNaN(instant) ? undefined : instant
}

function equal(value: unknown, operand: unknown): boolean {
  if (typeof operand === 'number') return asNumber(value) === operand
  if (typeof operand === 'string') return asText(value) === operand
  return value === operand
}
