import { parseWellFormed, WeirError } from '@weir/contracts'

/** A document of a body, and the line at which it begins; no `value` where it is no JSON. */
export interface JsonDocument {
  line: number
  value: unknown
}

/** A page of 1,000 rows with all metrics has about half of it. */
const DOCUMENT_CHARACTERS_MAX = 4 * 1024 * 1024

/**
 * The documents of a body: one over several lines, or one per line (NDJSON), of which any number
 * is read at constant memory.
 * @throws WeirError too_large for a document beyond the limit; invalid_json when it is none at all.
 */
export async function* jsonDocuments(text: AsyncIterable<string>): AsyncGenerator<JsonDocument> {
  let isByLine: boolean | undefined
  let whole = ''
  for await (const { line, content } of linesOf(text)) {
    if (isByLine !== false && content.trim() === '') continue
    const value = isByLine === false ? undefined : parse(content)
    isByLine ??= value !== undefined
    if (isByLine) yield { line, value }
    else {
      whole += `${content}\n`
      mustFit(whole)
    }
  }
  if (isByLine === true || whole === '') return
  const value = parse(whole)
  if (value === undefined) throw new WeirError('invalid_json', 'the body is neither JSON nor JSON by line')
  yield { line: 1, value }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ line: number; content: string }> {
  let line = 0
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    mustFit(rest)
    for (const content of lines) yield { line: ++line, content }
  }
  if (rest !== '') yield { line: ++line, content: rest }
}

function mustFit(text: string): void {
  if (text.length <= DOCUMENT_CHARACTERS_MAX) return
  throw new WeirError('too_large', 'one JSON document may have 4 MiB: send pages of at most 1,000 rows, one per line (NDJSON)')
}

function parse(text: string): unknown {
  try {
    return parseWellFormed(withExactIntegers(text))
  } catch {
    // The caller names the line; the parser's message would quote it.
    return undefined
  }
}

/** Strings, so that what stands in them is passed over, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Ids beyond 2^53 as texts with the same digits: a double would round them. */
function withExactIntegers(json: string): string {
  return json.replaceAll(TOKENS, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token))
}
