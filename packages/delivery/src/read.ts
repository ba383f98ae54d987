import { WeirError } from '@weir/contracts'
import type { DeliveryField, DeliveryRow } from '@weir/contracts'
import { assemble } from './assemble.ts'
import type { About, Cells } from './assemble.ts'
import { readColumns } from './columns.ts'
import type { Columns } from './columns.ts'
import { csvRecords } from './csv.ts'
import type { CsvRecord } from './csv.ts'
import { documentRows } from './documents.ts'
import { jsonDocuments } from './json.ts'
import { saysNothing } from './numbers.ts'
import type { ReadSettings, RowFault } from './settings.ts'
import { decodeUtf8 } from './text.ts'

/** Some records of a file, as they were understood. */
export interface DeliveryBatch {
  rows: DeliveryRow[]
  faults: RowFault[]
  /** How many records have faults. */
  rejected: number
  /** Lines of totals, which are in no other row and are left out. */
  totals: number
}

/** A file whose first line is understood; its records are read as they are asked for. */
export interface OpenDelivery {
  /** By field, the heading that it stands under; empty for JSON. */
  headings: Partial<Record<DeliveryField, string>>
  /** Names of what is not kept; those of JSON are complete when all is read. */
  ignored: ReadonlySet<string>
  batches: AsyncIterable<DeliveryBatch>
}

export interface ReadOptions {
  format: 'json' | 'csv'
  /** The line of the first record, of a part of a file. Default: 2 of CSV, else 1. */
  firstLine?: number
  /** More rows are refused. */
  rowsMax: number
}

const BATCH = 500

/**
 * Reads a report of an ad platform at constant memory. Each row is one row or its faults; of two
 * rows about the same, the second is a fault.
 * @throws WeirError at once when the headings cannot be used; while reading, when it is no such
 *   file.
 */
export async function readDelivery(
  bytes: AsyncIterable<Uint8Array>,
  settings: ReadSettings,
  options: ReadOptions,
): Promise<OpenDelivery> {
  const text = decodeUtf8(bytes)
  if (options.format === 'json') {
    const ignored = new Set<string>()
    return {
      headings: {},
      ignored,
      batches: inBatches(jsonItems(text, settings, ignored, (options.firstLine ?? 1) - 1), options),
    }
  }
  const records = csvRecords(text)
  const first = await records.next()
  if (first.done === true) throw new WeirError('invalid_field', 'the file is empty: its first line names the columns')
  const columns = readColumns(first.value.cells, settings)
  const shift = options.firstLine === undefined ? 0 : options.firstLine - first.value.line - 1
  const items = csvItems(records, columns, settings, shift)
  return { headings: columns.headings, ignored: new Set(columns.ignored), batches: inBatches(items, options) }
}

type Item = { line: number } & ({ row: DeliveryRow } | { faults: { path: string; message: string }[] } | { isTotal: true })

async function* csvItems(
  records: AsyncIterable<CsvRecord>,
  columns: Columns,
  settings: ReadSettings,
  shift: number,
): AsyncGenerator<Item> {
  const about: About = { level: columns.level, currency: columns.currency }
  for await (const record of records) {
    const line = record.line + shift
    const cells: Cells = {}
    for (const [field, i] of columns.at) {
      const cell = record.cells[i]
      if (cell !== undefined) cells[field] = cell
    }
    yield isTotal(record, cells) ? { line, isTotal: true } : { line, ...assemble(cells, about, settings) }
  }
}

const ABOUT = ['campaign_id', 'campaign_name', 'adgroup_id', 'adgroup_name', 'ad_id', 'ad_name'] as const

/** Ads Managers add a line of totals: one that is about nothing, or says "Total of 12 results". */
function isTotal({ cells: all }: CsvRecord, cells: Cells): boolean {
  if (/^total\b/i.test(all[0]?.trim() ?? '') && saysNothing(cells.day ?? '')) return true
  const isAboutAll = ABOUT.every((field) => saysNothing(cells[field] ?? ''))
  return isAboutAll && ABOUT.some((field) => field in cells)
}

async function* jsonItems(
  text: AsyncIterable<string>,
  settings: ReadSettings,
  ignored: Set<string>,
  shift: number,
): AsyncGenerator<Item> {
  for await (const { line: at, value } of jsonDocuments(text)) {
    const line = at + shift
    if (value === undefined) {
      yield { line, faults: [{ path: '', message: 'is no JSON' }] }
      continue
    }
    for (const row of documentRows(value, settings)) {
      const path = row.path.replace(/^\./, '')
      if ('message' in row) {
        yield { line, faults: [{ path, message: row.message }] }
        continue
      }
      for (const name of row.ignored) ignored.add(name)
      const made = assemble(row.cells, row.about, settings)
      yield 'row' in made
        ? { line, row: made.row }
        : { line, faults: made.faults.map((fault) => ({ ...fault, path: path === '' ? fault.path : `${path}.${fault.path}` })) }
    }
  }
}

async function* inBatches(items: AsyncIterable<Item>, { rowsMax }: ReadOptions): AsyncGenerator<DeliveryBatch> {
  const seen = new Map<string, number>()
  let batch = emptyBatch()
  let inHand = 0
  for await (const item of items) {
    place(item, batch, seen)
    if (seen.size > rowsMax) throw tooMany(rowsMax)
    if (++inHand < BATCH) continue
    yield batch
    batch = emptyBatch()
    inHand = 0
  }
  if (inHand > 0) yield batch
}

/** @param seen the lines of what rows before were about. */
function place(item: Item, batch: DeliveryBatch, seen: Map<string, number>): void {
  const { line } = item
  const refuse = (faults: readonly { path: string; message: string }[]): void => {
    batch.rejected++
    batch.faults.push(...faults.map((fault) => ({ line, ...fault })))
  }
  if ('isTotal' in item) batch.totals++
  else if ('faults' in item) refuse(item.faults)
  else {
    const about = identityOf(item.row)
    const before = seen.get(about)
    seen.set(about, before ?? line)
    if (before === undefined) batch.rows.push(item.row)
    else refuse([{ path: '', message: `is about the same (object, time, breakdown) as line ${before}` }])
  }
}

function emptyBatch(): DeliveryBatch {
  return { rows: [], faults: [], rejected: 0, totals: 0 }
}

/** What a row is about: rows of a source that have it in common replace each other. */
function identityOf({ level, grain, starts, ends, entity, breakdown }: DeliveryRow): string {
  return JSON.stringify([level, grain, starts, ends, entity, breakdown])
}

function tooMany(rowsMax: number): WeirError {
  return new WeirError(
    'too_large',
    `one request may have ${rowsMax} rows: send the file in parts, as "weir delivery import" does`,
  )
}
