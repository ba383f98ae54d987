import { isUtf8 } from 'node:buffer'
import { plainDigit } from './text.ts'

/**
 * A text that was decoded, and where each of its UTF-16 units came from: unit `i` stood at
 * `from[i]` to `to[i]` of the original. So what is found in the decoded text can be hidden in the
 * original.
 */
export interface Decoded {
  text: string
  from: Uint32Array
  to: Uint32Array
}

/** So often a text is decoded: deeper than this nobody's software encodes. */
export const ROUNDS = 3

const NAMED: ReadonlyMap<string, string> = new Map([
  ['commat', '@'],
  ['period', '.'],
  ['plus', '+'],
  ['colon', ':'],
  ['lbrace', '{'],
  ['lcub', '{'],
  ['rbrace', '}'],
  ['rcub', '}'],
  ['lsqb', '['],
  ['rsqb', ']'],
  ['percnt', '%'],
  ['lowbar', '_'],
  ['dollar', '$'],
  ['num', '#'],
  ['equals', '='],
  ['quest', '?'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['quot', '"'],
  ['apos', "'"],
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['nbsp', ' '],
])

const ENTITIES = [...NAMED.keys()].join('|')
const ENCODED = new RegExp(String.raw`%[0-9A-Fa-fuU]|&(?:#|${ENTITIES})|\\[uUx"'\\/]|[^\u0000-\u024f]|\u00ad`, 'i')
const WORD_MIN = 10

/**
 * The forms that are undone, every repetition bounded: `%40` in runs, `%u0040`, `&#64;` `&#x40;`
 * `&commat;`, `\u0040` `\u{40}` `\x40` (also with several backslashes), escaped quotes, full-width
 * forms, digits of other scripts, zero-width characters (they go), and words that may be base64.
 */
const FORMS = new RegExp(
  [
    String.raw`(?<percent>(?:%[0-9A-Fa-f]{2})+)`,
    String.raw`%u(?<legacy>[0-9A-Fa-f]{4})`,
    String.raw`&(?:#(?<decimal>\d{1,7})|#[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<named>[A-Za-z]{2,6}));?`,
    String.raw`\\{1,8}(?:[uU](?:(?<escape>[0-9A-Fa-f]{4})|\{(?<braced>[0-9A-Fa-f]{1,6})\})|x(?<short>[0-9A-Fa-f]{2})|(?<quoted>["'/]))`,
    String.raw`(?<invisible>[\p{Cf}\p{Default_Ignorable_Code_Point}]+)`,
    String.raw`(?<wide>[\uff01-\uff5e\ufe6b\u3002\uff61])`,
    String.raw`(?<digit>(?![0-9])\p{Nd})`,
    String.raw`(?<word>(?<![A-Za-z0-9])[A-Za-z0-9]{10,})`,
  ].join('|'),
  'gu',
)

/** @returns whether decoding shows something else. Cheap, for the texts of every event. */
export function mayBeEncoded(text: string): boolean {
  const marks = look(text)
  return marks === WORD || (marks !== NOTHING && (ENCODED.test(text) || (marks & WORD) !== 0))
}

const NOTHING = 0
/** A word that is base64 of a text. */
const WORD = 1
/** A character that encodings begin with, or one that shows nothing. */
const MARK = 2

/** A loop over the characters: it costs a tenth of patterns that say the same. */
function look(text: string): number {
  let found = NOTHING
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 128 && IS_DIGIT[code] === 1) continue
    if (i - start >= WORD_MIN && fromBase64(text.slice(start, i)) !== undefined) found |= WORD
    start = i + 1
    if (code === 0x25 || code === 0x26 || code === 0x5c || code >= 0x250 || code === 0xad) found |= MARK
  }
  return text.length - start >= WORD_MIN && fromBase64(text.slice(start)) !== undefined ? found | WORD : found
}

/** The text itself, as if it had been decoded from itself. */
export function asDecoded(text: string): Decoded {
  const from = new Uint32Array(text.length)
  const to = new Uint32Array(text.length)
  for (let i = 0; i < text.length; i++) {
    from[i] = i
    to[i] = i + 1
  }
  return { text, from, to }
}

