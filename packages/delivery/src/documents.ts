import { DELIVERY_LEVELS, fieldOf, isObject, keysOf } from '@weir/contracts'
import type { DeliveryField, DeliveryLevel } from '@weir/contracts'
import type { About, Cells } from './assemble.ts'
import { bare, meaningOf } from './headings.ts'
import type { ReadSettings } from './settings.ts'

/** A row of a document: its cells, or why it is none. `path` says where it stands in it. */
export type DocumentRow = { path: string } & ({ cells: Cells; about: About; ignored: string[] } | { message: string })

/**
 * The rows of a parsed document: an answer of TikTok's `report/integrated/get`, rows of one
 * (`{ dimensions, metrics }`), plain objects with our names of fields, or a list of any of these.
 */
export function* documentRows(value: unknown, settings: ReadSettings, path = ''): Generator<DocumentRow> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* documentRows(item, settings, `${path}[${i}]`)
  } else if (!isObject(value)) yield { path, message: 'is no JSON object' }
  else if (isObject(value['dimensions'])) yield reportRow(value, path)
  else if ('code' in value || 'data' in value) yield* answerRows(value, settings, path)
  else if (Array.isArray(value['list'])) yield* documentRows(value['list'], settings, `${path}.list`)
  else yield plainRow(value, settings, path)
}

/** An answer may be a failure although its HTTP status was 200. */
function* answerRows(answer: Record<string, unknown>, settings: ReadSettings, path: string): Generator<DocumentRow> {
  const { code, data } = answer
  const list = fieldOf(data, 'list')
  if (code !== undefined && code !== 0)
    yield { path: `${path}.code`, message: `is ${shownCode(code)}: the platform refused, this is no report` }
  else if (Array.isArray(list)) yield* documentRows(list, settings, `${path}.data.list`)
  else yield { path: `${path}.data.list`, message: 'is missing: is this an answer of report/integrated/get?' }
}

function shownCode(code: unknown): string {
  return typeof code === 'number' || (typeof code === 'string' && /^\d{1,10}$/.test(code)) ? String(code) : 'no number'
}

function reportRow(row: Record<string, unknown>, path: string): DocumentRow {
  const cells: Cells = {}
  const dimensions: Record<string, string> = {}
  const ignored: string[] = []
  const take = (fields: Record<string, unknown>, other: (key: string, text: string) => void): void => {
    for (const [key, value] of Object.entries(fields)) {
      const text = textOf(value)
      if (text === undefined) continue
      const field = meaningOf(key, 'tiktok')?.field
      if (field === undefined) other(key, text)
      else cells[field] = text
    }
  }
  const { dimensions: given, metrics, ...beside } = row
  take(beside, (key) => ignored.push(key))
  if (isObject(metrics)) take(metrics, (key) => ignored.push(key))
  // Last: what the row is about is what its dimensions say.
  if (isObject(given)) take(given, (key, text) => (dimensions[key] = text))
  const level = levelOf(new Set(keysOf(isObject(given) ? given : {}).map((key) => meaningOf(key, 'tiktok')?.field)))
  if (!level) return { path: `${path}.dimensions`, message: 'have none of advertiser_id, campaign_id, adgroup_id, ad_id' }
  return { path, cells, about: { level, dimensions }, ignored }
}

function plainRow(row: Record<string, unknown>, settings: ReadSettings, path: string): DocumentRow {
  const cells: Cells = {}
  const ignored: string[] = []
  const mapped = new Map(Object.entries(settings.columns ?? {}).map(([field, heading]) => [bare(heading), field]))
  for (const [key, value] of Object.entries(row)) {
    const text = textOf(value)
    // What the source maps are names of our fields: its door has checked them.
    // oxlint-disable-next-line no-unsafe-type-assertion -- checked at the door
    const field = (mapped.get(bare(key)) as DeliveryField | undefined) ?? meaningOf(key, settings.platform)?.field
    if (field === undefined) ignored.push(key)
    else if (text !== undefined) cells[field] = text
  }
  const level = levelOf(new Set(keysOf(cells)))
  return level
    ? { path, cells, about: { level }, ignored }
    : { path, message: 'has none of campaign_id, adgroup_id, ad_id, account_id' }
}

function levelOf(fields: ReadonlySet<DeliveryField | undefined>): DeliveryLevel | undefined {
  return DELIVERY_LEVELS.findLast((one) => fields.has(`${one}_id`) || (one !== 'account' && fields.has(`${one}_name`)))
}

/** Numbers come as texts or as numbers. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}
