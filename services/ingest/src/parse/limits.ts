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
  return look(event, at, limits.depthMax, { limits, values: limits.valuesMax, room: limits.eventMax })
}

interface Budget {
  limits: IngestLimits
  values: number
  room: number
}

function look(value: unknown, at: string, depth: number, budget: Budget): Fault | undefined {
  if (typeof value === 'string') return lookAtText(value, at, budget)
  if (typeof value !== 'object' || value === null) {
    return (budget.room -= 8) < 0 ? fault('too_large', at, 'the event is too large') : undefined
  }
  if (depth === 0) return fault('too_deep', at, `nested deeper than ${budget.limits.depthMax} levels`)
  for (const key of Object.keys(value)) {
    const item = fieldOf(value, key)
    const path = at === '' ? key : `${at}.${key}`
    if (--budget.values < 0) return fault('too_large', at, `more than ${budget.limits.valuesMax} values`)
    if (forbidden(key, item)) return fault('forbidden_key', path, 'a key of this name is not accepted')
    const found = (Array.isArray(value) ? undefined : lookAtText(key, at, budget)) ?? look(item, path, depth - 1, budget)
    if (found) return found
  }
  return undefined
}

function lookAtText(text: string, at: string, budget: Budget): Fault | undefined {
  if (text.length > budget.limits.textMax) return fault('too_large', at, `longer than ${budget.limits.textMax} characters`)
  return (budget.room -= text.length) < 0 ? fault('too_large', at, 'the event is too large') : undefined
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
