import type { OpenFile } from './records.ts'

export interface Layout {
  kind: OpenFile['layout']
  /** Of CSV. */
  delimiter: string
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/**
 * Guesses what a file is from its first line: NDJSON begins with a brace; of the usual delimiters
 * the one that occurs most outside of quotes separates; a line without any is text in columns
 * separated by blanks.
 */
export function guessLayout(firstLine: string): Layout {
  const line = firstLine.replace(/^\uFEFF/, '')
  if (line.trimStart().startsWith('{')) return { kind: 'ndjson', delimiter: ',' }
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }))
  const [best] = counts.toSorted((a, b) => b.count - a.count)
  if (best !== undefined && best.count > 0) return { kind: 'csv', delimiter: best.delimiter }
  return /\S\s+\S/.test(bare) ? { kind: 'text', delimiter: ' ' } : { kind: 'csv', delimiter: ',' }
}

/** `--delimiter`: one character, or a name for those that are hard to type. */
export function layoutOf(delimiter: string): Layout | undefined {
  if (delimiter === 'space' || delimiter === ' ') return { kind: 'text', delimiter: ' ' }
  if (delimiter === 'tab' || delimiter === '\\t') return { kind: 'csv', delimiter: '\t' }
  return delimiter.length === 1 ? { kind: 'csv', delimiter } : undefined
}

/**
 * Heads without blanks around them; one that comes again gets a number, so that no column hides
 * another.
 */
export function headsOf(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell) => {
    const head = cell.trim()
    const times = (seen.get(head) ?? 0) + 1
    seen.set(head, times)
    return times === 1 ? head : `${head} (${times})`
  })
}
