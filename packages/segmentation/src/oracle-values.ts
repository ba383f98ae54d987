import { canonicalName, durationMs } from '@weir/contracts'
import type { Comparison, Op, PersonEvent, Selector, TraitCondition } from '@weir/contracts'

/** What the oracle thinks of values: written once more, naively, and shared with no other evaluator. */

export function compares(value: number, c: Comparison, scale: (x: number) => number = (x) => x): boolean {
  if (c.eq !== undefined) return value === scale(c.eq)
  if (c.ne !== undefined) return value !== scale(c.ne)
  if (c.gt !== undefined) return value > scale(c.gt)
  if (c.gte !== undefined) return value >= scale(c.gte)
  if (c.lt !== undefined) return value < scale(c.lt)
  if (c.lte !== undefined) return value <= scale(c.lte)
  return c.between !== undefined && value >= scale(c.between[0]) && value <= scale(c.between[1])
}

export function selects(selector: Selector, { hit }: PersonEvent): boolean {
  const names = selector.names ?? (selector.name === undefined ? undefined : [selector.name])
  if (names && !names.map(canonicalName).includes(hit.name)) return false
  if (selector.name_prefix !== undefined && !hit.name.startsWith(selector.name_prefix)) return false
  if (selector.source !== undefined && selector.source !== hit.source) return false
  return (selector.where ?? []).every(({ path, op, value }) => satisfies(walk(hit.body, path.split('.')), op, value))
}

/** Every scalar behind a path, through arrays, by plain recursion. */
export function walk(node: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return flatten(node)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return []
  const child: unknown = Object.hasOwn(node, step) ? (node as Record<string, unknown>)[step] : undefined
  return (Array.isArray(child) ? child : [child]).flatMap((c) => (rest.length > 0 ? walk(c, rest) : scalar(c)))
}

export function flatten(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).flatMap(scalar)
}

function scalar(value: unknown): unknown[] {
  return ['string', 'number', 'boolean'].includes(typeof value) ? [value] : []
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean' || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(asText(value))) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

export function satisfies(found: unknown[], op: Op, operand: unknown): boolean {
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
export function isNear(rule: TraitCondition, found: unknown[], at: number): boolean {
  const dates = found.map(asDate).filter((d): d is number => d !== undefined)
  if (rule.in_next !== undefined) return dates.some((d) => d > at && d <= at + durationMs(rule.in_next!))
  const recent = dates.some((d) => d <= at && d > at - durationMs((rule.in_last ?? rule.not_in_last)!))
  return rule.in_last !== undefined ? recent : dates.length > 0 && !recent
}

export function asDate(value: unknown): number | undefined {
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
