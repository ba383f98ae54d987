import { allows, foldConsent } from '@weir/consent'
import type { PersonConsent } from '@weir/consent'
import { canonicalName, DEFAULT_SEGMENT_PURPOSES, OPS } from '@weir/contracts'
import type { Comparison, Condition, PersonEvent, Selector, SegmentDefinition } from '@weir/contracts'
import { windowAt } from './windows.ts'

/**
 * The naive oracle: the reference meaning M(rule, person, T), computed from the full history each time, with none of the
 * fold's machinery (it shares the window's edges as a query sees them, nothing else). Slow, and plainly right.
 */
export function isMemberAt(segment: SegmentDefinition, history: readonly PersonEvent[], at: number): boolean {
  const events = latestRevisions(history)
  const seen = events.filter((e) => e.hit.event_time <= at)
  if (seen.length === 0) return false
  return allows(consentAt(events, at), segment.purposes ?? DEFAULT_SEGMENT_PURPOSES) && holds(segment.rule, seen, at)
}

/** One event per eid: its newest revision. */
function latestRevisions(history: readonly PersonEvent[]): PersonEvent[] {
  const byEid = new Map<string, PersonEvent>()
  for (const event of history) if ((byEid.get(event.eid)?.rev ?? -1) < event.rev) byEid.set(event.eid, event)
  return [...byEid.values()].sort((a, b) => a.hit.event_time - b.hit.event_time || (a.eid < b.eid ? -1 : 1))
}

/** Consent counts from the event's time, or from its receipt when the sender's clock is fast. */
function consentAt(events: readonly PersonEvent[], at: number): PersonConsent {
  const said = events.map(({ hit }) => ({ consent: hit.consent, from: Math.min(hit.event_time, hit.received_at) }))
  return said
    .filter(({ from }) => from <= at)
    .reduce<PersonConsent>((known, { consent, from }) => foldConsent(known, consent, from), {})
}

function holds(rule: Condition, seen: readonly PersonEvent[], at: number): boolean {
  if ('all' in rule) return rule.all.every((c) => holds(c, seen, at))
  if ('any' in rule) return rule.any.some((c) => holds(c, seen, at))
  if ('not' in rule) return !holds(rule.not, seen, at)
  if ('trait' in rule) {
    const op = OPS.find((o) => o in rule) as (typeof OPS)[number]
    const said = seen.filter((e) => e.hit.body.traits && rule.trait in e.hit.body.traits)
    return satisfies(flatten(said.at(-1)?.hit.body.traits?.[rule.trait]), op, rule[op])
  }
  const { from, before } = windowAt(rule.within, at)
  const chosen = seen.filter((e) => e.hit.event_time >= from && e.hit.event_time < before && selects(rule.event, e))
  const found = (path: string): unknown[] => chosen.flatMap((e) => walk(e.hit.body, path.split('.')))
  if (rule.sum) {
    const total = found(rule.sum.path)
      .map(asNumber)
      .filter((x): x is number => x !== undefined && Math.abs(x) <= 9e11)
      .reduce((sum, x) => sum + Math.floor(x * 10_000 + 0.5), 0)
    return compares(total, rule.sum, (x) => Math.floor(x * 10_000 + 0.5))
  }
  if (rule.distinct) return compares(new Set(found(rule.distinct.path).map(asText)).size, rule.distinct)
  return compares(chosen.length, rule.count ?? { gte: 1 })
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

function equal(value: unknown, operand: unknown): boolean {
  if (typeof operand === 'number') return asNumber(value) === operand
  if (typeof operand === 'string') return asText(value) === operand
  return value === operand
}
