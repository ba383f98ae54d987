// Held by packages/segmentation/src/oracle/oracle.test.ts

import { canonicalName, durationMs, isPathOperand } from '@weir/contracts'
import type { Comparison, Op, PersonEvent, Selector, TraitCondition } from '@weir/contracts'

/**
 * Values as the oracle reads them: written a second time, naively, and shared with no other
 * evaluator.
 */

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
  return (selector.where ?? []).every(({ path, op, value }) => {
    const found = walk(hit.body, path.split('.'))
    return isPathOperand(value) ? satisfiesOther(found, op, walk(hit.body, value.path.split('.'))) : satisfies(found, op, value)
  })
}

/** Compares the scalars of two paths, each of the one with each of the other. */
function satisfiesOther(found: readonly unknown[], op: Op, others: readonly unknown[]): boolean {
  const pairs = found.flatMap((a) => others.map((b): [unknown, unknown] => [a, b]))
  const [read, sign]: [(value: unknown) => number | undefined, Op] =
    op === 'before' ? [asDate, 'lt'] : op === 'after' ? [asDate, 'gt'] : [asNumber, op]
  const isEqual = pairs.some(([a, b]) => asText(a) === asText(b) || (asNumber(a) !== undefined && asNumber(a) === asNumber(b)))
  if (op === 'eq') return isEqual
  if (op === 'ne') return pairs.length > 0 && !isEqual
  return pairs.some(([a, b]) => {
    const [x, y] = [read(a), read(b)]
    return x !== undefined && y !== undefined && compares(x, { [sign]: y } as Comparison)
  })
}

/** Returns every scalar behind a path of an event's document. */
export function walk(document: unknown, path: readonly string[]): unknown[] {
  return path.join('.') === 'video.watched_share' ? watchedShare(document) : descend(document, path)
}

/** How many ten-thousandths of its duration a video was watched in full. */
function watchedShare(document: unknown): unknown[] {
  const amount = (field: string): number => {
    const video = typeof document === 'object' && document !== null && 'video' in document ? document.video : undefined
    const own =
      typeof video === 'object' && video !== null ? Object.entries(video).find(([key]) => key === field)?.[1] : undefined
    const number = ['string', 'number'].includes(typeof own) ? asNumber(own) : undefined
    return number === undefined || Math.abs(number) > 9e11 ? NaN : number
  }
  const share = Math.floor((amount('watched_ms') * 10_000) / amount('duration_ms')) / 10_000
  return amount('duration_ms') > 0 && Math.abs(share) <= 9e11 ? [share] : []
}

/** Goes down a path, through arrays, by plain recursion. */
function descend(node: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return flatten(node)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return []
  const child: unknown = Object.entries(node).find(([key]) => key === step)?.[1]
  return (Array.isArray(child) ? child : [child]).flatMap((c) => (rest.length > 0 ? descend(c, rest) : scalar(c)))
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
        return Array.isArray(operand) && operand.some((o) => equal(value, o))
      case 'contains':
        return asText(value).includes(String(operand))
      case 'starts_with':
        return asText(value).startsWith(String(operand))
      case 'before':
        return (asDate(value) ?? Infinity) < asDate(operand)!
      case 'after':
        return (asDate(value) ?? -Infinity) > asDate(operand)!
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

/** Writes the date out in full; it is one if the calendar returns the same text. */
export function asDate(value: unknown): number | undefined {
  const seconds = asNumber(value)
  if (seconds !== undefined) return Math.abs(seconds) <= 9e11 ? Math.floor(seconds * 1000 + 0.5) : undefined
  const day = /^ *(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d)(?:(:\d\d)(?:[.,](\d{1,9}))?)?(?: ?(z|[+-]\d\d(?::?\d\d)?))?)? *$/i
  const [, date, minutes = '00:00', seconds60 = ':00', fraction = '', zone = 'Z'] = day.exec(String(value)) ?? []
  if (typeof value !== 'string' || date === undefined) return undefined
  const endsDay = minutes === '24:00' && seconds60 === ':00' && /^0*$/.test(fraction)
  const full = `${date}T${endsDay ? '00:00' : minutes}${seconds60}.${`${fraction}000`.slice(0, 3)}Z`
  if (Number.isNaN(Date.parse(full)) || new Date(full).toISOString() !== full) return undefined
  const away = awayFromUtc(zone)
  return away === undefined ? undefined : Date.parse(full) + (endsDay ? 86_400_000 : 0) - away
}

function awayFromUtc(zone: string): number | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  if (hours === undefined) return 0
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  return Number(`${sign}1`) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000)
}

function equal(value: unknown, operand: unknown): boolean {
  if (typeof operand === 'number') return asNumber(value) === operand
  if (typeof operand === 'string') return asText(value) === operand
  return value === operand
}
