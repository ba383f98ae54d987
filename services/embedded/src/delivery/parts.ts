/** A piece of a file that can be sent alone. */
export interface FilePart {
  body: string
  /** The line of the file at which its first record stands, from 1. */
  firstLine: number
}

const RECORDS_MAX = 5_000
/** What is received within the few seconds that one request may take. */
const CHARACTERS_MAX = 2_000_000

const QUOTE = 0x22
const NEWLINE = 0x0a

/**
 * A CSV file in parts, each with the line of headings before it: cut between records, never inside
 * a quoted cell.
 */
export function csvParts(text: AsyncIterable<string>): AsyncGenerator<FilePart> {
  return parts(text, { withHead: true, quotes: true })
}

/** Lines of JSON in parts. */
export function lineParts(text: AsyncIterable<string>): AsyncGenerator<FilePart> {
  return parts(text, { withHead: false, quotes: false })
}

interface Cut {
  withHead: boolean
  quotes: boolean
}

async function* parts(text: AsyncIterable<string>, { withHead, quotes }: Cut): AsyncGenerator<FilePart> {
  let head: string | undefined = withHead ? undefined : ''
  let [body, records, line, firstLine] = ['', 0, 1, 1]
  for await (const { record, lines } of recordsOf(text, quotes)) {
    const isBlank = record.trim() === ''
    if (head === undefined) {
      if (!isBlank) head = record.endsWith('\n') ? record : `${record}\n`
    } else {
      if (records === 0) firstLine = line
      body += record
      if (!isBlank) records++
    }
    line += lines
    if (records < RECORDS_MAX && body.length < CHARACTERS_MAX) continue
    yield { body: `${head ?? ''}${body}`, firstLine }
    ;[body, records] = ['', 0]
  }
  if (records > 0 || (head ?? '') !== '') yield { body: `${head ?? ''}${body}`, firstLine: records > 0 ? firstLine : line }
}

/** Records with the ends of their lines, and how many lines each has. */
async function* recordsOf(text: AsyncIterable<string>, quotes: boolean): AsyncGenerator<{ record: string; lines: number }> {
  let [rest, lines, isQuoted] = ['', 0, false]
  for await (const piece of text) {
    let from = 0
    for (let i = 0; i < piece.length; i++) {
      const sign = piece.charCodeAt(i)
      if (quotes && sign === QUOTE) isQuoted = !isQuoted
      if (sign !== NEWLINE) continue
      lines++
      if (isQuoted) continue
      yield { record: rest + piece.slice(from, i + 1), lines }
      ;[rest, lines, from] = ['', 0, i + 1]
    }
    rest += piece.slice(from)
  }
  if (rest !== '') yield { record: rest, lines: lines + 1 }
}
