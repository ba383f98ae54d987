import {
  CurrencyCode,
  DELIVERY_BREAKDOWNS,
  DELIVERY_COUNTS,
  DELIVERY_LEVELS,
  DELIVERY_MONEY,
  DELIVERY_OBJECTS,
} from '@weir/contracts'
import type { DeliveryField, DeliveryLevel, DeliveryRow } from '@weir/contracts'
import { saysNothing, readAmount, readCount } from './numbers.ts'
import type { ReadSettings } from './settings.ts'
import { readWhen } from './when.ts'

/** The cells of one row by field, as text; what a platform left empty may be there or not. */
export type Cells = Partial<Record<DeliveryField, string>>

/** What is known of a row besides its cells. */
export interface About {
  level: DeliveryLevel
  /** Named by the file as a whole. */
  currency?: string | undefined
  /** Dimensions of the platform that are no field of ours. */
  dimensions?: Readonly<Record<string, string>>
}

export type Assembled = { row: DeliveryRow } | { faults: { path: DeliveryField; message: string }[] }

/** Modelled and shared-out conversions have fractions. */
const FRACTIONAL: ReadonlySet<string> = new Set(['conversions', 'purchases', 'results'])
const TEXT_MAX = 512

/** Makes one row of its cells, or says all that is wrong with it. */
export function assemble(cells: Cells, about: About, settings: ReadSettings): Assembled {
  const faults: { path: DeliveryField; message: string }[] = []
  const text = (field: DeliveryField): string => {
    const cell = cells[field]?.trim() ?? ''
    if (cell.length > TEXT_MAX) faults.push({ path: field, message: `is longer than ${TEXT_MAX} characters` })
    return saysNothing(cell) ? '' : cell
  }
  const id = (field: DeliveryField): string => {
    const cell = text(field)
    if (/^[\d.,]+[eE]\+?\d+$/.test(cell))
      faults.push({ path: field, message: 'was rounded by a spreadsheet: export the ids as text' })
    return cell
  }
  const account = id('account_id') || (settings.account_id ?? '')
  const objects = objectsOf(id, text)
  const when = readWhen(stated(cells, ['day', 'hour', 'starts_on', 'ends_on']), settings.date)
  if ('path' in when) faults.push(when)
  const numbers = numbersOf(cells, settings, faults)
  const currency = text('currency') || about.currency || (settings.currency ?? '')
  const hasMoney = DELIVERY_MONEY.some((field) => numbers[field] !== undefined)
  if (currency === '' ? hasMoney : !CurrencyCode.safeParse(currency).success)
    faults.push({ path: 'currency', message: currency === '' ? NO_CURRENCY : 'is no ISO 4217 code, such as EUR' })
  const entity = entityOf(about.level, account, objects)
  if (entity === undefined) faults.push({ path: `${about.level}_id`, message: 'is missing: nothing says what this row is about' })
  if (faults.length > 0 || !('when' in when) || entity === undefined) return { faults }
  return {
    row: {
      source: settings.source,
      platform: settings.platform,
      account_id: account,
      level: about.level,
      entity,
      ...when.when,
      time_zone: text('time_zone') || (settings.tz ?? ''),
      breakdown: breakdownOf(cells, about.dimensions),
      currency: hasMoney ? currency : '',
      imported_at: settings.importedAt,
      version: settings.version,
      ...objects,
      ...numbers,
    },
  }
}

const NO_CURRENCY = 'is not known: name it in the request (currency=EUR) or with the source'

type Objects = Pick<DeliveryRow, `${(typeof DELIVERY_OBJECTS)[number]}_${'id' | 'name'}`>

function objectsOf(id: (field: DeliveryField) => string, text: (field: DeliveryField) => string): Objects {
  return {
    campaign_id: id('campaign_id'),
    campaign_name: text('campaign_name'),
    adgroup_id: id('adgroup_id'),
    adgroup_name: text('adgroup_name'),
    ad_id: id('ad_id'),
    ad_name: text('ad_name'),
  }
}

type Numbers = Pick<DeliveryRow, (typeof DELIVERY_COUNTS)[number] | (typeof DELIVERY_MONEY)[number]>

function numbersOf(cells: Cells, settings: ReadSettings, faults: { path: DeliveryField; message: string }[]): Numbers {
  const numbers: Numbers = {}
  for (const field of DELIVERY_COUNTS) {
    const cell = cells[field]
    if (cell === undefined) continue
    const { value, fault } = readCount(cell, settings.decimal, !FRACTIONAL.has(field))
    if (fault !== undefined) faults.push({ path: field, message: fault })
    else if (value !== undefined) numbers[field] = value
  }
  for (const field of DELIVERY_MONEY) {
    const cell = cells[field]
    if (cell === undefined) continue
    const { value, fault } = readAmount(cell, settings.decimal)
    if (fault !== undefined) faults.push({ path: field, message: fault })
    else if (value !== undefined) numbers[field] = value
  }
  return numbers
}

/** The id of what the row is about; without one, the way to it by what is known of each step. */
function entityOf(level: DeliveryLevel, account: string, objects: Objects): string | undefined {
  if (level === 'account') return account === '' ? undefined : account
  if (objects[`${level}_id`] !== '') return objects[`${level}_id`]
  if (objects[`${level}_name`] === '') return undefined
  const path = DELIVERY_OBJECTS.slice(0, DELIVERY_LEVELS.indexOf(level))
  return JSON.stringify(path.map((one) => objects[`${one}_id`] || objects[`${one}_name`]))
}

function breakdownOf(cells: Cells, dimensions: Readonly<Record<string, string>> = {}): string {
  const known = DELIVERY_BREAKDOWNS.flatMap((field): [string, string][] => {
    const cell = cells[field]
    return cell === undefined ? [] : [[field, saysNothing(cell) ? '' : cell.trim().slice(0, TEXT_MAX)]]
  })
  const all = [...known, ...Object.entries(dimensions)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return all.length === 0 ? '' : JSON.stringify(Object.fromEntries(all))
}

function stated<K extends DeliveryField>(cells: Cells, fields: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {}
  for (const field of fields) {
    const cell = cells[field]
    if (cell !== undefined && !saysNothing(cell)) found[field] = cell
  }
  return found
}
