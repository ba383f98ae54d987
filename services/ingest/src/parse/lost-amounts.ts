import { AMOUNT_MAX, isAmount, fieldOf } from '@weir/contracts'
import { fieldNumber } from './fields.ts'
import { note } from './notes.ts'
import type { Note } from './notes.ts'

const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  properties: ['value', 'price', 'quantity', 'num_items'],
  ad: ['cost', 'attribution_share'],
  video: ['duration_ms', 'watched_ms'],
}
const OF_ITEMS = ['price', 'quantity']

/** The amounts of an event, as sent, that are lost because they are too large for one. */
export function lostAmounts(event: unknown): Note[] {
  const paths = Object.entries(AMOUNTS).flatMap(([section, names]) => lostIn(fieldOf(event, section), section, names))
  const contents = fieldOf(fieldOf(event, 'properties'), 'contents')
  const items = Array.isArray(contents) ? contents.flatMap((item) => lostIn(item, 'properties.contents', OF_ITEMS)) : []
  return [...paths, ...new Set(items)].map((path) =>
    note('amount_out_of_range', path, `The amount was left out: amounts reach from -${AMOUNT_MAX} to ${AMOUNT_MAX}.`),
  )
}

function lostIn(place: unknown, at: string, names: readonly string[]): string[] {
  return names.filter((name) => isLost(fieldOf(place, name))).map((name) => `${at}.${name}`)
}

function isLost(value: unknown): boolean {
  const number = fieldNumber(value)
  return number !== undefined && !isAmount(number)
}
