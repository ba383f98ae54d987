import { fieldOf, isObject } from '@weir/contracts'
import { scrubStrictly } from '@weir/identity'
import type { EventIds } from './event-ids.ts'
import type { Field, ReplayMap, Single } from './map.ts'
import type { FileRecord } from './records.ts'
import type { TimeReader } from './times.ts'

/** A native event, ready to be sent, with the line it came from. */
export interface ReplayEvent {
  line: number
  /** Unix ms. */
  at: number
  body: Record<string, unknown>
}

/** What became of a record. */
export type Mapped =
  | { kind: 'event'; event: ReplayEvent }
  | { kind: 'skipped' }
  | { kind: 'refused'; line: number; reason: string }

export interface Mapping {
  map: ReplayMap
  /** The source code that the events name. */
  source: string
  readTime: TimeReader
  eventIds: EventIds
  /** The columns that make the id when the map does not say; undefined: all of the record. */
  columns: readonly string[] | undefined
}

/** A record whose values do not fit; the message names the column. */
class Unfit extends Error {
  override readonly name = 'Unfit'
}
/** A record that the map leaves out. */
class LeftOut extends Error {
  override readonly name = 'LeftOut'
}

/**
 * Turns a record into an event. Draws an id for every record, so that ids do not depend on which
 * others were refused.
 */
export function toEvent(record: FileRecord, mapping: Mapping): Mapped {
  const { map, source, columns } = mapping
  const idColumns = map.eventId?.columns ?? columns ?? Object.keys(record.values)
  const id = mapping.eventIds(idColumns.map((column) => valueAt(record, column) ?? null))
  try {
    if (record.fault !== undefined) throw new Unfit(record.fault)
    if (map.eventId && idColumns.every((column) => text(record, column) === ''))
      throw new Unfit(`column "${idColumns.join('", "')}": empty, and names the event`)
    const at = timeOf(record, mapping)
    const body: Record<string, unknown> = { source, event: eventName(record, map), event_id: id, event_time: at / 1000 }
    for (const [path, field] of Object.entries(map.fields)) put(body, path, fieldValue(record, field))
    return { kind: 'event', event: { line: record.line, at, body } }
  } catch (error) {
    if (error instanceof LeftOut) return { kind: 'skipped' }
    if (error instanceof Unfit) return { kind: 'refused', line: record.line, reason: error.message }
    throw error
  }
}

function timeOf(record: FileRecord, { map, readTime }: Mapping): number {
  const given = text(record, map.timeColumn)
  if (given === '') throw new Unfit(`column "${map.timeColumn}": empty, and is the time of the event`)
  const at = readTime(given)
  if (at === undefined)
    throw new Unfit(`column "${map.timeColumn}": "${shortened(given)}" is not a time of the form ${map.timeFormat}`)
  return at
}

function eventName(record: FileRecord, { event }: ReplayMap): string {
  const name = event && single(record, event)
  if (name === undefined) {
    throw new Unfit(
      event && 'column' in event ? `column "${event.column}": empty, and is the name of the event` : 'the map names no event',
    )
  }
  return String(name)
}

function fieldValue(record: FileRecord, field: Field): unknown {
  if (!Array.isArray(field)) return single(record, field)
  const items = field.map((item) => {
    const object: Record<string, unknown> = {}
    for (const [path, one] of Object.entries(item)) put(object, path, single(record, one))
    return object
  })
  return items.filter((item) => Object.keys(item).length > 0)
}

/** @returns undefined where the record has nothing. */
function single(record: FileRecord, field: Single): string | number | boolean | undefined {
  if (!('column' in field)) return field.value
  const { column, type, values, others } = field
  const given = text(record, column)
  if (given === '') return undefined
  if (values && Object.hasOwn(values, given)) return values[given]
  if (values && others === 'skip') throw new LeftOut()
  if (values && others === 'refuse')
    throw new Unfit(`column "${column}": "${shortened(given)}" is not among the values of the map`)
  if (type === 'number') return numberOf(column, given)
  if (type === 'boolean') return booleanOf(column, given)
  return given
}

function numberOf(column: string, given: string): number {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(given) ? Number(given) : Number.NaN
  if (!Number.isFinite(value)) throw new Unfit(`column "${column}": "${shortened(given)}" is not a number`)
  return value
}

function booleanOf(column: string, given: string): boolean {
  if (/^(true|yes|y|1)$/i.test(given)) return true
  if (/^(false|no|n|0)$/i.test(given)) return false
  throw new Unfit(`column "${column}": "${shortened(given)}" is neither true nor false`)
}

/** '' where there is nothing; objects as JSON, so that they can at least be named in a message. */
function text(record: FileRecord, column: string): string {
  const value = valueAt(record, column)
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}

/** A column of the record, or the value at a dotted path. */
function valueAt({ values }: FileRecord, column: string): unknown {
  if (Object.hasOwn(values, column)) return values[column]
  let at: unknown = values
  for (const key of column.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = fieldOf(at, key)
  }
  return at
}

function put(target: Record<string, unknown>, path: string, value: unknown): void {
  if (value === undefined) return
  const keys = path.split('.')
  const last = keys.pop() ?? path
  let at = target
  for (const key of keys) {
    const inner = at[key] ?? {}
    if (!isObject(inner)) throw new Unfit(`field "${path}": what it is to be part of has a value of its own`)
    at = at[key] = inner
  }
  at[last] = value
}

/** As it may be printed: what is personal is hidden before a cut could hide it from us. */
function shortened(value: string): string {
  const shown = scrubStrictly(value)
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown
}
