import { isUtf8 } from 'node:buffer'
import { WeirError } from '@weir/contracts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Far beyond what one event may have: that limit names the event, this one protects the parser. */
const BODY_DEPTH_MAX = 64

/** The bytes as text, without a byte order mark. @throws WeirError invalid_json when they are no UTF-8. */
export function utf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new WeirError('invalid_json', 'the body is not UTF-8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/**
 * JSON.parse for input from outside.
 * - The nesting is counted first: V8 takes seconds over some millions of brackets.
 * - Integers beyond 2^53 become texts with the same digits: 64-bit campaign ids are sent as numbers and must not be rounded.
 *   (Whoever meant an amount gets it back: amounts are accepted as texts.)
 * @throws WeirError invalid_json or too_deep.
 */
export function parseJson(text: string): unknown {
  const { deepest, largeIntegers } = survey(text)
  if (deepest > BODY_DEPTH_MAX) throw new WeirError('too_deep', `the body is nested deeper than ${BODY_DEPTH_MAX} levels`)
  const value = parse(text)
  return largeIntegers.length === 0 ? value : parse(quote(text, largeIntegers))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // V8's message quotes the input: it may hold personal data.
    throw new WeirError('invalid_json', 'the body is not valid JSON')
  }
}

type Span = [from: number, to: number]

/** One walk over the text, outside of strings: the deepest nesting, and where integers stand that a double cannot hold. */
function survey(text: string): { deepest: number; largeIntegers: Span[] } {
  const largeIntegers: Span[] = []
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfString(text, i)
    else if (c === 0x5b || c === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (c === 0x5d || c === 0x7d) depth--
    else if (c === 0x2d || isDigit(c)) {
      const end = endOfNumber(text, i)
      if (end - i >= 16 && isLargeInteger(text.slice(i, end))) largeIntegers.push([i, end])
      i = end - 1
    }
  }
  return { deepest, largeIntegers }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

/** Past everything that can belong to a number, so that `1e22` is not mistaken for an integer. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1
  for (let c = text.charCodeAt(end); isDigit(c) || c === 0x2e || c === 0x2b || c === 0x2d || (c | 0x20) === 0x65;)
    c = text.charCodeAt(++end)
  return end
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39
}

function isLargeInteger(digits: string): boolean {
  return digits.length <= 32 && /^-?[1-9]\d{15,}$/.test(digits) && !Number.isSafeInteger(Number(digits))
}

function quote(text: string, spans: readonly Span[]): string {
  const parts: string[] = []
  let done = 0
  for (const [from, to] of spans) {
    parts.push(text.slice(done, from), '"', text.slice(from, to), '"')
    done = to
  }
  parts.push(text.slice(done))
  return parts.join('')
}
