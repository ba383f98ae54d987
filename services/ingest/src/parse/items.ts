import { fieldOf, isObject } from '@weir/contracts'
import type { IngestLimits } from './limits.ts'
import { NO_NOTES, note } from './notes.ts'
import type { Note } from './notes.ts'

/**
 * Where shops put what is in a cart. These lists have a budget of their own, so that a large order
 * is no fault.
 */
const ITEM_LISTS = ['contents', 'content_ids', 'content', 'items', 'products', 'product_ids', 'line_items', 'lineItems', 'skus']
/** Shorter lists are judged with the rest of the event. */
const LONG = 20

export interface WithItems {
  event: unknown
  /** The limits for this event, with room for the items that were kept. */
  limits: IngestLimits
  notes: readonly Note[]
}

/**
 * Counts long lists of items apart from the other values of an event, and keeps the first ones of a
 * list that is too long: as many as `itemsMax`, `itemValuesMax` and `itemTextMax` allow. What is
 * left out is said, never silent.
 * @param event one event of a body, parsed. It is not changed. @param at its path in the body.
 */
export function fitItems(event: unknown, at: string, limits: IngestLimits): WithItems {
  const properties = fieldOf(event, 'properties')
  const long = isObject(properties) ? longLists(properties) : undefined
  if (!isObject(properties) || !long) return { event, limits, notes: NO_NOTES }

  const notes: Note[] = []
  const kept: Record<string, unknown> = { ...properties }
  const used: Weight = { values: 0, text: 0 }
  for (const { key, items } of long) {
    const count = countFitting(items, used, limits)
    if (count === 0) continue
    kept[key] = items.slice(0, count)
    if (count < items.length) notes.push(leftOut([at, 'properties', key], count))
  }
  const room = { valuesMax: limits.valuesMax + used.values, eventMax: limits.eventMax + used.text }
  return { event: { ...Object(event), properties: kept }, limits: { ...limits, ...room }, notes }
}

function longLists(properties: Record<string, unknown>): { key: string; items: unknown[] }[] | undefined {
  let long: { key: string; items: unknown[] }[] | undefined
  for (const key of ITEM_LISTS) {
    const items = itemsOf(properties[key])
    if (items && items.length > LONG) (long ??= []).push({ key, items })
  }
  return long
}

/**
 * What the values below something count for: keys and array items, and characters, as the limits of
 * an event count them.
 */
interface Weight {
  values: number
  text: number
}

/** How many of the items fit, at most `itemsMax`; what they weigh is added to `used`. */
function countFitting(items: readonly unknown[], used: Weight, limits: IngestLimits): number {
  let count = 0
  for (const item of items.slice(0, limits.itemsMax)) {
    const weight = { values: used.values + 1, text: used.text }
    weigh(item, weight, limits.depthMax)
    if (weight.values > limits.itemValuesMax || weight.text > limits.itemTextMax) break
    Object.assign(used, weight)
    count++
  }
  return count
}

function weigh(value: unknown, weight: Weight, depth: number): void {
  if (typeof value === 'string') weight.text += value.length
  else if (typeof value !== 'object' || value === null) weight.text += 8
  else if (depth > 0) {
    for (const [key, item] of Object.entries(value)) {
      weight.values++
      if (!Array.isArray(value)) weight.text += key.length
      weigh(item, weight, depth - 1)
    }
  }
}

/** PHP writes a list with gaps as an object whose keys are numbers. */
function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  return keys.length > LONG && keys.every((key) => /^\d+$/.test(key)) ? Object.values(value) : undefined
}

function leftOut(path: readonly string[], kept: number): Note {
  const place = path.filter((part) => part !== '').join('.')
  return note('items_left_out', place, `Only the first ${kept} items were kept: rules and reports do not see the others.`)
}
