import { AMOUNT_MAX, isAmount, fieldOf } from '@weir/contracts'
import { fieldNumber } from './fields.ts'
import { NO_NOTES, note } from './notes.ts'
import type { Note } from './notes.ts'

const AMOUNTS: readonly (readonly [section: string, names: readonly string[]])[] = [
  ['properties', ['value', 'price', 'quantity', 'num_items']],
  ['ad', ['cost', 'attribution_share']],
  ['video', ['duration_ms', 'watched_ms']],
]
const OF_ITEMS = ['price', 'quantity']

/** The amounts of an event, as sent, that are lost because they are too large for one. */
export function lostAmounts(event: unknown): readonly Note[] {
  let notes: Note[] | undefined
  for (const [section, names] of AMOUNTS) {
    const place = fieldOf(event, section)
    if (place === undefined) continue
    for (const name of names) if (isLost(fieldOf(place, name))) (notes ??= []).push(lost(`${section}.${name}`))
  }
  const contents = fieldOf(fieldOf(event, 'properties'), 'contents')
  const items = Array.isArray(contents) ? lostOfItems(contents) : undefined
  return items ? [...(notes ?? []), ...items] : (notes ?? NO_NOTES)
}

/** A note for each name that is lost in some item, in the order in which they are met. */
function lostOfItems(items: readonly unknown[]): Note[] | undefined {
  let names: Set<string> | undefined
  for (const item of items) for (const name of OF_ITEMS) if (isLost(fieldOf(item, name))) (names ??= new Set()).add(name)
  return names && Array.from(names, (name) => lost(`properties.contents.${name}`))
}

function lost(path: string): Note {
  return note('amount_out_of_range', path, `The amount was left out: amounts reach from -${AMOUNT_MAX} to ${AMOUNT_MAX}.`)
}

function isLost(value: unknown): boolean {
  if (value === undefined) return false
  const number = fieldNumber(value)
  return number !== undefined && !isAmount(number)
}
