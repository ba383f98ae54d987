import { isUtf8 } from 'node:buffer'
import { parseWellFormed, replaceScalars, WeirError } from '@weir/contracts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Far beyond what one event may have: that limit names the event, this one protects the parser. */
const BODY_DEPTH_MAX = 64
/**
 * The same for what is parsed at once: far more than an event may have, far less than what holds up
 * others.
 */
const VALUES_MAX = 40_000
const CHARACTERS_MAX = 1024 * 1024

/**
 * The bytes as text, without a byte order mark.
 * @throws WeirError invalid_json when they are no UTF-8.
 */
export function utf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new WeirError('invalid_json', 'the body is not UTF-8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/**
 * JSON.parse for input from outside: one event, or what surrounds a list of them (split.ts).
 * - Nesting and values are counted first: V8 takes seconds over some millions of brackets, and as
 *   long over as many keys.
 * - Integers beyond 2^53 become texts with the same digits: 64-bit campaign ids are sent as numbers
 *   and must not be rounded. (An amount loses nothing: amounts are accepted as texts.) So do all
 *   other numbers beyond 2^53, as JSON writes them (`1e20` is "100000000000000000000"): the
 *   warehouse reads no document with an integer of more than 64 bits.
 * - Texts and keys are well-formed (contracts' well-formed.ts).
 * @throws WeirError invalid_json, too_deep or too_large.
 */
export function parseBodyJson(text: string): unknown {
  if (text.length > CHARACTERS_MAX) throw new WeirError('too_large', `an event may have ${CHARACTERS_MAX} characters`)
  const { deepest, values, largeIntegers, largeNumbers } = survey(text)
  if (values > VALUES_MAX) throw new WeirError('too_large', `more than ${VALUES_MAX} values`)
  if (deepest > BODY_DEPTH_MAX) throw new WeirError('too_deep', `the body is nested deeper than ${BODY_DEPTH_MAX} levels`)
  // Parsed as it is first: what is quoted could make JSON of what is none.
  const value = parse(text)
  const exact = largeIntegers.length === 0 ? value : parse(quote(text, largeIntegers))
  return largeNumbers ? replaceScalars(exact, withinReach) : exact
}

function withinReach(scalar: unknown): unknown {
  return typeof scalar === 'number' && isLarge(scalar) ? JSON.stringify(scalar) : scalar
}

function isLarge(number: number): boolean {
  return Number.isFinite(number) && Math.abs(number) > Number.MAX_SAFE_INTEGER
}

function parse(text: string): unknown {
  try {
    return parseWellFormed(text)
  } catch {
    // V8's message quotes the input: it may hold personal data.
    throw new WeirError('invalid_json', 'the body is not valid JSON')
  }
}

type Span = [from: number, to: number]

interface Survey {
  deepest: number
  values: number
  /** Where integers stand that a double cannot hold. */
  largeIntegers: Span[]
  /** Whether there are other numbers as large. */
  largeNumbers: boolean
}

/**
 * One walk over the text, outside of strings. It ends where there are too many values or levels.
 */
function survey(text: string): Survey {
  const largeIntegers: Span[] = []
  let largeNumbers = false
  let values = 0
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length && values <= VALUES_MAX && deepest <= BODY_DEPTH_MAX; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfString(text, i)
    else if (c === 0x2c) values++
    else if (c === 0x5b || c === 0x7b) {
      values++
      deepest = Math.max(deepest, ++depth)
    } else if (c === 0x5d || c === 0x7d) depth--
    else if (c === 0x2d || isDigit(c)) {
      const end = endOfNumber(text, i)
      const digits = text.slice(i, end)
      if (isLargeInteger(digits)) largeIntegers.push([i, end])
      else if (isLarge(Number(digits))) largeNumbers = true
      i = end - 1
    }
  }
  return { deepest, values, largeIntegers, largeNumbers }
}

/** Where the string ends that begins at `start`; the length of the text when it does not end. */
export function endOfString(text: string, start: number): number {
  const first = text.indexOf('"', start + 1)
  if (first === -1) return text.length
  if (text.charCodeAt(first - 1) !== BACKSLASH) return first
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) return i
    if (c === BACKSLASH) i++
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
  return digits.length >= 16 && digits.length <= 32 && /^-?[1-9]\d{15,}$/.test(digits) && !Number.isSafeInteger(Number(digits))
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
