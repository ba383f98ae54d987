import { fieldOf } from '@weir/contracts'
import type { Fault } from './fault.ts'
import { fault } from './fault.ts'

/** What one request may cost us. */
export interface IngestLimits {
  /** The body as it arrives, bytes (compressed or not). */
  wireBytesMax: number
  /** The body after decompression, bytes. */
  bodyBytesMax: number
  /** How much larger than the wire a body may become, once it is beyond `freeBytes`. */
  expansionMax: number
  /** Small bodies may compress as well as they like. */
  freeBytes: number
  /** Events of one request (TikTok refuses more than 1,000). */
  eventsMax: number
  /** Levels of one event. */
  depthMax: number
  /** Keys and array items of one event. */
  valuesMax: number
  /** Characters of one text or key. */
  textMax: number
  /** Characters of all texts and keys of one event; a number counts as 8. */
  eventMax: number
  /**
   * Items of one list of a cart (`properties.contents` ...): further ones are left out, see
   * items.ts.
   */
  itemsMax: number
  /** Keys and array items of all long lists of items of one event. */
  itemValuesMax: number
  /** Characters of all long lists of items of one event. */
  itemTextMax: number
}

export const LIMITS: IngestLimits = {
  wireBytesMax: 4 * 1024 * 1024,
  bodyBytesMax: 8 * 1024 * 1024,
  expansionMax: 100,
  freeBytes: 1024 * 1024,
  eventsMax: 1_000,
  depthMax: 10,
  valuesMax: 2_000,
  textMax: 8 * 1024,
  eventMax: 32 * 1024,
  itemsMax: 500,
  itemValuesMax: 4_000,
  itemTextMax: 32 * 1024,
}

/**
 * For senders without a key. Honest bodies compress by a factor of ten or less; a larger one is an
 * attempt to fill the disk.
 */
export const KEYLESS: Partial<IngestLimits> = {
  wireBytesMax: 1024 * 1024,
  bodyBytesMax: 1024 * 1024,
  expansionMax: 10,
  freeBytes: 0,
}

/**
 * Looks once at every value of one event (a parsed JSON value, however hostile).
 * @returns the first limit it breaks or key it may not have, with the path below `at`.
 */
export function inspect(event: unknown, at: string, limits: IngestLimits): Fault | undefined {
  const breach = look(event, limits.depthMax, { limits, values: limits.valuesMax, room: limits.eventMax })
  if (!breach) return undefined
  const { code, message, keys } = breach
  return fault(
    code,
    keys.reduceRight((path, key) => (path === '' ? key : `${path}.${key}`), at),
    message,
  )
}

interface Budget {
  limits: IngestLimits
  values: number
  room: number
}

/** What is wrong, and the keys that lead to it, the innermost first. */
interface Breach extends Pick<Fault, 'code' | 'message'> {
  keys: string[]
}

function look(value: unknown, depth: number, budget: Budget): Breach | undefined {
  if (typeof value === 'string') return lookAtText(value, budget)
  if (typeof value !== 'object' || value === null) return (budget.room -= 8) < 0 ? tooLarge() : undefined
  if (depth === 0) return { code: 'too_deep', message: `nested deeper than ${budget.limits.depthMax} levels`, keys: [] }
  return Array.isArray(value) ? lookAtItems(value, depth, budget) : lookAtFields(value, depth, budget)
}

function lookAtItems(items: readonly unknown[], depth: number, budget: Budget): Breach | undefined {
  for (let i = 0; i < items.length; i++) {
    if (--budget.values < 0) return tooMany(budget)
    const found = look(items[i], depth - 1, budget)
    if (found) return below(String(i), found)
  }
  return undefined
}

function lookAtFields(fields: object, depth: number, budget: Budget): Breach | undefined {
  for (const key of Object.keys(fields)) {
    const item = fieldOf(fields, key)
    if (--budget.values < 0) return tooMany(budget)
    if (forbidden(key, item)) return { code: 'forbidden_key', message: 'a key of this name is not accepted', keys: [key] }
    const unfit = lookAtText(key, budget)
    if (unfit) return unfit
    const found = look(item, depth - 1, budget)
    if (found) return below(key, found)
  }
  return undefined
}

function lookAtText(text: string, budget: Budget): Breach | undefined {
  const { textMax } = budget.limits
  if (text.length > textMax) return { code: 'too_large', message: `longer than ${textMax} characters`, keys: [] }
  return (budget.room -= text.length) < 0 ? tooLarge() : undefined
}

function tooLarge(): Breach {
  return { code: 'too_large', message: 'the event is too large', keys: [] }
}

function tooMany({ limits }: Budget): Breach {
  return { code: 'too_large', message: `more than ${limits.valuesMax} values`, keys: [] }
}

function below(key: string, breach: Breach): Breach {
  breach.keys.push(key)
  return breach
}

/**
 * The two ways into Object.prototype. Nothing here would follow them, but only an attacker sends
 * them.
 */
function forbidden(key: string, item: unknown): boolean {
  return (
    key === '__proto__' ||
    (key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype'))
  )
}
