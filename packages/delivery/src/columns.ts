import { DELIVERY_LEVELS, keysOf, WeirError } from '@weir/contracts'
import type { DeliveryField, DeliveryLevel, FieldFault } from '@weir/contracts'
import { bare, meaningOf } from './headings.ts'
import type { ReadSettings } from './settings.ts'

/** How the columns of a file are understood. */
export interface Columns {
  /** Where each field stands. */
  at: ReadonlyMap<DeliveryField, number>
  /** The heading of each field, to be shown. */
  headings: Partial<Record<DeliveryField, string>>
  /** Headings of which nothing is kept. */
  ignored: string[]
  /** The currency that a heading names. */
  currency: string | undefined
  level: DeliveryLevel
}

/**
 * Understands the first line of a file: by the source's own map, then by what the headings mean.
 * @throws WeirError invalid_field naming all that is wrong with it.
 */
export function readColumns(headings: readonly string[], settings: Pick<ReadSettings, 'platform' | 'columns'>): Columns {
  const faults: FieldFault[] = []
  const at = new Map<DeliveryField, number>()
  const currencies = new Set<string>()
  const wanted = settings.columns ?? {}
  for (const field of keysOf(wanted)) {
    const places = placesOf(headings, wanted[field] ?? '')
    if (places.length === 1) at.set(field, places[0]!)
    else faults.push({ path: `columns.${field}`, message: wrongPlaces(wanted[field] ?? '', places.length, headings) })
  }
  const mapped = new Set(at.values())
  headings.forEach((heading, i) => {
    const meaning = meaningOf(heading, settings.platform)
    if (meaning?.currency !== undefined && (mapped.has(i) || !at.has(meaning.field))) currencies.add(meaning.currency)
    if (!meaning || mapped.has(i) || Object.hasOwn(wanted, meaning.field)) return
    if (at.has(meaning.field))
      faults.push({ path: meaning.field, message: twice(meaning.field, headings[at.get(meaning.field)!]!, heading) })
    else at.set(meaning.field, i)
  })
  if (currencies.size > 1)
    faults.push({ path: 'currency', message: 'the headings name several currencies; export one at a time' })
  const level = DELIVERY_LEVELS.findLast((one) => at.has(`${one}_id`) || (one !== 'account' && at.has(`${one}_name`)))
  faults.push(...missing(at, level, headings))
  if (faults.length > 0 || !level) throw new WeirError('invalid_field', 'the columns of the file cannot be used', { faults })
  const used = new Set(at.values())
  return {
    at,
    headings: Object.fromEntries([...at].map(([field, i]) => [field, headings[i]])),
    ignored: headings.filter((_, i) => !used.has(i)),
    currency: [...currencies][0],
    level,
  }
}

const TIMES = ['day', 'hour', 'starts_on'] as const
const MEASURES = ['impressions', 'clicks', 'spend', 'conversions'] as const

function missing(
  at: ReadonlyMap<DeliveryField, number>,
  level: DeliveryLevel | undefined,
  headings: readonly string[],
): FieldFault[] {
  const found = `the file has ${headings.slice(0, 40).map(shown).join(', ')}`
  const faults: FieldFault[] = []
  if (!level)
    faults.push({
      path: 'columns',
      message: `no column says what a row is about (campaign_id, adgroup_id, ad_id, or a name); ${found}`,
    })
  if (!TIMES.some((time) => at.has(time)))
    faults.push({ path: 'columns.day', message: `no column says when (day, hour, or starts_on and ends_on); ${found}` })
  if (!MEASURES.some((measure) => at.has(measure)))
    faults.push({ path: 'columns', message: `there is none of ${MEASURES.join(', ')}; ${found}` })
  return faults
}

function placesOf(headings: readonly string[], wanted: string): number[] {
  const exact = indexes(headings, (heading) => heading.trim() === wanted.trim())
  return exact.length > 0 ? exact : indexes(headings, (heading) => bare(heading) === bare(wanted))
}

function indexes(headings: readonly string[], holds: (heading: string) => boolean): number[] {
  return headings.flatMap((heading, i) => (holds(heading) ? [i] : []))
}

function wrongPlaces(wanted: string, places: number, headings: readonly string[]): string {
  if (places > 1) return `the heading ${shown(wanted)} stands ${places} times in the file`
  return `the file has no column ${shown(wanted)}; it has ${headings.slice(0, 40).map(shown).join(', ')}`
}

function twice(field: DeliveryField, first: string, second: string): string {
  return `both ${shown(first)} and ${shown(second)} could be it: name one in "columns", as { "${field}": ... }`
}

function shown(heading: string): string {
  return `"${heading.slice(0, 60)}"`
}
