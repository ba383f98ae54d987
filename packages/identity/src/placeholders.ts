import { asDecoded, decodeOnce, ROUNDS } from './decode.ts'
import { HEX_HASH, isHashOf } from './hashes.ts'
import { isTemplate } from './templates.ts'
import { plain } from './text.ts'

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
  'user_id',
  'userid',
  'customer_id',
  'customerid',
  'external_id',
  'event_id',
  'click_id',
  'clickid',
  // An emulator's device id, shared by all emulators.
  '9774d56d682e549c',
]
const NAMES_NOBODY: ReadonlySet<string> = new Set(['', ...NOTHING, ...WORDS])
const NOTHING_AT_ALL: ReadonlySet<string> = new Set(NOTHING)

/** Only zeros or only fs with separators: an advertising id that the user switched off, a zero phone number, an all-zero hash. */
const ZEROS = /^[0\s:+.,-]+$|^f{8}-?(?:f{4}-?){3}f{12}$/i
/** Quotes, brackets and escapes around a word. */
const WRAPPING = /^[\s"'`´“”‘’„«»()[\]{}<>\\]+|[\s"'`´“”‘’„«»()[\]{}<>\\]+$/g
const NO_LETTER = /^[\p{P}\p{Sc}\p{Sm}\p{Sk}\p{Z}]*$/u
/** Parts that a script put together: `undefined undefined`, `null@null.com`, `null-undefined`. */
const SEPARATORS = /[\s,;:|/_.@+&=-]+/
/** A template that a script filled with nothing: `user-undefined`. In an address only as the whole of its local part or domain. */
const HALF_FILLED = /(?:^|[^a-z0-9@])(?:undefined|null)(?:[^a-z0-9@]|$)/i
const NOBODYS_MAIL =
  /^(?:undefined|null|nan|unknown|none|guest|anonymous|no-?_?e?-?mail|not set)@|@(?:undefined|null|none|nan)(?:\.[a-z]{2,6})?$/i
const REPEATED = /^(?:undefined|null|nan){2,}$/i

/**
 * @param text trimmed.
 * @returns whether it is a template that was not filled, or a script's word for nothing: what no sender ever means as a value.
 */
export function isUnfilled(text: string): boolean {
  return forms(text).some((form) => isTemplate(form) || isNothing(form, NOTHING_AT_ALL))
}

/**
 * @param text trimmed; a hash as 64 lower-case hex digits.
 * @returns whether it names nobody: unfilled, a word for nobody, zeros, no letter or digit at all, or the hash of any of these.
 */
export function isPlaceholder(text: string): boolean {
  if (HEX_HASH.test(text)) return ZEROS.test(text) || isHashOf(NAMES_NOBODY, text)
  return (
    ZEROS.test(text) ||
    forms(text).some((form) => isTemplate(form) || isNothing(form, NAMES_NOBODY)) ||
    isHashOf(NAMES_NOBODY, text)
  )
}

/** What none of the words and their combinations is without: a quick way out for ids. */
const SUSPICIOUS = /null|undefined|nan|not |object/
const PLAIN_ENDS = /^[A-Za-z0-9](?:.*[A-Za-z0-9])?$/s

function isNothing(text: string, words: ReadonlySet<string>): boolean {
  const lower = text.toLowerCase()
  if (words.has(lower)) return true
  const isPlain = PLAIN_ENDS.test(text)
  if (isPlain && !text.includes('@') && !SUSPICIOUS.test(lower)) return false
  if (NO_LETTER.test(text)) return true
  const bare = isPlain ? lower : lower.replace(WRAPPING, '')
  if (words.has(bare) || (words === NAMES_NOBODY && ZEROS.test(bare)) || REPEATED.test(bare)) return true
  if (bare.includes('@') ? NOBODYS_MAIL.test(bare) : HALF_FILLED.test(bare)) return true
  if (!SUSPICIOUS.test(bare)) return false
  const parts = bare.split(SEPARATORS)
  return parts.length > 1 && parts.every((part) => part === '' || NOTHING_AT_ALL.has(part))
}

const ENCODED = /%[0-9A-Fa-fu]|&[#A-Za-z]|\\[uUx"']/

const QUOTED = /^\\?["'`“‘]/
const QUOTES = /^[\s\\"'`“‘]+|[\s\\"'`”’]+$/g

/** The text, and what it says when it is decoded up to three times. */
function forms(text: string): string[] {
  const simple = plain(text)
  const found = [simple, ...(QUOTED.test(simple) ? [simple.replace(QUOTES, '')] : [])]
  if (!ENCODED.test(text)) return found
  let decoded = decodeOnce(asDecoded(text))
  for (let round = 1; decoded && round <= ROUNDS; round++) {
    found.push(plain(decoded.text).trim())
    decoded = decodeOnce(decoded)
  }
  return found
}
