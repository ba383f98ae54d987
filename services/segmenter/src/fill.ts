import type { PersonEvent } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import type { EventLeaf } from '@weir/segmentation'
import { parseRecords, takeOrigin } from './records.ts'
import type { TakenOrigins } from './records.ts'

/**
 * How far new conditions have counted history: the partition's own log, from `next` up to where they were announced (`until`);
 * later records reach them live. Then the enriched versions among those later records are counted once more (up to `again`):
 * the version that they replace may have been counted after them.
 */
export interface Fill extends TakenOrigins {
  version: number
  next: number
  until: number
  again?: number
}

/** The last offset of the pass. */
export function fillEnd(fill: Fill): number {
  return fill.again ?? fill.until
}

/** What a slice of the log gives to the new conditions, in order, and how far they are then. */
export function fillFrom(
  fill: Fill,
  records: readonly LogRecord[],
  leaves: readonly EventLeaf[],
): { events: PersonEvent[]; fill: Fill } {
  const end = fillEnd(fill)
  const after: Fill = { ...fill, taken: { ...fill.taken }, next: Math.min(records.at(-1)?.offset ?? end, end) + 1 }
  const events = parseRecords(records.filter(({ offset }) => offset <= end)).flatMap(({ value, origin }) => {
    if (value?.kind !== 'event' || !takeOrigin(after, origin) || value.person === '') return []
    return (fill.again === undefined || value.rev > 0) && leaves.some((leaf) => names(leaf, value.hit.name)) ? [value] : []
  })
  return { events, fill: after }
}

function names({ names, prefix }: EventLeaf, name: string): boolean {
  return names ? names.includes(name) : name.startsWith(prefix as string)
}
