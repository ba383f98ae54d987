import { isObject } from '@weir/contracts'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { CsvError, parse } from 'csv-parse'
import { UsageError } from '../cli/usage-error.ts'
import type { Layout } from './layout.ts'
import { headsOf } from './layout.ts'
import type { FileRecord, OpenFile } from './records.ts'

/**
 * Reads the text of a file as records.
 * @throws UsageError for an empty file; while reading, for broken quotes.
 */
export async function parseFile(text: Readable, layout: Layout): Promise<OpenFile> {
  if (layout.kind === 'ndjson') return { layout: 'ndjson', columns: undefined, records: jsonLines(text) }
  const rows = layout.kind === 'csv' ? csvRows(text, layout.delimiter) : textRows(text)
  const iterator = rows[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done === true) throw new UsageError('the file is empty')
  const columns = headsOf(first.value.cells)
  return { layout: layout.kind, columns, records: named(columns, { [Symbol.asyncIterator]: () => iterator }) }
}

interface Row {
  line: number
  cells: string[]
}

async function* named(columns: readonly string[], rows: AsyncIterable<Row>): AsyncGenerator<FileRecord> {
  for await (const { line, cells } of rows) {
    const values: Record<string, string> = Object.create(null)
    columns.forEach((column, i) => (values[column] = cells[i] ?? ''))
    const odd = cells.length !== columns.length
    yield { line, values, ...(odd ? { fault: `${cells.length} values for ${columns.length} columns` } : {}) }
  }
}

async function* csvRows(text: Readable, delimiter: string): AsyncGenerator<Row> {
  const parser = text.pipe(
    parse({ bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
  )
  // pipe() does not pass failures on: a broken archive must end the reading.
  text.once('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line: info.lines, cells: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UsageError(`this is not CSV: ${error.message}`, { cause: error })
  }
}

async function* textRows(text: Readable): AsyncGenerator<Row> {
  for await (const { line, content } of linesOf(text)) yield { line, cells: content.split(/\s+/) }
}

async function* jsonLines(text: Readable): AsyncGenerator<FileRecord> {
  for await (const { line, content } of linesOf(text)) {
    const value = json(content)
    yield isObject(value) ? { line, values: value } : { line, values: {}, fault: 'this line is no JSON object' }
  }
}

/** The lines that are not blank, without blanks around them. */
async function* linesOf(text: Readable): AsyncGenerator<{ line: number; content: string }> {
  let line = 0
  for await (const raw of createInterface({ input: text, crlfDelay: Infinity })) {
    line++
    const content = raw.replace(/^\uFEFF/, '').trim()
    if (content !== '') yield { line, content }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller names the line.
    return undefined
  }
}
