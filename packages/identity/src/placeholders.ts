import { asDecoded, decodeOnce, ROUNDS } from './decode.ts'
import { HEX_HASH, isHashOf, VARIABLES } from './hashes.ts'
import { isTemplate } from './templates.ts'
import { plain, trimmed } from './text.ts'

/** JavaScript's, Python's, SQL's and the tag managers' names for nothing. */
const NOTHING = ['null', 'undefined', 'nan', 'not set', 'not provided', 'object object', 'object undefined']
/** What senders write instead of an id. */
const WORDS = [
  '0',
  '-1',
  'nil',
  'none',
  'void',
  'unknown',
  'unset',
  'n/a',
  'na',
  'true',
  'false',
  'anonymous',
  'guest',
  'empty',
  'missing',
  'nobody',
  'anon',
  'anonymous user',
  'guest user',
  'unknown user',
  'visitor',
  'logged out',
  'not logged in',
  'not available',
  'not applicable',
  'not found',
  'no id',
  'no email',
  'noemail',
  'n.a.',
  'infinity',
  '-infinity',
  'nonetype',
  'void 0',
  'default',
  'blank',
  'invalid',
  'error',
  'redacted',
  'removed',
  'hidden',
  'tbd',
  'userid',
  'customerid',
  // As documentation writes one.
  '12345678-1234-1234-1234-123456789012',
  // An emulator's device id, shared by all emulators.
  '9774d56d682e549c',
]
/** The name of a variable instead of its value. Somebody may be called `user`. */
const NAMES_VARIABLE = VARIABLES.filter((name) => !['user', 'customer'].includes(name)).map((name) => name.toLowerCase())
const NAMES_NOBODY: ReadonlySet<string> = new Set(['', ...NOTHING, ...WORDS, ...NAMES_VARIABLE])
const NOTHING_AT_ALL: ReadonlySet<string> = new Set(NOTHING)

/**
 * Only zeros with separators, or one digit in all places of a GUID or hash: an id that was switched
 * off, or never made.
 */
const ZEROS = /^[0\s:+.,-]+$|^(?:urn:uuid:)?([0-9a-fx])\1{7}-?(?:\1{4}-?){3}\1{12}$|^([0-9a-f])\2{31,127}$|^urn:uuid:[0-]+$/i
/** Quotes, brackets and escapes around a word. */
const WRAPPING = /^[\s"'`´“”‘’„«»()[\]{}<>\\]+|[\s"'`´“”‘’„«»()[\]{}<>\\]+$/g
const NO_LETTER = /^[\p{P}\p{Sc}\p{Sm}\p{Sk}\p{M}\p{Z}]*$/u
/**
 * Line ends and the like as languages write them, MySQL's null, and what is left of a text in
 * another encoding.
 */
const NO_TEXT = /^(?:\\[nrtbfvN0]|\ufffd)+$/
/** Parts that a script put together: `undefined undefined`, `null@null.com`, `null-undefined`. */
const SEPARATORS = /[\s,;:|/_.@+&=-]+/
/**
 * A template that a script filled with nothing: `user-undefined`. In an address only as the whole
 * of its local part or domain.
 */
const HALF_FILLED = /(?:^|[^a-z0-9@])(?:undefined|null)(?:[^a-z0-9@]|$)/i
const NOBODYS_MAIL =
  /^(?:undefined|null|nan|unknown|none|guest|anonymous|n\/a|no-?_?e?-?mail|(?:no|do-?_?not)-?_?reply|not set|[\p{P}\p{S}]+)@|@(?:undefined|null|none|nan)(?:\.[a-z]{2,6})?$/iu
const REPEATED = /^(?:undefined|null|nan){2,}$/i

/**
 * @param text trimmed.
 * @returns whether it is a template that was not filled, or a script's word for nothing: what no
 *   sender ever means as a value.
 */
export function isUnfilled(text: string): boolean {
  return forms(text).some((form) => isTemplate(form) || isNothing(form, NOTHING_AT_ALL))
}

/**
 * @param text trimmed; a hash as 64 lower-case hex digits.
 * @returns whether it names nobody: unfilled, a word for nobody, zeros, no letter or digit at all,
 *   or the hash of any of these.
 */
export function isPlaceholder(text: string): boolean {
  if (HEX_HASH.test(text)) return ZEROS.test(text) || isHashOf(NAMES_NOBODY, text)
  return (
    ZEROS.test(text) ||
    NO_TEXT.test(text) ||
    forms(text).some((form) => isTemplate(form) || isNothing(form, NAMES_NOBODY)) ||
    isHashOf(NAMES_NOBODY, text)
  )
}

/** The longest of several words, which blanks, hyphens or underscores may separate. */
const WORDS_MAX = 16

/** What none of the words and their combinations is without: a quick way out for ids. */
const SUSPICIOUS = /null|undefined|nan|not |object/
const PLAIN_ENDS = /^[A-Za-z0-9](?:.*[A-Za-z0-9])?$/s

function isAmong(words: ReadonlySet<string>, text: string): boolean {
  return words.has(text) || (text.length <= WORDS_MAX && words.has(text.replaceAll(/[\s_-]+/g, ' ')))
}

function isNothing(text: string, words: ReadonlySet<string>): boolean {
  const lower = text.toLowerCase()
  if (isAmong(words, lower)) return true
  const isPlain = PLAIN_ENDS.test(text)
  if (isPlain && !text.includes('@') && !SUSPICIOUS.test(lower)) return false
  if (NO_LETTER.test(text)) return true
  const bare = isPlain ? lower : lower.replace(WRAPPING, '')
  if (isAmong(words, bare) || (words === NAMES_NOBODY && ZEROS.test(bare)) || REPEATED.test(bare)) return true
  if (bare.includes('@') ? NOBODYS_MAIL.test(bare) : HALF_FILLED.test(bare)) return true
  if (!SUSPICIOUS.test(bare)) return false
  const parts = bare.split(SEPARATORS)
  return parts.length > 1 && parts.every((part) => part === '' || NOTHING_AT_ALL.has(part))
}

const ENCODED = /%[0-9A-Fa-fu]|&[#A-Za-z]|\\[uUx"']/

const QUOTED = /^\\?["'`“‘]/
const QUOTES = /^[\s\\"'`“‘]+|[\s\\"'`”’]+$/g

/** Backslashes before signs, by which templates keep brackets from being filled. */
const ESCAPES = /\\(?=[^\w\s])/g

/**
 * The text, and what it says when it is decoded up to three times, each as it stands, without
 * quotes and without escapes.
 */
function forms(text: string): string[] {
  const found: string[] = []
  look(plain(text), found)
  if (!ENCODED.test(text)) return found
  let decoded = decodeOnce(asDecoded(text))
  for (let round = 1; decoded && round <= ROUNDS; round++) {
    look(trimmed(plain(decoded.text)), found)
    decoded = decodeOnce(decoded)
  }
  return found
}

function look(text: string, found: string[]): void {
  found.push(text)
  if (QUOTED.test(text)) found.push(text.replace(QUOTES, ''))
  if (text.includes('\\')) found.push(text.replaceAll(ESCAPES, ''))
}