/** Undoes one layer of encoding, in one pass. @returns undefined when nothing was encoded. */
export function decodeOnce(given: Decoded): Decoded | undefined {
  const out = new Builder(given)
  let done = 0
  let changed = false
  for (const match of given.text.matchAll(FORMS)) {
    const end = match.index + match[0].length
    const groups = match.groups ?? {}
    if (groups['percent'] === undefined) {
      const value = valueOf(groups)
      if (value === undefined) continue
      out.keep(done, match.index)
      out.put(value, match.index, end)
    } else {
      out.keep(done, match.index)
      decodePercent(match[0], match.index, out)
    }
    done = end
    changed = true
  }
  if (!changed) return undefined
  out.keep(done, given.text.length)
  return out.result()
}

function valueOf(groups: Partial<Record<string, string>>): string | undefined {
  const { decimal, named, word, wide, quoted, invisible, digit } = groups
  if (word !== undefined) return fromBase64(word)
  if (named !== undefined) return NAMED.get(named.toLowerCase())
  if (invisible !== undefined) return ''
  if (quoted !== undefined) return quoted
  if (digit !== undefined) return plainDigit(digit)
  if (wide !== undefined) return wide === '\u3002' || wide === '\uff61' ? '.' : wide.normalize('NFKC')
  const hex = groups['legacy'] ?? groups['hex'] ?? groups['escape'] ?? groups['braced'] ?? groups['short']
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** A run of percent-encoded bytes, as UTF-8; bytes that are none stand for themselves. */
function decodePercent(run: string, at: number, out: Builder): void {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] ?? 0
    const width = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    const sequence = bytes.subarray(i, i + width)
    const valid = sequence.length === width && isUtf8(sequence)
    const length = valid ? width : 1
    out.put(valid ? sequence.toString('utf8') : String.fromCharCode(lead), at + 3 * i, at + 3 * (i + length))
    i += length
  }
}

/** What a digit of base64 stands for, by its character code. */
const SEXTETS = new Uint8Array(128)
Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  (digit, value) => (SEXTETS[digit.charCodeAt(0)] = value),
)
/** By character code: the digits of base64. */
const IS_DIGIT = Uint8Array.from({ length: 128 }, (_, code) => Number(/[A-Za-z0-9]/.test(String.fromCharCode(code))))
/** By byte: what begins a text. */
const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10),
)

/** Whether the first four digits stand for printable ASCII: one word in twenty does by chance. */
function startsLikeText(word: string): boolean {
  const digit = (i: number): number => SEXTETS[word.charCodeAt(i)] ?? 0
  const [a, b, c, d] = [digit(0), digit(1), digit(2), digit(3)]
  return (
    PRINTABLE[(a << 2) | (b >> 4)] === 1 && PRINTABLE[((b & 15) << 4) | (c >> 2)] === 1 && PRINTABLE[((c & 3) << 6) | d] === 1
  )
}

// oxlint-disable-next-line no-control-regex -- whoever encodes a text encodes no control characters
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/**
 * The text that a word of letters and digits encodes. Addresses and numbers in ASCII never encode
 * to `+` or `/`, so words that these separate begin at a boundary of four.
 */
function fromBase64(word: string): string | undefined {
  if (!startsLikeText(word)) return undefined
  const bytes = Buffer.from(word, 'base64')
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  return CONTROL.test(text) ? undefined : text
}

/** Puts a decoded text together with the places that its units came from. */
class Builder {
  readonly #given: Decoded
  readonly #parts: string[] = []
  readonly #from: Uint32Array
  readonly #to: Uint32Array
  #length = 0

  constructor(given: Decoded) {
    this.#given = given
    // No form decodes to more than it was.
    this.#from = new Uint32Array(given.text.length)
    this.#to = new Uint32Array(given.text.length)
  }

  /** What stood between two places stays. */
  keep(start: number, end: number): void {
    if (end <= start) return
    this.#parts.push(this.#given.text.slice(start, end))
    this.#from.set(this.#given.from.subarray(start, end), this.#length)
    this.#to.set(this.#given.to.subarray(start, end), this.#length)
    this.#length += end - start
  }

  /** All of `text` came from what stood between two places. */
  put(text: string, start: number, end: number): void {
    this.#parts.push(text)
    this.#from.fill(this.#given.from[start] ?? 0, this.#length, this.#length + text.length)
    this.#to.fill(this.#given.to[end - 1] ?? 0, this.#length, this.#length + text.length)
    this.#length += text.length
  }

  result(): Decoded {
    return {
      text: this.#parts.join(''),
      from: this.#from.subarray(0, this.#length),
      to: this.#to.subarray(0, this.#length),
    }
  }
}
