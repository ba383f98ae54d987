import { Readable } from 'node:stream'
import { fieldOf, WeirError } from '@weir/contracts'
import { CsvError, parse } from 'csv-parse'

/** A record of a file: the line at which it ends, from 1, and its cells. */
export interface CsvRecord {
  line: number
  cells: string[]
}

const DELIMITERS = [',', ';', '\t'] as const
const HEAD_CHARACTERS_MAX = 64 * 1024
/** No export has records as long; what has is a quote that never ends. */
const RECORD_CHARACTERS_MAX = 256 * 1024

/**
 * The records of a CSV file, one after the other; the delimiter is the one that its first line has
 * most of. Records may have fewer or more cells than there are headings.
 * @throws WeirError invalid_field naming the line where it stops being CSV.
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const pieces = text[Symbol.asyncIterator]()
  let head = ''
  let isAll = false
  while (!isAll && !head.includes('\n') && head.length < HEAD_CHARACTERS_MAX) {
    const next = await pieces.next()
    if (next.done === true) isAll = true
    else head += next.value
  }
  const rest = async function* (): AsyncGenerator<string> {
    yield head
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
  }
  const options = { delimiter: delimiterOf(head), info: true, relax_column_count: true, skip_empty_lines: true, bom: true }
  const source = Readable.from(rest())
  const parser = source.pipe(parse({ ...options, max_record_size: RECORD_CHARACTERS_MAX }))
  // pipe() does not pass failures on: a broken upload must end the reading.
  source.once('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { line: info.lines, cells: record }
  } catch (error) {
    throw error instanceof CsvError ? notCsv(error) : error
  } finally {
    source.destroy()
  }
}

function delimiterOf(head: string): string {
  const [first = ''] = head.replaceAll(/"(?:[^"]|"")*"/g, '').split('\n', 1)
  const count = (sign: string): number => first.split(sign).length
  return DELIMITERS.reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** Its own message quotes the file. */
function notCsv(error: CsvError): WeirError {
  const lines = fieldOf(error, 'lines')
  const line = typeof lines === 'number' ? lines : 1
  const faults = [{ path: `line ${line}`, message: `is not CSV (${error.code}): is a quote left open, or a cell too long?` }]
  return new WeirError('invalid_field', 'the file cannot be read as CSV', { faults, cause: error })
}
